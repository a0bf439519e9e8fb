"""How `tensorflow_model_server` is started, wherever that is: image, ports, flags, its limits."""

from tfstyle.export.serving.layout import MODELS

# A SavedModel of one TensorFlow is for the server of the same minor version.
IMAGE_VERSION = "2.21.0"
IMAGE = f"tensorflow/serving:{IMAGE_VERSION}"
BINARY = "/usr/bin/tensorflow_model_server"
GRPC, REST = 8500, 8501
USER = 1000  # the image names none and would run as root
# Where a container sees the serving directory.
MOUNT = "/serving"
METRICS = "/monitoring/prometheus/metrics"

# Pictures that are computed at a time, each in as much memory as `export.memory` allows it, 1 GiB
# by default; the rest is for TensorFlow and three versions of the models.
AT_A_TIME = 2
MEMORY_GIB = 4
CPUS = 2


def flags() -> list[str]:
    """Return the server's command line."""
    return [
        f"--port={GRPC}",
        f"--rest_api_port={REST}",
        f"--model_config_file={MOUNT}/models.config",
        "--model_config_file_poll_wait_seconds=30",
        "--allow_version_labels_for_unavailable_models=true",  # none is loaded at the start
        "--enable_batching=true",
        f"--batching_parameters_file={MOUNT}/batching.config",
        f"--monitoring_config_file={MOUNT}/monitoring.config",
        "--rest_api_timeout_in_ms=60000",
        # The server would count the processors of the machine, not those it may use.
        f"--tensorflow_intra_op_parallelism={CPUS}",
        f"--tensorflow_inter_op_parallelism={CPUS}",
    ]


def base_path(name: str) -> str:
    """Return where the server finds the versions of a model."""
    return f"{MOUNT}/{MODELS}/{name}"


def status_path(name: str) -> str:
    """Return the path of a model's status, which answers once every model has been loaded."""
    return f"/v1/models/{name}"
