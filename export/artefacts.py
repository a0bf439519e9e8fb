"""Everything a model is exported to, in one directory that appears only when it is proven."""

import contextlib
import errno
from pathlib import Path

import numpy as np

from tfstyle import images as image_files
from tfstyle.capabilities import those_who_can
from tfstyle.errors import ExportError, did_you_mean
from tfstyle.export import earlier, quantized
from tfstyle.files import atomic_directory, check_replaceable

FORMATS = ("saved_model", "tflite", "web")
# Those of an export that names none: a page has to fetch what runs it.
USUAL = ("saved_model", "tflite")
# How the command line calls the precisions of the TFLite files.
QUANTIZATIONS = {
    "none": "fp32", "fp16": "fp16", "int8": "int8", "int8_dynamic": "int8_dynamic",
    "int8_full": "int8_full",
}  # fmt: skip
DEFAULT_QUANTIZATIONS = ("none", "fp16", "int8")
# All that an export directory may hold.
_OWN = r"saved_model|tflite|web|parity\.json|parity\.md|README\.md"


def export(
    model,
    directory,
    *,
    formats=USUAL,
    quantize=None,
    size=256,
    direction=None,
    style=None,
    name="model",
    pictures=None,
    max_pixels=None,
    overwrite=False,
    preset=None,
    license=None,
    representative=None,
    force=False,
):
    """Write a model's artefacts and check each against Keras on real pictures.

    The directory holds `saved_model/1/` (`saved_model` is the base path for TensorFlow Serving),
    `tflite/*.tflite` with `model.json`, the check's result as `parity.json` and `parity.md`, and a
    `README.md` with a client for each artefact. `web/` is a page around the static TFLite files,
    which are written, too.

    Pictures are in [0, 1] for the float inputs and outputs of all artefacts, where `translate`
    takes floats in [-1, 1].

    Args:
        model: a tfstyle model, e.g. of `tfstyle.from_preset`.
        directory: where; appears whole or not at all. Of an earlier export of the same model what
            is not written again is kept, and proven again.
        formats: of `"saved_model"`, `"tflite"` and `"web"`.
        quantize: TFLite precisions of `"none"` (with a file of dynamic size), `"fp16"`, `"int8"`
            (weights only), `"int8_dynamic"` and `"int8_full"` (convolutions in 8 bits, see
            `export.quantized`); the first three if not given.
        size: pixels a side, or (height, width), of the static TFLite files.
        direction: one of `model.directions`; all if not given.
        style: for models that take one: the style that the artefacts paint in. If not given, it
            becomes an input of theirs where that can be told in numbers (`export.style_input`), not
            of a web page.
        name: the model's name on a server.
        pictures: list of pictures (H, W, C) uint8 for the check; photographs of scikit-image
            where it is installed, else drawn ones.
        max_pixels: pixels of a picture that the SavedModel takes; it refuses larger ones by their
            header, before anything is decoded. If not given, as many as the network needs 1 GiB
            for (`export.memory`), at most `TFSTYLE_MAX_PIXELS`.
        overwrite: replace an earlier export as a whole, whatever model it is of.
        preset: the preset's name, which the TFLite files tell.
        license: of its weights, as well.
        representative: for `"int8_full"`: a folder of pictures, or a list of uint8 (H, W, C), of
            the kind that the model will see; those of the check if not given.
        force: write also what is not near enough to Keras' picture for its precision, marked as
            failed in `parity.json`, `parity.md` and `README.md`. Files of fp32 stay refused.

    Returns:
        The report, as in `parity.json`.

    Raises:
        ExportError: an argument is unknown, the network has an operation TFLite lacks, or an
            artefact, also of what is kept, does not give Keras' picture; what was there before is
            untouched.
        StorageError: the place cannot be written, the disk is full, or it holds other files.
    """
    formats, quantize = check_arguments(directory, formats, quantize)
    size = tuple(int(side) for side in np.broadcast_to(size, 2))
    if min(size) < 1:
        raise ExportError(f"size must be at least 1 pixel. Received: {size}")
    if size[0] * size[1] > (most := image_files.max_pixels()):
        raise ExportError(f"size may have {most} pixels at most. Received: {size[0]}x{size[1]}")
    if max_pixels is not None and not (1 <= max_pixels < 2**63 and max_pixels == int(max_pixels)):
        raise ExportError(
            f"max_pixels must be a whole number, at least 1 and below 2^63. Received: {max_pixels}"
        )
    if representative is not None and "int8_full" not in quantize:
        raise ExportError("representative: pictures are for int8_full, which is not asked for.")
    if model.capabilities.generates:
        from tfstyle.export.generator import export_generator

        if "web" in formats:
            raise ExportError(
                f"{type(model).__name__} paints from noise, and the web page paints from a "
                "picture. Export it as saved_model or tflite."
            )
        if direction is not None or style is not None:
            model.check_direction(direction)  # raises: it has none
        precisions = tuple(QUANTIZATIONS[kind] for kind in quantize)
        with _written(directory) as temporary:
            return export_generator(
                model, temporary, formats=formats, precisions=precisions, name=name,
                earlier=None if overwrite else directory, force=force,
            )
    if model.capabilities.judges:
        raise ExportError(
            f"{type(model).__name__} says how good a picture is and makes none. What is exported "
            "here are pictures; model.export(directory) writes its probability as Keras does."
        )
    if model.capabilities.optimizes:
        able = those_who_can(lambda can: can.style and not can.optimizes)
        raise ExportError(
            f"{type(model).__name__} computes each picture by an optimization of its own, which is "
            f"no graph that could be exported. Use a feed-forward style model: {able}."
        )
    # Not before: it brings TensorFlow.
    from tfstyle.models.shared.in_style import in_style
    from tfstyle.models.shared.style_input import style_facts, style_input

    if style is not None or style_input(model) is None:
        model = in_style(model, style)
    elif "web" in formats or (Path(directory, "web").is_dir() and not overwrite):
        example = model.styles[0] if model.styles else "painting.jpg"
        raise ExportError(
            f"style: the web page paints in one style; say which, e.g. --style {example}. As "
            "saved_model and tflite, in a directory without a page, the style is an input."
        )
    directions = model.directions if direction is None else (model.check_direction(direction),)

    from tfstyle.export.parity import check_all, measure
    from tfstyle.export.readme import readme
    from tfstyle.export.report import write
    from tfstyle.export.representative import Shown
    from tfstyle.export.saved_model import write_saved_model
    from tfstyle.export.tflite import write_tflite
    from tfstyle.export.web import write_page

    page, sidecar = Path(directory, "web"), Path(directory, "tflite", "model.json")
    if page.is_dir() and not overwrite and formats == ("saved_model",) and not sidecar.exists():
        raise ExportError(
            f"{page} is a page whose TFLite files are gone from {directory}, so that they cannot "
            "be proven again. Export the format web, too, or to another directory."
        )
    with _written(directory) as temporary:
        limit = None
        if "saved_model" in formats:
            limit = write_saved_model(
                model, temporary / "saved_model" / "1", direction=direction, name=name, size=size,
                max_pixels=max_pixels,
            )
        if "tflite" in formats or "web" in formats:
            if "tflite" not in formats:
                quantize = ("fp16",)  # all that a page needs
            (temporary / "tflite").mkdir()
            write_tflite(
                model, temporary / "tflite", directions=directions, size=size, name=name,
                precisions=tuple(QUANTIZATIONS[kind] for kind in quantize), preset=preset,
                license=license,
                representative=Shown(model, size, representative or pictures),
            )
        kept = None if overwrite else earlier.take_over(directory, temporary)
        limit = (kept or {}).get("max_pixels") if limit is None else limit
        report = measure(
            model, temporary, directions=directions, size=size, pictures=pictures, kept=kept,
            max_pixels=limit,
        )
        report["max_pixels"] = limit
        report["contract"] = {"channels": list(model.channels(directions[0])), **style_facts(model)}
        check_all(report, directory, kept, force=force)
        if "web" in formats:
            write_page(temporary / "tflite", temporary / "web", license=license)
        elif page.is_dir() and not overwrite:  # an earlier page shows today's files
            write_page(
                temporary / "tflite", temporary / "web", license=license,
                runtime=page / "litert",
            )
        write(report, temporary)
        (temporary / "README.md").write_text(readme(temporary, report, name), encoding="utf-8")
    return report


@contextlib.contextmanager
def _written(directory):
    """Yield a directory that becomes `directory`; also TensorFlow's word for a full disk counts."""
    with atomic_directory(directory) as temporary:
        try:
            yield temporary
        except Exception as error:
            causes = " ".join(str(part) for part in (error, error.__cause__, error.__context__))
            for code, words in (
                (errno.ENOSPC, "No space left on device"), (errno.EDQUOT, "quota exceeded"),
            ):  # fmt: skip
                if words.lower() in causes.lower():
                    raise OSError(code, words) from error
            raise


def check_arguments(directory, formats, quantize):
    """Return `formats` and `quantize` as tuples if an export could start with them.

    Raises:
        ExportError: an unknown name.
        StorageError: `directory` holds other files.
    """
    formats = _chosen("formats", formats, FORMATS)
    quantize = _chosen("quantize", quantize or DEFAULT_QUANTIZATIONS, QUANTIZATIONS)
    if "tflite" in formats and any(kind in quantized.WAYS for kind in quantize):
        quantized.require()
    check_replaceable(directory, _OWN, "export", proof="parity.json")
    earlier.check_readme(directory)
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
