"""A model as TFLite files for phones and browsers: `images` in, `stylized` out, both in [0, 1].

Static files take exactly one size, which is what accelerators want; the dynamic one takes any,
after `resize_tensor_input`. Only operations built into the interpreter are used.
"""

import json
import tempfile
from pathlib import Path

from tfstyle.errors import ExportError
from tfstyle.export.archive import write_archive, write_predictor
from tfstyle.export.gpu_report import gpu_reports
from tfstyle.export.quantized import WAYS, quantize
from tfstyle.export.representative import Shown
from tfstyle.export.runners import to_unit
from tfstyle.export.sidecar import facts_of_model, facts_of_predictor, of_file
from tfstyle.export.tflite_metadata import embed
from tfstyle.files import sha256
from tfstyle.models.shared.style_input import style_input
from tfstyle.tflite_facts import PICTURE, PREDICT

# What is written if nothing else is asked for; `quantized.WAYS` has more.
PRECISIONS = ("fp32", "fp16", "int8")
SIDECAR = "model.json"
# What all files of an export have in common.
_SHARED = ("format", "name", "preset", "tfstyle", "license")


def convert(
    model, direction: str, size=None, precisions=PRECISIONS, representative=None
) -> dict[str, bytes]:
    """Return TFLite files of one direction, by precision.

    Args:
        model: the model.
        direction: a name in `model.directions`.
        size: (height, width) of a static file, any; `None` for a dynamic one.
        precisions: of `"fp32"`, `"fp16"` (weights in 16 bits) and `quantized.WAYS`.
        representative: for `"int8_full"`: uint8 pictures (H, W, C) of that size, of the kind that
            the network will see; where the style is an input, each with a row of it, a pair.

    Raises:
        ExportError: the model draws noise, or needs an operation TFLite has not.
    """
    style = style_input(model)
    shown = [inputs_of(style, one) for one in representative or ()]
    with tempfile.TemporaryDirectory(prefix="tfstyle-") as directory:
        write_archive(model, direction, directory, size)
        return convert_archive(directory, precisions, shown)


def inputs_of(style, one) -> dict:
    """Return the inputs of a file that paints, by name.

    Args:
        style: of `style_input`.
        one: uint8 picture (H, W, C), and where the style is an input, with a row of it.
    """
    if style is None:
        return {"images": to_unit(one)}
    picture, row = one
    return {"images": to_unit(picture), style.name: row[None]}


def convert_predictor(
    model, size=None, precisions=PRECISIONS, representative=None
) -> dict[str, bytes]:
    """Return TFLite files that make a style's vector of its picture, by precision.

    Args:
        model: one that looks at a style picture.
        size: see `convert`.
        precisions: see `convert`.
        representative: for `"int8_full"`: uint8 style pictures (H, W, 3) of that size.

    Raises:
        ExportError: the model needs an operation TFLite has not.
    """
    shown = [{"style_images": to_unit(picture)} for picture in representative or ()]
    with tempfile.TemporaryDirectory(prefix="tfstyle-") as directory:
        write_predictor(model, directory, size)
        return convert_archive(directory, precisions, shown, PREDICT)


def convert_archive(directory, precisions, shown=(), signature="serving_default"):
    """Return a bare SavedModel's signature as TFLite files, by precision.

    Args:
        directory: of `archive.write_archive`.
        precisions: see `convert`.
        shown: for `"int8_full"`, see `quantized.quantize`.
        signature: the one it has.

    Raises:
        ExportError: it needs an operation TFLite has not.
    """
    files = {}
    if {"fp32", *WAYS} & set(precisions):
        files["fp32"] = convert_saved_model(directory, signature=signature)
    if "fp16" in precisions:
        files["fp16"] = convert_saved_model(directory, half=True, signature=signature)
    for way in WAYS:
        if way in precisions:
            files[way] = quantize(files["fp32"], way, shown, signature)
    for file in files.values():
        check_builtin(file)
    return {precision: files[precision] for precision in precisions}


