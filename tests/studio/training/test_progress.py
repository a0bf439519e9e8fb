"""How far a run is, from what it has written, whatever is missing or cut short."""

import json

import pytest

from tests.optional import need

need("sqlalchemy")


@pytest.fixture
def run(tmp_path):
    return tmp_path / "run"


def report(run, *lines):
    run.mkdir(exist_ok=True)
    with open(run / "metrics.jsonl", "a", encoding="utf-8") as file:
        for line in lines:
            file.write(line if isinstance(line, str) else json.dumps(line) + "\n")


def test_a_run_as_it_goes_on(run):
    from tfstyle.studio.training.progress import ProgressReader

    now = [0.0]
    reader = ProgressReader(run, 100, clock=lambda: now[0])
    assert str(reader.read()) == "Getting ready." and reader.read().done == 0
    report(run, {"step": 10, "generator/loss": 0.51234})
    assert str(reader.read()) == "Step 10 of 100, loss 0.512."
    now[0] = 20.0
    report(run, {"step": 20, "generator/loss": None, "other": 1.0}, {"step": 30, "loss": 0.25})
    read = reader.read()
    assert (read.step, read.loss, read.left, read.done) == (30, 0.25, 70.0, 0.3)
    assert str(read) == "Step 30 of 100, loss 0.25, 70 s left."
    report(run, '{"step": 40, "genera')  # being written
    assert reader.read().step == 30
    report(run, "\n", {"step": 100, "loss": 0.1})
    assert str(reader.read()) == "Step 100 of 100, loss 0.1." and reader.read().done == 1


def test_the_time_left_of_a_resumed_run_goes_by_its_new_pace(run):
    from tfstyle.studio.training.progress import ProgressReader

    report(run, {"step": 5000, "loss": 1.0})
    now = [0.0]
    reader = ProgressReader(run, 10_000, clock=lambda: now[0])
    now[0] = 300.0  # TensorFlow loads
    assert reader.read().left is None
    report(run, {"step": 5010, "loss": 1.0})
    assert reader.read().left is None
    now[0] += 10
    report(run, {"step": 5020, "loss": 1.0})
    assert str(reader.read()) == "Step 5020 of 10000, loss 1, 83 min left."
    now[0] += 90
    assert str(reader.read()) == "Step 5020 of 10000, loss 1, 13.8 h left."


def test_the_newest_sample(run):
    from tfstyle.studio.training.progress import ProgressReader

    reader = ProgressReader(run, 10)
    assert reader.read().sample is None
    samples = run / "samples"
    samples.mkdir(parents=True)
    for name in ("step_00000009.png", "step_00000010.png", "step_x.png", ".step_00000011.png.tmp"):
        (samples / name).touch()
    assert reader.read().sample == samples / "step_00000010.png"
