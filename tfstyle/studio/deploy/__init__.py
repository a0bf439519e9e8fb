"""Files that run a studio for a school: by Docker Compose, or in a Kubernetes cluster.

| module | what it offers |
|---|---|
| `commands` | how web and workers are started, and with what limits |
| `compose` | `compose.yaml`: PostgreSQL, an object store, web and workers on one machine |
| `kubernetes` | `kubernetes.yaml`: web and workers beside a database and a store that are there |
| `write` | `write_deploy(directory)`: these, a `Dockerfile` and a `README.md` |
"""

from tfstyle.studio.deploy.write import write_deploy

__all__ = ["write_deploy"]
