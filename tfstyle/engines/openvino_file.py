"""A SavedModel as OpenVINO's own file, read by OpenVINO where a crash ends nothing else.

    python -m tfstyle.engines.openvino_file SAVED_MODEL MODEL.xml
"""

import sys

from tfstyle.engines.apart import run_apart, told
from tfstyle.errors import ExportError, one_line

_SECONDS = 300


def write_openvino(archive, path) -> None:
    """Write OpenVINO's file of a SavedModel; needs no TensorFlow there.

    Args:
        archive: directory of the SavedModel.
        path: of the file, `*.xml`; its weights go beside it, `*.bin`.

    Raises:
        RefusedError: OpenVINO crashed, did not end in time, or cannot read the model.
        ExportError: see `run_apart`.
    """
    # Said, not `__name__`: that is another where this module runs itself.
    module = "tfstyle.engines.openvino_file"
    run_apart(module, str(archive), str(path), engine="openvino", seconds=_SECONDS)


def _work(archive, path) -> None:
    from tfstyle.engines.runners.openvino import import_openvino, the_core

    openvino = import_openvino()
    try:
        graph = the_core().read_model(archive)
    except Exception as error:  # OpenVINO's own, one for each of its parts
        raise ExportError(f"openvino cannot read the model: {one_line(error)}") from error
    openvino.save_model(graph, path, compress_to_fp16=False)


if __name__ == "__main__":
    sys.exit(told(_work, *sys.argv[1:]))
