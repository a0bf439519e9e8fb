"""What `tfstyle serve` is given, as sources: presets, exported models, bases of TF Serving."""

import functools
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from tfstyle.errors import ExportError, UnsupportedOptionError
from tfstyle.serving.signature import Servable
from tfstyle.serving.sources import BasePath, Single, Source

# A model's name stands in addresses.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
SAVED_MODEL = "saved_model.pb"
_KEPT = 3  # versions, as in `models.config`


def sources_of(
    words: Sequence[str], *, engine: str = "auto", style=None,
    starting: Callable[[], object] = lambda: None, max_pixels: int | None = None,
) -> list[Source]:  # fmt: skip
    """Return the source of each model that a command line names.

    A word is `WHAT` or `NAME=WHAT`, and `WHAT` of these, the first that fits:

    - a directory of `tfstyle export --serving`: every model in it, with the labels `stable` and
      `canary`, as its `models.config` has them;
    - a base of TensorFlow Serving, directories with numbers in it: the highest is served, and a
      new one is noticed;
    - a directory of `tfstyle export` with a `saved_model/`, which is such a base;
    - a SavedModel itself;
    - exported `.tflite` or `.onnx` files;
    - what `tfstyle.from_preset` takes.

    Args:
        words: as they were given.
        engine: of `engine_names.CHOICES`, for presets and exported files.
        style: for presets that take one.
        starting: called before TensorFlow is loaded.
        max_pixels: of a picture's file, for presets and exported files; `painting.MAX_PIXELS` if
            not given. A SavedModel has its own, see `tfstyle export --max-pixels`.

    Raises:
        UnknownPresetError: nothing has this name.
        UnsupportedOptionError: a name that no address can hold, or two models of one name.
    """
    found: dict[str, Source] = {}
    for word in words:
        name, what = _parts(word)
        deployed = _deployed(Path(what)) if name is None else []
        for source in deployed or [_source(name, what, engine, style, starting, max_pixels)]:
            if source.name in found:
                raise UnsupportedOptionError(
                    f"Two models are called {source.name}. Name one of them: other_name={what}"
                )
            found[source.name] = source
    return list(found.values())


def _deployed(path: Path) -> list[Source]:
    """Return the models of a directory of `tfstyle export --serving`, none if it is no such."""
    if not (path / "models.config").is_file():
        return []
    labels = {"canary": -1, "stable": -2}
    return [
        BasePath(base.name, base, labels, latest=_KEPT)
        for base in sorted((path / "models").glob("*"))
        if has_versions(base)
    ]


def _parts(word: str) -> tuple[str | None, str]:
    """Return the name, if one is given, and what it stands for."""
    name, equals, what = word.partition("=")
    if not equals or Path(word).exists():
        return None, word
    if not _NAME.fullmatch(name):
        raise UnsupportedOptionError(
            f"A model's name has letters, digits, '.', '_' and '-', 128 at most, and begins with a "
            f"letter or digit. Received: {name!r}"
        )
    return name, what


def _source(name, what, *how) -> Source:
    path = Path(what)
    called = name or _called(path)
    for base in (path, path / "saved_model"):
        if has_versions(base):
            return BasePath(called, base)
    if (path / SAVED_MODEL).is_file():
        return Single(called, functools.partial(_saved_model, path))
    from tfstyle.engines import is_artefact
    from tfstyle.zoo import resolve

    if not is_artefact(what):
        resolve(what)
    return Single(called, functools.partial(_painting, what, *how))


def has_versions(path: Path) -> bool:
    """Return whether a directory is a base: one of its directories has a number and a SavedModel.

    Args:
        path: that may not exist.
    """
    return any(
        file.parent.name.isascii() and file.parent.name.isdecimal()
        for file in path.glob(f"*/{SAVED_MODEL}")
    )


def _called(path: Path) -> str:
    """Return the name that a path gives its model: of a file without its suffix."""
    name = path.stem if path.is_file() else path.name or path.resolve().name
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip("._-")[:128]
    if not name:
        raise UnsupportedOptionError(f"{path} gives the model no name. Name it: name={path}")
    return name


def _saved_model(path) -> Servable:
    from tfstyle.serving.saved_model import SavedModel

    return SavedModel(path)


def _painting(what, engine, style, starting, max_pixels) -> Servable:
    from tfstyle.engines import is_artefact, open_artefact, open_preset
    from tfstyle.serving.painting import MAX_PIXELS, Painting

    if is_artefact(what):
        # A crash of an engine's native code would end the server amid its requests.
        model = open_artefact(what, engine, tried=True)
    else:
        # A server paints many pictures: `auto` prepares the fastest engine.
        model = open_preset(what, engine, count=1000, starting=starting)
    if not model.capabilities.translates:
        raise ExportError(f"{what} does not turn pictures into pictures.")
    if style is None and model.capabilities.style == "names":
        style = model.styles[0]
    return Painting(model, style=style, max_pixels=max_pixels or MAX_PIXELS)
