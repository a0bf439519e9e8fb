"""A model that takes a style, as one that has it: what is exported paints in that style alone."""

import dataclasses

from tfstyle.errors import ExportError


def in_style(model, style=None, alpha=1.0):
    """Return `model` with its style chosen, for what is written to files, which take pictures only.

    Args:
        model: any model.
        style: what the model's `check_style` takes: a name or a blend of names, or a picture or a
            blend of pictures. It becomes constants of the artefact.
        alpha: how far a model that mixes features takes the style on, 0 to 1.

    Raises:
        ExportError: no style for a model that needs one, or one for a model that takes none.
        UnsupportedOptionError: a style the model does not know.
    """
    if model.capabilities.style is None:
        if style is not None:
            raise ExportError(f"style: {type(model).__name__} takes none; export it without.")
        return model
    names = model.styles
    if style is None and len(names) != 1:
        known = f" It paints {', '.join(names)}; blends are exported, too." if names else ""
        raise ExportError(
            "style: an artefact paints in one style; say which, e.g. --style "
            f"{names[0] if names else 'painting.jpg'}.{known}"
        )
    model.check_style(style)
    how = {"style": style}
    if model.capabilities.alpha:
        how["alpha"] = alpha
    return _InStyle(model, how)


class _InStyle:
    """Everything of a model but the choice of its style."""

    styles = ()

    def __init__(self, model, how):
        self._model = model
        self._how = how
        self.capabilities = dataclasses.replace(
            model.capabilities, style=None, signals=False, alpha=False
        )

    def __getattr__(self, name):
        return getattr(self._model, name)

    def translator(self, direction=None):
        """Return the model's function of pictures, in the chosen style."""
        return self._model.translator(direction, **self._how)

    def translate(self, images, **options):
        """Translate in the chosen style."""
        return self._model.translate(images, **self._how, **options)
