"""A model into a serving directory: the next version, then everything that names versions."""

import contextlib
from pathlib import Path

from tfstyle.errors import ExportError, or_list
from tfstyle.export.artefacts import export
from tfstyle.export.serving import compose, configs, kserve, kubernetes, layout
from tfstyle.export.serving.names import check_name
from tfstyle.export.serving.readme import readme
from tfstyle.export.serving.upload import upload_script
from tfstyle.files import storage_errors, sweep, temporary_directory
from tfstyle.files.owned import write_owned
from tfstyle.files.yaml import dump_all
from tfstyle.locks import locked


def export_for_serving(
    model,
    directory,
    *,
    name,
    direction=None,
    style=None,
    size=256,
    pictures=None,
    max_pixels=None,
    preset=None,
    license=None,
) -> dict:
    """Add a model to a serving directory as its next version, proven against Keras before.

    The directory holds `models/<name>/<version>/` with a SavedModel each, the server's
    `models.config`, `batching.config` and `monitoring.config`, and `deploy/` with files for Docker
    Compose, Kubernetes and KServe. Versions that are there are never touched, other models stand
    beside each other, and a file that somebody has changed is kept (`files.owned`).

    Args:
        model: a tfstyle model that can be exported.
        directory: the serving directory; made if it is not there.
        name: the model's name on the server, see `serving.names.check_name`.
        direction: see `export`.
        style: see `export`.
        size: pixels a side, or (height, width), of the warm-up requests and of the check.
        pictures: see `export`.
        max_pixels: see `export`.
        preset: see `export`.
        license: see `export`.

    Returns:
        `{"name": ..., "version": 3, "kept": ["models.config"], "parity": ...}`: `kept` are files
        that somebody has changed, and beside which the new ones lie as `<file>.new`; `parity` is
        the report of `export`.

    Raises:
        ExportError: the name, an argument, or the model cannot be served; or the SavedModel does
            not give Keras' picture.
        StorageError: the place cannot be written, or the disk is full. Versions that were there
            are as they were.

    Example:
        A second version beside the first, while a server reads them::

            export_for_serving(model, "serving/", name="starry_night")
    """
    directory = Path(directory)
    layout.check_neighbours(directory, check_name(name))
    with _made(directory), temporary_directory(directory) as beside:
        exported = beside / "export"
        report = export(
            model, exported, formats="saved_model", direction=direction, style=style, size=size,
            name=name, pictures=pictures, max_pixels=max_pixels, preset=preset, license=license,
        )
        saved_model = exported / "saved_model" / "1"
        (exported / "parity.json").rename(saved_model / layout.PROOF)
        with locked(directory / ".lock", wait=True, remove=True):
            version = layout.publish(saved_model, directory, name)
            kept = _write(directory)
    return {"name": name, "version": version, "kept": kept, "parity": report}


@contextlib.contextmanager
def _made(directory):
    """Make a directory, which goes again if nothing comes into it."""
    new = not directory.exists()
    with storage_errors(directory):
        directory.mkdir(parents=True, exist_ok=True)
        sweep(directory)
        try:
            yield
        finally:
            if new:
                with contextlib.suppress(OSError):
                    directory.rmdir()  # an empty one alone


def check_serving(name, formats, **others) -> str:
    """Return `name` if an export to a serving directory could start with these arguments.

    Args:
        name: the model's name on the server.
        formats: of the export; a server takes `saved_model` and nothing else.
        **others: arguments of `export` that mean nothing here, false if they are not given.

    Raises:
        ExportError: naming what does not go together.
    """
    if list(formats) != ["saved_model"]:
        raise ExportError(
            "A server takes a SavedModel alone: --serving goes with --format saved_model. "
            f"Received: {','.join(formats)}"
        )
    if given := [f"--{argument}" for argument, value in others.items() if value]:
        raise ExportError(
            f"{or_list(given)} does not go with --serving: each export is a version of its own, "
            "in float, and replaces none."
        )
    return check_name(name)


def refresh(directory) -> list[str]:
    """Write configuration and deployment files again, from the versions that lie there now.

    For who has taken a version away, or put a SavedModel there by hand. Loads no TensorFlow.

    Args:
        directory: a serving directory with at least one model.

    Returns:
        The files that somebody has changed and that were kept.

    Raises:
        ExportError: no model lies there.
        StorageError: the place cannot be written.
    """
    directory = Path(directory)
    with storage_errors(directory):
        layout.require_models(directory)
        with locked(directory / ".lock", wait=True, remove=True):
            return _write(directory)


def _write(directory) -> list[str]:
    """Write every file that names models or versions; return those that were kept instead."""
    models = layout.require_models(directory)
    deploy = directory / "deploy"
    files = {
        directory / "batching.config": configs.batching_config(),
        directory / "monitoring.config": configs.monitoring_config(),
        deploy / "compose.yaml": dump_all([compose.compose(models)]),
        deploy / "kubernetes.yaml": dump_all(kubernetes.kubernetes(models)),
        deploy / "kserve.yaml": dump_all(kserve.kserve(models)),
        deploy / "volume.yaml": dump_all(kubernetes.volume()),
        deploy / "upload.sh": upload_script(),
        deploy / "README.md": readme(directory, models),
        # Last: what a running server reads names only what is there.
        directory / "models.config": configs.models_config(models),
    }
    return [
        path.relative_to(directory).as_posix()
        for path, text in files.items() if not write_owned(path, text)
    ]
