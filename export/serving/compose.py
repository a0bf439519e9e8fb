"""`compose.yaml`: the server on one machine, by `docker compose` or `podman compose`."""

from tfstyle.export.serving.server import (
    BINARY,
    CPUS,
    GRPC,
    IMAGE,
    MEMORY_GIB,
    MOUNT,
    REST,
    USER,
    flags,
    status_path,
)


def compose(models: dict[str, list[int]]) -> dict:
    """Return the Compose file, of the Compose Specification, as plain values.

    It is read in `deploy/`, so that `..` is the serving directory. The ports are open to this
    machine only: the server asks nobody who he is.

    Args:
        models: versions by model; at least one model.
    """
    service = {
        "image": IMAGE,
        "entrypoint": [BINARY],
        "command": flags(),
        "user": f"{USER}:{USER}",
        "read_only": True,
        "tmpfs": ["/tmp"],
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "pids_limit": 1000,
        "mem_limit": f"{MEMORY_GIB}g",
        "cpus": CPUS,
        "volumes": [
            {"type": "bind", "source": "..", "target": MOUNT, "read_only": True},
        ],
        "ports": [f"127.0.0.1:{REST}:{REST}", f"127.0.0.1:{GRPC}:{GRPC}"],
        "healthcheck": {
            "test": ["CMD", "bash", "-c", health_command(models)],
            "start_period": "5m",
            "interval": "10s",
            "timeout": "5s",
            "retries": 6,
        },
        "restart": "unless-stopped",
        "stop_grace_period": "30s",
    }
    return {"name": "tfstyle-serving", "services": {"serving": service}}


def health_command(models, port: int = REST) -> str:
    """Return what a shell in the image asks of every model: a version that is available.

    The image has bash and grep, but neither curl nor Python.

    Args:
        models: their names.
        port: of the REST server on the same machine.
    """
    return " && ".join(
        f"exec 3<>/dev/tcp/127.0.0.1/{port} && "
        f"printf 'GET {status_path(name)} HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && "
        "grep -q '\"AVAILABLE\"' <&3"
        for name in models
    )
