"""What a command line left open and the model decided, told in a line each."""


def guesses(names, models, direction=None, style=None) -> list[str]:
    """Return what to tell about a chain of models.

    Args:
        names: of the models, as the user gave them.
        models: of these the last takes the options.
        direction: was given, or `None`.
        style: was given, or `None`.
    """
    told = []
    for index, (name, model) in enumerate(zip(names, models, strict=True)):
        last = index == len(models) - 1
        if not (last and direction):
            told += _guess(name, "translates", model.directions, "direction", last)
        if model.capabilities.style == "names" and not (last and style):
            told += _guess(name, "paints", model.styles, "style", last)
    return told


def _guess(name, does, known, option, last):
    if len(known) < 2:
        return []
    others = ", ".join(known[1:])
    why = f"no --{option} was given" if last else f"--{option} goes to the last of a chain"
    return [f"{name} {does} {known[0]}, since {why}. It also knows {others}."]
