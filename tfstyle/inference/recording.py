"""A translation as a record that its pictures carry: what was asked of which models."""

import dataclasses
import os
from collections.abc import Mapping, Sequence
from typing import Any

from tfstyle.engine_names import AUTO
from tfstyle.files import sha256
from tfstyle.inference.options import TranslateOptions
from tfstyle.provenance import GENERATED, TRANSLATED, Origin, Provenance, Step

# How many pictures went together changes none; the others have places of their own.
_ELSEWHERE = ("direction", "style", "mask", "batch_size")


def record(
    models: Sequence[Any], asked: Sequence[TranslateOptions], **beside: Any
) -> Provenance:
    """Return the record of pictures that go through models one after the other.

    Pictures of styles and masks are told by the SHA-256 of their files; no name of a file is in it.

    Args:
        models: that translate, in their order. Of each are asked `origin`, `kind`,
            `check_direction`, `capabilities`, `styles`, `takes_label_maps`.
        asked: the options of each.
        **beside: what else was asked of the last.

    Example:
        >>> from tfstyle.models import Pix2Pix
        >>> from tfstyle.networks import UNetGenerator
        >>> model = Pix2Pix(UNetGenerator(filters=4, num_downs=2))
        >>> made = record([model], [TranslateOptions(strength=0.5)])
        >>> made.steps[0].direction, made.steps[0].options
        ('a2b', {'strength': 0.5})
    """
    steps = [_step(model, options) for model, options in zip(models, asked, strict=True)]
    steps[-1] = dataclasses.replace(steps[-1], options={**steps[-1].options, **beside})
    # What a map of labels becomes shows nothing that a camera saw.
    kind = GENERATED if models[0].takes_label_maps else TRANSLATED
    return Provenance(tuple(steps), kind)


def _step(model, options):
    told = {}
    for field in dataclasses.fields(options):
        value = getattr(options, field.name)
        if field.name not in _ELSEWHERE and value != field.default and value != AUTO:
            told[field.name] = list(value) if isinstance(value, tuple) else value
    if options.mask is not None:
        told["mask"] = _told(options.mask, pictures=True)
    return Step(
        model.origin or Origin(model.kind), model.check_direction(options.direction),
        _style(model, options.style), told,
    )  # fmt: skip


def _style(model, style):
    if style is None and model.capabilities.style == "names":
        return model.styles[0]
    return _told(style, pictures=model.capabilities.style == "picture")


def _told(value, pictures):
    """Return a name, a file or several with weights as plain values without paths."""
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, str | os.PathLike):
        if not pictures:
            return str(value)
        return f"sha256:{sha256(value)}" if os.path.isfile(value) else "a picture"
    if isinstance(value, Mapping):
        value = list(value.items())
    if isinstance(value, list | tuple):
        return [_told(one, pictures) for one in value]
    return "a picture"
