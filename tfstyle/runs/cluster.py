"""Who trains together: Slurm's and Kubernetes' environment resolved into TF_CONFIG.

`TF_CONFIG` is TensorFlow's own description of a cluster, and wins when it is set:
`{"cluster": {"worker": ["host:port", ...]}, "task": {"type": "worker", "index": 0}}`.
"""

import json
import re
from collections.abc import Mapping

from tfstyle.errors import TrainingError

DEFAULT_PORT = 12355


def resolve_cluster(environment: Mapping[str, str]) -> dict:
    """Return TF_CONFIG's content for this process.

    Args:
        environment: e.g. `os.environ`. Looked at in this order: `TF_CONFIG`; on Kubernetes
            `JOB_COMPLETION_INDEX` (an indexed Job sets it; else the number a StatefulSet's
            `HOSTNAME` ends in) with `TFSTYLE_WORKER_HOSTS`, or with `TFSTYLE_WORKERS` and
            `TFSTYLE_SERVICE`; on Slurm `SLURM_PROCID` and its step variables. `TFSTYLE_PORT`
            replaces the port 12355.

    Raises:
        TrainingError: nothing there names a cluster, or it contradicts itself.

    Example:
        >>> resolve_cluster({"JOB_COMPLETION_INDEX": "1", "TFSTYLE_WORKER_HOSTS": "a,b:99"})
        {'cluster': {'worker': ['a:12355', 'b:99']}, 'task': {'type': 'worker', 'index': 1}}
    """
    if environment.get("TF_CONFIG"):
        return _from_tf_config(environment["TF_CONFIG"])
    if environment.get("TFSTYLE_WORKER_HOSTS") or environment.get("TFSTYLE_WORKERS"):
        return _from_kubernetes(environment)
    if environment.get("SLURM_PROCID"):
        return _from_slurm(environment)
    raise TrainingError(
        "--strategy multi_worker needs to know the workers, and this environment names none. "
        "Set TF_CONFIG; or start with srun on Slurm; or set TFSTYLE_WORKER_HOSTS (or "
        "TFSTYLE_WORKERS and TFSTYLE_SERVICE) in an indexed Job on Kubernetes."
    )


def is_chief(cluster: Mapping) -> bool:
    """Tell whether this task writes the checkpoints: the chief, or worker 0 where there is none."""
    task = cluster["task"]
    return task["type"] == "chief" or (task["index"] == 0 and "chief" not in cluster["cluster"])


def expand_hosts(hosts: str) -> list[str]:
    """Return the names in one of Slurm's compressed lists.

    Example:
        >>> expand_hosts("n[08-10,12],gpu3")
        ['n08', 'n09', 'n10', 'n12', 'gpu3']
    """
    names = []
    # A comma outside of brackets ends a name; an inner bracket is a set of numbers.
    for part in re.findall(r"(?:[^,\[]|\[[^\]]*\])+", hosts):
        names += _expand_one(part.strip())
    return names


def expand_counts(counts: str) -> list[int]:
    """Return Slurm's tasks per node, e.g. `"2(x3),1"`, one by one.

    Example:
        >>> expand_counts("2(x3),1")
        [2, 2, 2, 1]
    """
    numbers = []
    for count, repeat in re.findall(r"(\d+)(?:\(x(\d+)\))?", counts):
        numbers += [int(count)] * int(repeat or 1)
    return numbers


def _expand_one(part: str) -> list[str]:
    found = re.search(r"\[([^\]]*)\]", part)
    if not found:
        return [part]
    names = []
    for span in found.group(1).split(","):
        first, _, last = span.partition("-")
        for number in range(int(first), int(last or first) + 1):
            name = f"{part[: found.start()]}{number:0{len(first)}}{part[found.end() :]}"
            names += _expand_one(name)
    return names


def _from_tf_config(text: str) -> dict:
    try:
        config = json.loads(text)
        cluster, task = config["cluster"], config["task"]
        task = {"type": task["type"], "index": int(task["index"])}
        cluster[task["type"]][task["index"]]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise TrainingError(
            'TF_CONFIG must be JSON such as {"cluster": {"worker": ["host:port"]}, "task": '
            '{"type": "worker", "index": 0}}, and hold its own task. '
            f"Received: {text!r} ({type(error).__name__}: {error})."
        ) from error
    return {"cluster": cluster, "task": task}


def _from_kubernetes(environment) -> dict:
    host = environment.get("HOSTNAME", "")
    index = environment.get("JOB_COMPLETION_INDEX")
    if index is None:
        ordinal = re.search(r"-(\d+)$", host)
        if not ordinal:
            raise TrainingError(
                "This worker cannot tell its number: JOB_COMPLETION_INDEX is not set and "
                f"HOSTNAME does not end in one. Received: HOSTNAME={host!r}. Use an indexed Job "
                "(completionMode: Indexed) or a StatefulSet."
            )
        index = ordinal.group(1)
    if environment.get("TFSTYLE_WORKER_HOSTS"):
        hosts = [h.strip() for h in environment["TFSTYLE_WORKER_HOSTS"].split(",") if h.strip()]
    else:
        # The pods of an indexed Job and of a StatefulSet are `<name>-<index>` in their service.
        name = re.sub(r"-\d+$", "", host)
        service = environment.get("TFSTYLE_SERVICE")
        if not service:
            raise TrainingError(
                "TFSTYLE_WORKERS needs TFSTYLE_SERVICE, the headless service that gives the pods "
                "their names."
            )
        hosts = [f"{name}-{i}.{service}" for i in range(int(environment["TFSTYLE_WORKERS"]))]
    return _cluster(hosts, int(index), environment)


def _from_slurm(environment) -> dict:
    nodes = environment.get("SLURM_STEP_NODELIST") or environment.get("SLURM_JOB_NODELIST", "")
    counts = environment.get("SLURM_STEP_TASKS_PER_NODE") or environment.get(
        "SLURM_TASKS_PER_NODE", "1"
    )
    hosts, counts = expand_hosts(nodes), expand_counts(counts)
    if len(counts) == 1:
        counts = counts * len(hosts)
    if not hosts or len(counts) != len(hosts):
        raise TrainingError(
            f"Slurm's variables do not fit together: {len(hosts)} nodes in {nodes!r}, "
            f"tasks per node {counts}. Start the workers with srun."
        )
    port = int(environment.get("TFSTYLE_PORT", DEFAULT_PORT))
    tasks = [
        f"{host}:{port + local}"
        for host, count in zip(hosts, counts, strict=True)
        for local in range(count)
    ]
    return _cluster(tasks, int(environment["SLURM_PROCID"]), environment)


def _cluster(hosts: list[str], index: int, environment) -> dict:
    if not 0 <= index < len(hosts):
        raise TrainingError(
            f"This is worker {index}, but only {len(hosts)} workers are named: "
            f"{', '.join(hosts)}."
        )
    port = environment.get("TFSTYLE_PORT", DEFAULT_PORT)
    addresses = [host if ":" in host else f"{host}:{port}" for host in hosts]
    return {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
