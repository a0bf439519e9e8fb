"""What a server needs besides tfstyle, asked for before anything is loaded."""

import importlib.util

from tfstyle.errors import UnsupportedOptionError

_REST = ("fastapi", "orjson", "prometheus_client", "uvicorn")
_GRPC = ("google.protobuf", "grpc")


def check_installed(*, grpc: bool) -> None:
    """Raise if a package is missing.

    Args:
        grpc: whether gRPC is spoken, too.

    Raises:
        UnsupportedOptionError: with the line that installs it.
    """
    wanted = (*_REST, *(_GRPC if grpc else ()))
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    if missing:
        raise UnsupportedOptionError(
            f"A server needs {', '.join(missing)}, which is not installed. Install it with: "
            "pip install 'tfstyle[serve]'"
        )
