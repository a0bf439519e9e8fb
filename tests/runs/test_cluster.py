"""Slurm's and Kubernetes' environment as TF_CONFIG."""

import json

import pytest

from tfstyle.errors import TrainingError
from tfstyle.runs.cluster import expand_counts, expand_hosts, is_chief, resolve_cluster

OTHER_TASK = {"cluster": {"worker": ["a:1"]}, "task": {"type": "worker", "index": 1}}


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("n1", ["n1"]),
        ("n1,m2", ["n1", "m2"]),
        ("n[1-3]", ["n1", "n2", "n3"]),
        ("n[08-10,12],gpu", ["n08", "n09", "n10", "n12", "gpu"]),
        ("r[1-2]n[3-4].site", ["r1n3.site", "r1n4.site", "r2n3.site", "r2n4.site"]),
    ],
)
def test_slurm_host_lists(text, hosts):
    assert expand_hosts(text) == hosts


def test_slurm_task_counts():
    assert expand_counts("3(x2),2,1") == [3, 3, 2, 1]


def test_slurm():
    environment = {
        "SLURM_PROCID": "2",
        "SLURM_STEP_NODELIST": "n[1-2]",
        "SLURM_STEP_TASKS_PER_NODE": "2(x2)",
        "SLURM_JOB_NODELIST": "n[1-9]",  # the job has more nodes than this step
    }
    assert resolve_cluster(environment) == {
        "cluster": {"worker": ["n1:12355", "n1:12356", "n2:12355", "n2:12356"]},
        "task": {"type": "worker", "index": 2},
    }
    assert resolve_cluster(environment | {"TFSTYLE_PORT": "9000"})["cluster"]["worker"][1] == (
        "n1:9001"
    )


def test_slurm_numbers_its_tasks_in_the_order_of_its_list():
    for number, host in enumerate(("n9", "n10")):  # not the order of the alphabet
        found = resolve_cluster({"SLURM_PROCID": str(number), "SLURM_STEP_NODELIST": "n[9-10]"})
        assert found["cluster"]["worker"][found["task"]["index"]] == f"{host}:12355"


def test_slurm_that_does_not_fit_together():
    with pytest.raises(TrainingError, match="2 nodes in 'n\\[1-2\\]'"):
        resolve_cluster({
            "SLURM_PROCID": "0", "SLURM_STEP_NODELIST": "n[1-2]",
            "SLURM_STEP_TASKS_PER_NODE": "1,1,1",
        })  # fmt: skip


def test_kubernetes_indexed_job():
    environment = {
        "JOB_COMPLETION_INDEX": "1", "HOSTNAME": "train-1", "TFSTYLE_WORKERS": "3",
        "TFSTYLE_SERVICE": "train-svc",
    }  # fmt: skip
    assert resolve_cluster(environment) == {
        "cluster": {"worker": [f"train-{i}.train-svc:12355" for i in range(3)]},
        "task": {"type": "worker", "index": 1},
    }


def test_kubernetes_stateful_set_tells_its_number_by_its_name():
    environment = {"HOSTNAME": "gan-4-2", "TFSTYLE_WORKER_HOSTS": "a, b:7 ,c"}
    assert resolve_cluster(environment) == {
        "cluster": {"worker": ["a:12355", "b:7", "c:12355"]},
        "task": {"type": "worker", "index": 2},
    }


def test_tf_config_wins():
    config = {"cluster": {"worker": ["a:1", "b:2"]}, "task": {"type": "worker", "index": 1}}
    environment = {"TF_CONFIG": json.dumps(config), "SLURM_PROCID": "0"}
    assert resolve_cluster(environment) == config


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "names none"),
        ({"TF_CONFIG": "{"}, "must be JSON"),
        ({"TF_CONFIG": json.dumps(OTHER_TASK)}, "IndexError"),
        ({"HOSTNAME": "x", "TFSTYLE_WORKER_HOSTS": "a,b"}, "cannot tell its number"),
        ({"HOSTNAME": "x-5", "TFSTYLE_WORKER_HOSTS": "a,b"}, "worker 5, but only 2"),
        ({"HOSTNAME": "x-0", "TFSTYLE_WORKERS": "2"}, "needs TFSTYLE_SERVICE"),
    ],
)
def test_environments_that_name_no_cluster(environment, message):
    with pytest.raises(TrainingError, match=message):
        resolve_cluster(environment)


def test_who_is_chief():
    workers = {"worker": ["a:1", "b:1"]}
    with_chief = {"chief": ["c:1"], **workers}
    assert is_chief({"cluster": workers, "task": {"type": "worker", "index": 0}})
    assert not is_chief({"cluster": workers, "task": {"type": "worker", "index": 1}})
    assert not is_chief({"cluster": with_chief, "task": {"type": "worker", "index": 0}})
    assert is_chief({"cluster": with_chief, "task": {"type": "chief", "index": 0}})
