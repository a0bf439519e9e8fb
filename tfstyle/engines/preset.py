"""A preset on an engine: Keras is loaded only for what has to be made, and for tiles."""

import functools
import os
from collections.abc import Callable

from tfstyle.engine_names import AUTO, check_engine
from tfstyle.engines.artefacts import Artefacts
from tfstyle.engines.choice import KERAS
from tfstyle.engines.exported_model import ExportedModel
from tfstyle.engines.kept_source import KeptSource
from tfstyle.engines.keys import preset_key
from tfstyle.errors import ExportError
from tfstyle.presets import read_config
from tfstyle.zoo import Kind, from_preset, resolve
from tfstyle.zoo.origins import origin_of


def open_preset(
    name: str | os.PathLike, engine: str = AUTO, *, count: int = 1,
    starting: Callable[[], object] = lambda: None,
):  # fmt: skip
    """Return a trained model that an engine runs.

    Args:
        name: what `tfstyle.from_preset` takes.
        engine: one of `engine_names.CHOICES`.
        count: how many pictures there are to paint, which decides what `"auto"` prepares.
        starting: called before Keras is loaded.

    Returns:
        An `ExportedModel`; or the model itself where Keras is the engine, and of `"auto"` also
        where no engine could run it.

    Raises:
        UnknownPresetError: nothing has this name.
        ExportError: the engine cannot run this model.

    Example:
        >>> model = open_preset("fast_style_udnie", "litert")  # doctest: +SKIP
        >>> model.translate("photo.jpg").save("painted.png")  # doctest: +SKIP
    """
    check_engine(engine)

    @functools.cache
    def load():
        starting()
        return from_preset(name)

    if engine == KERAS:
        return load()
    found = resolve(name)
    why = _why_not(found)
    if found.directory is None or why:
        if engine == AUTO:
            return load()
        raise ExportError(f"engine: {name} {why} Leave out engine {engine!r}.")
    artefacts = Artefacts(preset_key(found.directory), load)
    return ExportedModel(KeptSource(artefacts, engine, count, origin=origin_of(found)))


def _why_not(found) -> str | None:
    """Return why no engine could run what a name stands for, `None` if one could."""
    if found.kind is Kind.RUN:
        return "is a run that has not ended; the exports of its weights would be stale soon."
    if not found.is_preset:
        return "has no weights at hand that could be exported."
    arguments = read_config(found.directory)["arguments"]
    if arguments.get("inference_mode") == "train":
        return "draws noise for every picture, which no export does."
    return None
