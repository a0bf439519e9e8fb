"""Where the zoo's speed is kept: `tfstyle.bench.zoo` writes it, the workshop's table draws it."""

DATA, PAGE = "docs/models.json", "docs/models.md"
COMMAND = "python -m tfstyle.zoo.workshop.models_table"
