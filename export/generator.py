"""A generator from noise as SavedModel and TFLite: `latents` in, `generated` out, in [0, 1].

A latent vector is float32 (latent_size,): numbers from normal(0, 1), then, for a model with
classes, a weight for each that sum to 1. Whoever calls an artefact draws it, as
`tfstyle.models.noise_gan.latents.draw_latents` does; `latents.json` beside the files says how many
of each.
"""

import json
import tempfile
from pathlib import Path

import numpy as np

from tfstyle.export.comparison import LEAST_PSNR, MOST_ABS, compare_own, foreign, latency
from tfstyle.export.earlier import take_over
from tfstyle.export.gpu_report import gpu_report
from tfstyle.export.parity import check_all
from tfstyle.export.quantized import WAYS, quantize
from tfstyle.export.readme import readme
from tfstyle.export.report import table, write
from tfstyle.export.runners import interpreter_class
from tfstyle.export.tflite import check_builtin, convert_saved_model
from tfstyle.export.warmup import write_warmup
from tfstyle.files import sha256

# Pictures each artefact is compared on, of so many seeds.
_COMPARED = 6
# What stands in the place of a direction in the report.
_DIRECTION = "generate"
SIDECAR = "latents.json"


def export_generator(
    model, directory, *, formats, precisions, name="model", earlier=None, force=False
) -> dict:
    """Write a `NoiseGAN`'s artefacts and check each against Keras on the same latent vectors.

    Args:
        model: with `latents`, `latent_size` and `generator`.
        directory: an empty one.
        formats: of `"saved_model"` and `"tflite"`.
        precisions: of the TFLite files: `"fp32"`, `"fp16"` and `quantized.WAYS`.
        name: the model's name on a server.
        earlier: directory of an earlier export; what is not written again is kept.
        force: write also what does not reach its limit, see `parity.check_all`.

    Returns:
        The report, as in `parity.json`.

    Raises:
        ExportError: an artefact does not give Keras' picture, or TFLite lacks an operation.
    """
    saved_model, tflite = directory / "saved_model" / "1", directory / "tflite"
    if "saved_model" in formats:
        _write_saved_model(model, saved_model, name)
    if "tflite" in formats:
        tflite.mkdir()
        _write_tflite(model, tflite, precisions, name)
    kept = None if earlier is None else take_over(earlier, directory)
    runs = _saved_model_runs(saved_model) if saved_model.exists() else []
    if (tflite / SIDECAR).exists():
        runs += _tflite_runs(tflite)
    report = _parity(model, runs, kept)
    check_all(report, directory if earlier is None else earlier, kept, force=force)
    heading = f"Against Keras on {_COMPARED} latent vectors. The worst picture counts."
    write(report, directory, f"{heading}\n\n{table(report)}")
    (directory / "README.md").write_text(readme(directory, report, name), encoding="utf-8")
    return report


def _paint(model):
    """Return the function of latent vectors (N, latent_size) to pictures in [0, 1]."""
    import tensorflow as tf

    def generated(latents):
        return {"generated": tf.clip_by_value(model(latents) * 0.5 + 0.5, 0.0, 1.0)}

    return generated


def _write_archive(functions, size, count, directory):
    """Write a SavedModel with an endpoint for each function of `count` latent vectors."""
    import keras
    import tensorflow as tf

    from tfstyle.layers.tensorflow_kernels import plain_operations

    archive = keras.export.ExportArchive()
    spec = tf.TensorSpec((count, size), tf.float32, name="latents")
    with plain_operations():
        for endpoint, function in functions.items():
            as_written = tf.autograph.experimental.do_not_convert(function)
            archive.add_endpoint(endpoint, as_written, [spec])
        archive.write_out(str(directory), verbose=False)


def _write_saved_model(model, directory, name):
    import tensorflow as tf

    paint = _paint(model)

    def in_levels(latents):
        pictures = paint(latents)["generated"]
        return {"generated": tf.cast(tf.round(pictures * 255.0), tf.uint8)}

    endpoints = {"serving_default": paint, "serving_uint8": in_levels}
    _write_archive(endpoints, model.latent_size, None, directory)
    one = model.latents(1, seed=0)
    write_warmup(directory, name, [(endpoint, {"latents": one}) for endpoint in endpoints])


