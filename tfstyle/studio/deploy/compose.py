"""`compose.yaml`: a whole studio on one machine, by `docker compose` or `podman compose`."""

from tfstyle.studio.deploy.commands import (
    BUCKET,
    ENVIRONMENT,
    HOME,
    IMAGE,
    PORT,
    USER,
    WEB,
    WORKER,
    health_command,
    web,
    worker,
)

POSTGRES = "postgres:17.6"
STORE = "chrislusf/seaweedfs:4.47"
_S3, _MASTER = 8333, 9333
_KEY = "studio"
# Compose stops with these words if `.env` does not say them.
_DATABASE_PASSWORD = "${DATABASE_PASSWORD:?see README.md}"
_STORE_SECRET = "${STORE_SECRET:?see README.md}"
_CONFINED = {
    "read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"],
    "pids_limit": 1000, "restart": "unless-stopped",
}  # fmt: skip
# The image's own user from the beginning: its entrypoint begins as root and wants its rights.
_AT_STORE = {
    **_CONFINED, "image": STORE, "user": "1000:1000", "tmpfs": ["/tmp"], "cpus": 1,
    "networks": ["inside"],
}  # fmt: skip
# With a pair of keys in its environment the store takes no others.
_KEYS = {"AWS_ACCESS_KEY_ID": _KEY, "AWS_SECRET_ACCESS_KEY": _STORE_SECRET}


def compose() -> dict:
    """Return the Compose file, of the Compose Specification, as plain values.

    Only the web server is reached from outside, and only from this machine: people come through a
    proxy that speaks https, or by this machine's browser. Database and store are in a network
    without a way out.
    """
    return {
        "name": "tfstyle-studio",
        "services": {
            "database": _database(), "store": _store(), "bucket": _bucket(), "web": _web(),
            "worker": _worker(),
        },
        "networks": {"inside": {"internal": True}, "outside": {"driver": "bridge"}},
        "volumes": {name: {"driver": "local"} for name in ("rows", "objects", "home")},
    }  # fmt: skip


def _database():
    return {
        **_CONFINED,
        "image": POSTGRES,
        "user": "999:999",  # the image's `postgres`
        "environment": {
            "POSTGRES_USER": "studio", "POSTGRES_DB": "studio",
            "POSTGRES_PASSWORD": _DATABASE_PASSWORD,
        },
        "tmpfs": ["/tmp", "/run/postgresql:uid=999,gid=999"],
        "volumes": ["rows:/var/lib/postgresql/data"],
        "shm_size": "128m", "mem_limit": "1g", "cpus": 1, "stop_grace_period": "60s",
        "networks": ["inside"],
        # By TCP: while it is set up it answers by its socket alone, and then starts again.
        "healthcheck": _health(["pg_isready", "--host", "127.0.0.1", "--username", "studio"]),
    }  # fmt: skip


def _store():
    return {
        **_AT_STORE,
        "entrypoint": ["/usr/bin/weed"],
        "command": ["-logtostderr=true", "server", "-dir=/data", "-s3", f"-s3.port={_S3}",
                    "-ip=store", "-ip.bind=0.0.0.0", "-volume.max=100"],
        "environment": _KEYS,
        "volumes": ["objects:/data"],
        "mem_limit": "1g", "stop_grace_period": "30s",
        "healthcheck": _health(["wget", "-q", "-O", "/dev/null", f"http://store:{_MASTER}/cluster/healthz"]),
    }  # fmt: skip


def _bucket():
    """Make the bucket, and end; one that is there is left alone."""
    shell = f"weed shell -master=store:{_MASTER}"
    asks = f"echo 's3.bucket.create -name {BUCKET}' | {shell}"
    there = f"echo s3.bucket.list | {shell} | grep -qw {BUCKET}"
    return {
        **_AT_STORE,
        "entrypoint": ["sh", "-c", f"{there} || {{ {asks}; {there}; }}"],
        "mem_limit": "256m", "restart": "on-failure",
        "depends_on": {"store": {"condition": "service_healthy"}},
    }  # fmt: skip


def _studio(command, limits):
    return {
        **_CONFINED,
        "image": IMAGE,
        "command": command,
        "user": f"{USER}:{USER}",
        "working_dir": HOME,
        "environment": {
            **ENVIRONMENT,
            "PGHOST": "database", "PGUSER": "studio", "PGDATABASE": "studio",
            "PGPASSWORD": _DATABASE_PASSWORD,
            **_KEYS, "AWS_ENDPOINT_URL": f"http://store:{_S3}", "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
        },
        "tmpfs": ["/tmp"],
        "volumes": [f"home:{HOME}"],
        "mem_limit": f"{limits['memory'][1]}g", "cpus": limits["cpus"][1],
        "stop_grace_period": "60s",
        # Presets are fetched from where they are published.
        "networks": ["inside", "outside"],
        "depends_on": {
            "database": {"condition": "service_healthy"},
            "bucket": {"condition": "service_completed_successfully"},
        },
    }  # fmt: skip


def _web():
    return {
        **_studio(web(), WEB),
        "build": {"context": "."},
        "ports": [f"127.0.0.1:{PORT}:{PORT}"],
        "healthcheck": {**_health(health_command()), "start_period": "3m"},
    }


def _worker():
    service = _studio(worker(), WORKER)
    # The tables are made by the web server's start.
    service["depends_on"] = {"web": {"condition": "service_healthy"}}
    return service


def _health(command):
    return {"test": ["CMD", *command], "interval": "10s", "timeout": "5s", "retries": 6,
            "start_period": "30s"}  # fmt: skip
