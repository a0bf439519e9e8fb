"""The command that shows a newcomer what a model does."""


def example_command(model, name: str) -> str:
    """Return the `tfstyle` command for a card.

    Args:
        model: any model.
        name: of its preset.
    """
    if hasattr(model, "generate"):
        return f"tfstyle generate {name} -n 16 -o grid.png --seed 0"
    learned, style = getattr(model, "styles", None), ""
    if model.takes_style and learned is None:
        style = " --style painting.jpg"
    elif model.takes_style and len(learned) > 1:
        style = f" --style {learned[-1]}"
    return f"tfstyle translate {name} photo.jpg -o out.jpg{style}"