def _saved_model_runs(directory):
    """Return `[(function of a latent vector, facts)]` for the signatures of a SavedModel."""
    import tensorflow as tf

    loaded = tf.saved_model.load(str(directory))
    size = sum(path.stat().st_size for path in Path(directory).rglob("*") if path.is_file())

    def runner(endpoint, levels):
        signature = loaded.signatures[endpoint]

        def run(latent):
            return signature(latents=tf.constant(latent[None]))["generated"].numpy()[0] / levels

        run.owner = loaded  # its signatures hold it weakly
        return run

    return [
        (runner("serving_default", 1.0),
         {"artefact": "saved_model serving_default", "precision": "fp32", "bytes": size}),
        (runner("serving_uint8", np.float32(255)),
         {"artefact": "saved_model serving_uint8", "precision": "uint8", "bytes": size}),
    ]  # fmt: skip


def _write_tflite(model, directory, precisions, name):
    """Write `generate_<side>_<precision>.tflite`, one picture at a time, and `latents.json`."""
    files = {}
    with tempfile.TemporaryDirectory(prefix="tfstyle-") as archive:
        _write_archive({"serving_default": _paint(model)}, model.latent_size, 1, archive)
        if {"fp32", *WAYS} & set(precisions):
            files["fp32"] = convert_saved_model(archive)
        if "fp16" in precisions:
            files["fp16"] = convert_saved_model(archive, half=True)
    for way in WAYS:
        if way in precisions:  # ranges by other vectors than the comparison's
            shown = [{"latents": latent[None]} for latent in model.latents(_COMPARED, seed=1)]
            files[way] = quantize(files["fp32"], way, shown)
    entries = []
    for precision in precisions:
        check_builtin(files[precision])
        file = directory / f"{_DIRECTION}_{model.generator.resolution}_{precision}.tflite"
        file.write_bytes(files[precision])
        facts = {"precision": precision, "bytes": len(files[precision])}
        gpu = gpu_report(files[precision])
        entries.append({"file": file.name, **facts, "sha256": sha256(file), "gpu": gpu})
    sidecar = {
        "name": name,
        "signature": "serving_default",
        "input": {
            "name": "latents", "dtype": "float32", "shape": [1, model.latent_size],
            "normal": model.generator.latent_dim, "class_weights": model.num_classes,
        },
        "output": {
            "name": "generated", "dtype": "float32", "layout": "NHWC", "range": [0, 1],
            "channels": model.generator.channels,
        },
        "files": entries,
    }  # fmt: skip
    content = json.dumps(sidecar, indent=2) + "\n"
    (directory / SIDECAR).write_text(content, encoding="utf-8")


def _tflite_runs(directory):
    """Return `[(function of a latent vector, facts)]` for the files that the sidecar lists."""
    return [
        (_tflite_runner(directory / entry["file"]), {
            "artefact": entry["file"], "precision": entry["precision"], "bytes": entry["bytes"],
        })
        for entry in json.loads((directory / SIDECAR).read_text("utf-8"))["files"]
    ]  # fmt: skip


def _tflite_runner(path):
    interpreter = interpreter_class()(model_path=str(path))
    run = interpreter.get_signature_runner("serving_default")
    return lambda latent: run(latents=latent[None])["generated"][0]


def _parity(model, runs, kept):
    earlier = {(row["artefact"], row["direction"]) for row in (kept or {}).get("rows", ())}
    latents = model.latents(_COMPARED, seed=0)
    references = model.decode(latents).astype("float32") / 255

    def keras(latent):
        return np.asarray(model(latent[None]))[0] * 0.5 + 0.5

    exact = [keras(latent) for latent in latents]
    rows = [{
        "artefact": "keras", "direction": _DIRECTION, "precision": "fp32", "max_abs": 0.0,
        "psnr": None, "bytes": 0, "latency_ms": latency(lambda: keras(latents[0])),
        "passed": True,
    }]  # fmt: skip
    for run, facts in runs:
        wanted = references if facts["precision"] == "uint8" else exact
        rows.append(compare_own(run, facts, _DIRECTION, latents, wanted, earlier))
    rows += [foreign(*pair) for pair in sorted(earlier) if pair[1] != _DIRECTION]
    limits = {"max_abs": MOST_ABS, "psnr": LEAST_PSNR}
    contract = {
        "normal": model.generator.latent_dim, "class_weights": model.num_classes,
        "out": model.generator.channels,
    }  # fmt: skip
    return {"latents": _COMPARED, "limits": limits, "contract": contract, "rows": rows}
