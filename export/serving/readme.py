"""`deploy/README.md`: three commands, with the names of what lies there."""

from tfstyle.export import clients
from tfstyle.export.earlier import read_json
from tfstyle.export.readme import facts_of
from tfstyle.export.serving.layout import PROOF, version_directory
from tfstyle.export.serving.names import kubernetes_name
from tfstyle.export.serving.server import IMAGE, METRICS, REST, USER, status_path

_TEXT = """# {names}, served

Run it here; user {user} must be able to read this folder:

```sh
docker compose up --detach --wait
```

Ask it:

{clients}

Or run it in a cluster, with a storage class that gives volumes to several nodes (ReadWriteMany):

```sh
sh upload.sh && kubectl apply -f kubernetes.yaml
```

`sh upload.sh` again brings what was exported since; running servers find it by themselves.
`kserve.yaml` in the place of `kubernetes.yaml` makes KServe serve {services}.

| address | answers |
|---|---|
| `{status}:predict` | the newest version |
| `{status}/labels/stable:predict` | the one before it, or the only one |
| `{status}/labels/canary:predict` | the newest version, by its label |
| `{status}` | which versions are loaded |
| `http://localhost:{rest}{metrics}` | figures for Prometheus |

The image is `{image}`. Nobody is asked who he is, and nothing is encrypted: the ports are open to
this machine only, or to the cluster; put a proxy in front before you open them to others.
"""


def readme(directory, models: dict[str, list[int]]) -> str:
    """Return the README of `deploy/` as Markdown.

    Args:
        directory: the serving directory, whose versions hold what is known of them.
        models: versions by model, at least one model.
    """
    first = next(iter(models))
    return _TEXT.format(
        names=", ".join(models), user=USER, image=IMAGE, rest=REST, metrics=METRICS,
        status=f"http://localhost:{REST}{status_path(first)}",
        services=", ".join(f"`{kubernetes_name(name)}`" for name in models),
        clients="\n\n".join(
            _client(version_directory(directory, name, versions[-1]), name)
            for name, versions in models.items()
        ),
    )  # fmt: skip


def _client(version, name):
    report = read_json(version / PROOF)
    if not report:  # a SavedModel that was put there by hand
        return f"```sh\ncurl -s http://localhost:{REST}{status_path(name)}/metadata\n```"
    blocks = clients.serving(facts_of(version, report, name))[1:]  # without a `docker run`
    commands = [block for block in blocks if block.startswith("```")]
    return "\n\n".join(commands or blocks)