def write_tflite(
    model, directory, *, directions, size, precisions=PRECISIONS, name="model", preset=None,
    license=None, representative=None,
):  # fmt: skip
    """Write the static files, a dynamic one where fp32 is asked for, and `model.json` beside.

    Files are named `<direction>_<size>_<precision>.tflite`. Each holds its own facts
    (`tfstyle.tflite_facts`): ranges and layout of the pictures, direction, sizes, preset. All of
    them stand in `model.json`, with the size and SHA-256 of each file, and of each static one what
    a phone's GPU makes of it (`gpu_report`). Where the style of any picture is an input,
    `style_<size>_<precision>.tflite` makes its vector, the static ones of a square of the size that
    style pictures are scaled to.

    Args:
        model: the model.
        directory: an existing directory.
        directions: names in `model.directions`.
        size: (height, width) of the static files.
        precisions: see `convert`.
        name: the model's name.
        preset: the preset's name, if it is of one.
        license: of the preset's weights, if known.
        representative: pictures for `"int8_full"` and for the GPU's report, a
            `representative.Shown`; those of the comparison with Keras if not given.

    Returns:
        The content of `model.json`.
    """
    directory = Path(directory)
    files = []

    style = style_input(model)
    representative = representative or Shown(model, size)

    def write(made, known, shape, example):
        gpu = gpu_reports(made, example) if shape else {}
        for precision, content in made.items():
            facts = of_file(known, shape, precision)
            file = directory / f"{known['direction']}_{_size_name(shape)}_{precision}.tflite"
            file.write_bytes(embed(content, facts))
            files.append({
                "file": file.name,
                **{key: value for key, value in facts.items() if key not in _SHARED},
                "bytes": file.stat().st_size,
                "sha256": sha256(file),
                **({"gpu": gpu[precision]} if shape else {}),
            })

    # Whether static, and in what precisions.
    wanted = [(True, precisions)] + ([(False, ("fp32",))] if "fp32" in precisions else [])
    for direction in directions:
        known = facts_of_model(model, direction, name=name, preset=preset, license=license)
        shown = representative.pictures(direction)
        for static, kinds in wanted:
            shape = size if static else None
            made = convert(model, direction, shape, kinds, shown)
            write(made, known, shape, inputs_of(style, shown[0]))
    if style is not None and style.kind == PICTURE:
        square = style.predicted_size(size)
        shown = representative.styles(square)
        for static, kinds in wanted:
            shape = square if static else None
            made = convert_predictor(model, shape, kinds, shown)
            write(made, facts_of_predictor(known), shape, {"style_images": to_unit(shown[0])})
    shared = {key: known[key] for key in (*_SHARED, "signature", "input", "output")}
    sidecar = {**shared, "files": files}
    if style is not None:
        sidecar["style"] = known["style"]
    content = json.dumps(sidecar, indent=2) + "\n"
    (directory / SIDECAR).write_text(content, encoding="utf-8")
    return sidecar


def check_builtin(model: bytes) -> None:
    """Raise if a TFLite file holds an operation that is not built into the interpreter.

    Raises:
        ExportError: a TensorFlow ("Flex") or custom operation, which would need another runtime.
    """
    foreign = sorted(name for name in operations(model) if name.startswith("custom:"))
    if foreign:
        raise ExportError(
            f"The network needs {', '.join(n.removeprefix('custom:') for n in foreign)}, which "
            "TFLite does not have built in. Use layers made of plain keras.ops."
        )


def operations(model: bytes) -> set[str]:
    """Return the names of a TFLite file's operations, others than built in as `custom:name`."""
    from tensorflow.lite.tools import flatbuffer_utils

    graph = flatbuffer_utils.read_model_from_bytearray(bytearray(model))
    names = set()
    for index, code in enumerate(graph.operatorCodes):
        name = flatbuffer_utils.opcode_to_name(graph, index)
        names.add(f"custom:{code.customCode.decode()}" if code.customCode else name)
    return names


def _size_name(size) -> str:
    if size is None:
        return "dynamic"
    height, width = size
    return str(height) if height == width else f"{height}x{width}"


def convert_saved_model(directory, half=False, signature="serving_default") -> bytes:
    """Return a SavedModel's signature as a TFLite file.

    Args:
        directory: of the SavedModel.
        half: store the weights in 16 bits.
        signature: its name.

    Raises:
        ExportError: it needs an operation TFLite has not.
    """
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_saved_model(directory, signature_keys=[signature])
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]
    if half:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
    try:
        return converter.convert()
    # The converter raises a class of its own, without a public name, besides ValueError.
    except Exception as error:
        reason = str(error).strip().splitlines()
        raise ExportError(
            f"TFLite cannot take this network: {reason[0] if reason else error!r}"
        ) from error
