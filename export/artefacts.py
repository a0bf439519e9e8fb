"""Everything a model is exported to, in one directory that appears only when it is proven."""

import numpy as np

from tfstyle.errors import ExportError, did_you_mean
from tfstyle.files import atomic_directory, check_replaceable
from tfstyle.models.in_style import in_style

FORMATS = ("saved_model", "tflite")
# How the command line calls the precisions of the TFLite files.
QUANTIZATIONS = {"none": "fp32", "fp16": "fp16", "int8": "int8"}
# All that an export directory may hold.
_OWN = r"saved_model|tflite|parity\.json|parity\.md"


def export(
    model,
    directory,
    *,
    formats=FORMATS,
    quantize=None,
    size=256,
    direction=None,
    style=None,
    name="model",
    pictures=None,
):
    """Write a model's artefacts and check each against Keras on real pictures.

    The directory holds `saved_model/1/` (`saved_model` is the base path for TensorFlow Serving),
    `tflite/*.tflite` with `model.json`, and the check's result as `parity.json` and `parity.md`.

    Args:
        model: a tfstyle model, e.g. of `tfstyle.from_preset`.
        directory: where; appears whole or not at all, an earlier export there is replaced.
        formats: of `"saved_model"` and `"tflite"`.
        quantize: TFLite precisions of `"none"` (with a file of dynamic size), `"fp16"` and
            `"int8"` (weights only); all if not given.
        size: pixels a side, or (height, width), of the static TFLite files.
        direction: one of `model.directions`; all if not given.
        style: for models that take one: the style that the artefacts paint in.
        name: the model's name on a server.
        pictures: list of pictures (H, W, C) uint8 for the check; photographs of scikit-image
            where it is installed, else drawn ones.

    Returns:
        The report, as in `parity.json`.

    Raises:
        ExportError: an argument is unknown, the network has an operation TFLite lacks, or an
            artefact does not give Keras' picture; nothing is left behind.
        StorageError: the place cannot be written, or holds other files.
    """
    formats, quantize = check_arguments(directory, formats, quantize)
    size = tuple(int(side) for side in np.broadcast_to(size, 2))
    if min(size) < 1:
        raise ExportError(f"size must be at least 1 pixel. Received: {size}")
    if hasattr(model, "generate"):
        from tfstyle.export.generator import export_generator

        if direction is not None or style is not None:
            model.check_direction(direction)  # raises: it has none
        precisions = tuple(QUANTIZATIONS[kind] for kind in quantize)
        return export_generator(
            model, directory, formats=formats, precisions=precisions, name=name
        )
    if getattr(model, "optimizes", False):
        raise ExportError(
            f"{type(model).__name__} computes each picture by an optimization of its own, which is "
            "no graph that could be exported. Use a feed-forward style model."
        )
    model = in_style(model, style)
    directions = model.directions if direction is None else (model.check_direction(direction),)

    from tfstyle.export.parity import check, parity
    from tfstyle.export.saved_model import write_saved_model
    from tfstyle.export.tflite import write_tflite

    with atomic_directory(directory) as temporary:
        if "saved_model" in formats:
            write_saved_model(
                model, temporary / "saved_model" / "1", direction=direction, name=name, size=size
            )
        if "tflite" in formats:
            (temporary / "tflite").mkdir()
            write_tflite(
                model, temporary / "tflite", directions=directions, size=size, name=name,
                precisions=tuple(QUANTIZATIONS[kind] for kind in quantize),
            )
        report = parity(model, temporary, directions=directions, size=size, pictures=pictures)
        check(report)
    return report


def check_arguments(directory, formats, quantize):
    """Return `formats` and `quantize` as tuples if an export could start with them.

    Raises:
        ExportError: an unknown name.
        StorageError: `directory` holds other files.
    """
    formats = _chosen("formats", formats, FORMATS)
    quantize = _chosen("quantize", quantize or tuple(QUANTIZATIONS), QUANTIZATIONS)
    check_replaceable(directory, _OWN, "export", proof="parity.json")
    return formats, quantize


def _chosen(argument, names, known):
    names = (names,) if isinstance(names, str) else tuple(names)
    for name in names:
        if name not in known:
            raise ExportError(
                f"{argument} must be of {', '.join(known)}. Received: {name!r}."
                f"{did_you_mean(name, known)}"
            )
    return names
