"""The command that shows a newcomer what a model does."""


def example_command(model, name: str) -> str:
    """Return the `tfstyle` command for a card.

    Args:
        model: any model.
        name: of its preset.
    """
    can, style = model.capabilities, ""
    if can.judges:
        return f"tfstyle judge photo.jpg --judge {name}"
    if not can.translates:
        return f"tfstyle generate {name} -n 16 -o grid.png --seed 0"
    if can.style == "picture":
        style = " --style painting.jpg"
    elif len(model.styles) > 1:
        style = f" --style {model.styles[-1]}"
    return f"tfstyle translate {name} photo.jpg -o out.jpg{style}"
