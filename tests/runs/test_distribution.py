"""One replica, two mirrored replicas and two worker processes compute the same."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tfstyle import recipes, runs
from tfstyle.errors import TrainingError
from tfstyle.runs.checkpoints import Checkpoints
from tfstyle.runs.distribution import make_distribution

STEPS = 40
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def recipe():
    from tests.runs.conftest import tiny_values

    # Instance norm looks at one picture alone, whatever replica it is on. The pool and the
    # moving average are on. Dropout would draw other noise on other replicas.
    return recipes.make_recipe(tiny_values(), [
        f"train.steps={STEPS}", "train.batch_size=4", "train.log_every=1",
        "train.checkpoint_every=1", "train.keep_checkpoints=100", "generator.dropout=0",
        "generator.normalization=instance", "discriminator.normalization=instance",
    ])  # fmt: skip


def start(module, recipe, data, out, *options, environment=()):
    path = out.parent / "recipe.toml"
    recipes.dump(recipe, path)
    return subprocess.Popen(
        [sys.executable, "-m", module, "train", path, "--data", data, "--out", out, *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
        env={**os.environ, **dict(environment)}, encoding="utf-8",
    )  # fmt: skip


def finish(process, seconds=240):
    try:
        return process.communicate(timeout=seconds)[0]
    finally:
        process.kill()


@pytest.fixture(scope="module")
def mirrored(recipe, paired, tmp_path_factory):
    """The run on two mirrored replicas."""
    out = tmp_path_factory.mktemp("mirrored") / "run"
    process = start("tfstyle", recipe, paired, out, "--strategy", "mirrored:2")
    text = finish(process)
    assert process.returncode == 0, text
    assert "2 mirrored CPUs" in text
    return out


def states(run, step):
    checkpoints = Checkpoints(run / "checkpoints")
    meta = json.loads((checkpoints.path(step) / "meta.json").read_text("utf-8"))
    with np.load(checkpoints.path(step) / "state.npz") as file:
        return [(path, file[name]) for (path, _), name in zip(meta["variables"], file, strict=True)]


def losses(run):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.exhaustive
def test_one_and_two_replicas_agree(recipe, paired, mirrored, tmp_path, quiet):
    one = tmp_path / "run"
    runs.train(recipe, paired, one, strategy="one", console=quiet)

    for ours, theirs in zip(losses(one)[:3], losses(mirrored)[:3], strict=True):
        assert ours == pytest.approx(theirs, rel=1e-5)
    kernels = pools = 0
    for (path, ours), (_, theirs) in zip(states(one, 1), states(mirrored, 1), strict=True):
        if "bias" in path:
            # Instance norm removes what the bias before it adds: its gradient is rounding noise,
            # which Adam's first step blows up to the learning rate.
            continue
        largest = max(np.abs(ours).max(), 1e-6)
        assert np.abs(ours - theirs).max() <= 2e-4 * largest, path
        kernels += "kernel" in path
        pools += "pool" in path
    assert kernels > 20 and pools == 3


def free_ports():
    sockets = [socket.socket() for _ in range(2)]
    for s in sockets:
        s.bind(("localhost", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def start_workers(recipe, data, out, *options):
    ports = free_ports()
    cluster = {"worker": [f"localhost:{port}" for port in ports]}
    return [
        start("tfstyle", recipe, data, out, "--strategy", "multi_worker", *options, environment={
            "TF_CONFIG": json.dumps({"cluster": cluster, "task": {"type": "worker", "index": i}})
        })
        for i in range(2)
    ]  # fmt: skip


@pytest.mark.exhaustive
def test_a_lost_worker_stops_the_job_and_it_resumes(recipe, paired, mirrored, tmp_path):
    out = tmp_path / "run"
    chief, other = start_workers(recipe, paired, out)
    deadline = time.monotonic() + 240
    while not list((out / "checkpoints").glob("step_*")):
        assert chief.poll() is None and time.monotonic() < deadline, finish(chief, 1)
        time.sleep(0.01)
    other.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    text = finish(chief)
    assert chief.returncode == 1, text
    assert "A worker was lost" in text and "--resume" in text and "Traceback" not in text
    assert time.monotonic() - killed < 60
    finish(other)
    reached = Checkpoints(out / "checkpoints").steps()[0]
    assert reached < STEPS, "killed too late to show anything"

    workers = start_workers(recipe, paired, out, "--resume")
    texts = [finish(worker) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], texts
    assert f"Going on after step {reached}" in texts[0]
    # Two processes with one replica each are two replicas of one process: nearly bit for bit.
    for (path, ours), (_, theirs) in zip(states(out, STEPS), states(mirrored, STEPS), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6, err_msg=path)


def test_a_batch_must_divide_among_the_replicas():
    class Three:
        num_replicas_in_sync = 3

    from tfstyle.runs.distribution import Distribution

    with pytest.raises(TrainingError, match=r"batch_size = 4 .* 3 replicas .*batch_size=6"):
        Distribution(Three()).check_batch(4)


def test_unknown_strategy():
    import tensorflow as tf

    with pytest.raises(TrainingError, match=r"'mirored'\. Did you mean 'mirrored'"):
        make_distribution("mirored")
    for name in ("mirrored:0", "mirrored:two", "one:2", "mirrored:9999"):
        with pytest.raises(TrainingError, match="or mirrored:2 for a number of devices"):
            make_distribution(name)
    if not tf.config.list_logical_devices("GPU"):  # asking makes the devices what they are
        with pytest.raises(TrainingError, match="Start a new process"):
            make_distribution("mirrored:3")
    with pytest.raises(TrainingError, match="needs to know the workers"):
        make_distribution("multi_worker")


def test_auto_takes_one_device_here():
    import tensorflow as tf

    if len(tf.config.list_logical_devices("GPU")) > 1:
        pytest.skip("this machine has several GPUs; auto takes them all")
    assert make_distribution("auto").replicas == 1
