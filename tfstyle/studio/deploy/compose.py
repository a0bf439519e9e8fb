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
STORE = "chrislusf/seaweedfs:3.97"
_S3 = 8333
_KEY = "studio"
# Compose stops with these words if `.env` does not say them.
_DATABASE_PASSWORD = "${DATABASE_PASSWORD:?see README.md}"
_STORE_SECRET = "${STORE_SECRET:?see README.md}"
_CONFINED = {
    "read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"],
    "pids_limit": 1000, "restart": "unless-stopped",
}  # fmt: skip
# Who may do what in the object store, as it reads it.
_IDENTITIES = (
    f'{{"identities": [{{"name": "{_KEY}", "credentials": [{{"accessKey": "{_KEY}", '
    f'"secretKey": "{_STORE_SECRET}"}}], "actions": ["Admin", "Read", "Write", "List"]}}]}}\n'
)


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
        "configs": {"identities": {"content": _IDENTITIES}},
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
        "healthcheck": _health(["pg_isready", "--username", "studio", "--dbname", "studio"]),
    }  # fmt: skip


def _store():
    return {
        "image": STORE,
        "command": ["server", "-dir=/data", "-s3", "-s3.config=/etc/identities.json",
                    f"-s3.port={_S3}", "-ip=store", "-volume.max=100"],
        "configs": [{"source": "identities", "target": "/etc/identities.json"}],
        "volumes": ["objects:/data"],
        "security_opt": ["no-new-privileges:true"], "pids_limit": 1000,
        "mem_limit": "1g", "cpus": 1, "restart": "unless-stopped", "stop_grace_period": "30s",
        "networks": ["inside"],
        "healthcheck": _health(["wget", "-q", "-O", "-", "http://127.0.0.1:9333/cluster/healthz"]),
    }  # fmt: skip


def _bucket():
    """Make the bucket, and end; one that is there is left alone."""
    asks = f"echo 's3.bucket.create -name {BUCKET}' | weed shell -master=store:9333"
    there = f"echo s3.bucket.list | weed shell -master=store:9333 | grep -qw {BUCKET}"
    return {
        "image": STORE,
        "entrypoint": ["sh", "-c", f"{there} || {{ {asks}; {there}; }}"],
        "security_opt": ["no-new-privileges:true"], "mem_limit": "256m", "cpus": 1,
        "restart": "on-failure",
        "networks": ["inside"],
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
            "AWS_ACCESS_KEY_ID": _KEY, "AWS_SECRET_ACCESS_KEY": _STORE_SECRET,
            "AWS_ENDPOINT_URL": f"http://store:{_S3}", "AWS_ALLOW_HTTP": "true",
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
