"""`write_deploy`: the files, into a directory, without losing what somebody changed there."""

import shlex
from pathlib import Path

from tfstyle.files import storage_errors
from tfstyle.files.owned import write_owned
from tfstyle.files.yaml import dump_all
from tfstyle.studio.deploy.commands import HOME, IMAGE, PORT, USER, first_admin
from tfstyle.studio.deploy.compose import compose
from tfstyle.studio.deploy.kubernetes import DATABASE, NAME, STORAGE, TLS, kubernetes

_DOCKERFILE = f"""\
FROM python:3.12-slim
COPY wheels/ /wheels/
RUN set -- /wheels/tfstyle-*.whl && pip install --no-cache-dir "$1[serve,studio,video]" \\
    && install -d -o {USER} -g {USER} {HOME}
USER {USER}:{USER}
WORKDIR {HOME}
"""

_README = f"""\
# A studio for a school

`wheels/` holds tfstyle's wheel, from which the image is built. In a checkout, with this directory
as DEPLOY: `pip wheel --no-deps --wheel-dir DEPLOY/wheels .`

## On one machine

The first command makes two passwords, once; keep `.env` with your backups.

```sh
(umask 077; for key in DATABASE_PASSWORD STORE_SECRET; do
  echo "$key=$(openssl rand -hex 24)"; done > .env)
docker compose up --detach --build --wait web worker
docker compose exec web {{first_admin}}
```

The last one asks for a password; then log in at http://localhost:{PORT}. More workers:
`docker compose up --detach --scale worker=3`. Other computers come through a proxy that speaks
https; add `--https` and `--allow-host NAME` to the command of `web` then.

## In a cluster

`kubernetes.yaml` needs a PostgreSQL and an S3-compatible bucket `studio` that are there, volumes
that many pods write to (ReadWriteMany), and the image in a registry that the cluster reads
(`docker build --tag {IMAGE} .`, and its name in the two Deployments).

```sh
kubectl create secret generic {DATABASE} --from-env-file=database.env
kubectl create secret generic {STORAGE} --from-env-file=storage.env
kubectl create secret tls {TLS} --cert=tls.crt --key=tls.key
kubectl apply -f kubernetes.yaml
kubectl exec -it deploy/{NAME}-web -- {{first_admin}}
```

`database.env` has lines of libpq's variables: PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD,
PGSSLMODE=verify-full. `storage.env` has AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and,
of another store than Amazon's, AWS_ENDPOINT_URL.
"""


def write_deploy(directory: str | Path) -> list[str]:
    """Write `compose.yaml`, `kubernetes.yaml`, a `Dockerfile` and a `README.md`.

    No file holds a password. One that somebody has changed stays; the new one is `<file>.new`.

    Args:
        directory: made if it is not there.

    Returns:
        The names of files that were kept as somebody changed them.

    Raises:
        StorageError: the place cannot be written.

    Example:
        >>> import tempfile
        >>> write_deploy(tempfile.mkdtemp())
        []
    """
    directory = Path(directory)
    with storage_errors(directory):
        (directory / "wheels").mkdir(parents=True, exist_ok=True)
    texts = {
        "Dockerfile": _DOCKERFILE,
        "compose.yaml": dump_all([compose()]),
        "kubernetes.yaml": dump_all(kubernetes()),
        "README.md": readme(),
    }
    return [
        name for name, text in texts.items()
        if not write_owned(directory / name, text, "studio-deploy")
    ]  # fmt: skip


def readme() -> str:
    """Return what an operator reads first."""
    return _README.format(first_admin=shlex.join(first_admin("NAME")))
