"""From published checkpoint files to a preset directory."""

import dataclasses
import math
import os
from collections.abc import Iterable
from pathlib import Path

from tfstyle import images, presets
from tfstyle.convert.card import card_text
from tfstyle.errors import ArchitectureError, CheckpointError
from tfstyle.files import sha256


@dataclasses.dataclass(frozen=True)
class Source:
    """A file a preset was made from.

    Attributes:
        file: its name.
        sha256: of its content.
        architecture: what it was recognised as.
        arguments: of its network.
        parameters: how many numbers were taken over.
    """

    file: str
    sha256: str
    architecture: str
    arguments: dict
    parameters: int


def convert(
    checkpoints: str | os.PathLike | Iterable[str | os.PathLike],
    directory: str | os.PathLike,
    *,
    architecture: str | None = None,
    model: str | None = None,
    name: str | None = None,
    nesting: str | None = None,
    metadata: dict | None = None,
    samples: Iterable[str | os.PathLike] = (),
    style=None,
    dtype: str = "float32",
) -> list[Source]:
    """Convert published weights to a preset: the same picture, in Keras.

    Nothing in a file is executed, and PyTorch is not needed. What network it holds is told by its
    keys and shapes.

    Args:
        checkpoints: the file, or the files that make one model together: a generator and its
            discriminator, both directions of a CycleGAN, an encoder and a decoder.
        directory: the preset to write.
        architecture: its name, where a file fits several.
        model: `"pix2pix"`, `"cut"` or `"cyclegan"`: how GAN networks shall train on; by default
            what the networks suggest.
        name: of the output domain or the style; the directory's if not given.
        nesting: where in a file the weights lie, if it holds several sets, e.g. `"params_ema"`.
        metadata: for the card: `description`, `license`, `origin`, `paper`, `scores`.
        samples: photographs that the card shows, before and after.
        style: what models that take one show the samples in, e.g. a painting.
        dtype: `"float32"`, exact, or `"float16"`, half the size.

    Returns:
        What each file was.

    Raises:
        ArchitectureError: a file holds no known network, with the keys that do not fit; or the
            files do not make a model.
        CheckpointError: a file is damaged, of no known format, or asks for more than data.
        StorageError: the preset cannot be written, or other files lie in its place.

    Example:
        >>> convert("latest_net_G.pth", "my_preset")  # doctest: +SKIP
    """
    from tfstyle.convert.families import assemble, settle

    directory = Path(directory)
    paths = [checkpoints] if isinstance(checkpoints, (str, os.PathLike)) else list(checkpoints)
    if not paths:
        raise ArchitectureError("convert needs at least one checkpoint file. Received: none.")
    presets.check_replaceable(directory)
    read = [(path, part) for path in paths for part in _read(Path(path), architecture, nesting)]
    parts = settle([part for _, part in read])
    sources = [_source(path, part) for (path, _), part in zip(read, parts, strict=True)]
    assembled = assemble(parts, name or directory.name, model)

    metadata = {
        **(metadata or {}),
        "resolution": assembled.resolution,
        "converted_from": [dataclasses.asdict(source) for source in sources],
    }
    shown = _paint(assembled.model, samples, style)
    text = card_text(directory.name, assembled.model, sources, metadata, bool(shown), dtype)

    def write_beside(folder):
        if assembled.recipe is not None:
            (folder / "recipe.toml").write_text(_recipe_text(assembled.recipe), "utf-8")
        if shown:
            images.write_image(folder / "samples.jpg", images.grid(shown))

    presets.save(
        assembled.model, directory, card=text, metadata=metadata, dtype=dtype, training=True,
        also=write_beside,
    )  # fmt: skip
    return sources


def _read(path, architecture, nesting):
    """Return a file's networks with their weights: one, or those of a model side by side."""
    from tfstyle import checkpoints
    from tfstyle.allocator import freed_memory_returned
    from tfstyle.convert.architectures import ARCHITECTURES
    from tfstyle.convert.parts import Part
    from tfstyle.convert.recognition import identify, recognise
    from tfstyle.convert.several import split
    from tfstyle.convert.transfer import load

    options = {} if nesting is None else {"nesting": nesting}
    checkpoint = checkpoints.read(path, **options)

    def known(arrays, name):
        return arrays.shapes, ARCHITECTURES, architecture, name or path.name

    parts = []
    try:
        networks = split(checkpoint.arrays, lambda *part: identify(*known(*part)))
        for name, arrays in networks.items():
            with freed_memory_returned():
                match = recognise(*known(arrays, name))
                load(match, arrays, checkpoint.release)
            parts.append(Part(f"{name} in {path.name}" if name else path.name, match))
    except (ArchitectureError, CheckpointError) as error:
        raise type(error)(f"{path}: {error}") from None
    return parts


def _source(path, part):
    """Return the description of a file, of which `part` was made."""
    match = part.match
    taken = sum(math.prod(entry.shape) for entry in match.entries)
    return Source(part.file, sha256(path), match.architecture.name, match.arguments, taken)


def _recipe_text(values):
    """Return the recipe as TOML: what the networks fix; all else is left to its default."""
    from tfstyle import recipes
    from tfstyle.recipes.toml import to_toml

    recipes.make_recipe(values)
    flat = {}
    for name, value in values.items():
        inner = value.items() if isinstance(value, dict) else [(None, value)]
        flat |= {f"{name}.{key}" if key else name: item for key, item in inner}
    return to_toml(flat)


def _paint(model, samples, style):
    """Return rows of photograph and result."""
    options = {} if style is None else {"style": style}
    rows = []
    for path in samples:
        photo = images.read_image(path)
        rows.append([photo, model.translate(photo, **options)])
    return rows
