"""MLflow beside TensorBoard: on a local store, and where it is not installed."""

import importlib.util
import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from tests.optional import need
from tfstyle import images, presets
from tfstyle.errors import RunError
from tfstyle.runs import train
from tfstyle.runs.callbacks.mlflow import MLflow
from tfstyle.runs.health import Memory
from tfstyle.runs.tracking import Both

RECIPE = {"model": "cut", "train.steps": 20, "data.domains": ["a", "b"], "train.init": "x" * 900}


def test_without_the_package_a_run_does_not_begin(tiny, paired, tmp_path, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "mlflow" else find(name, *a)
    )
    with pytest.raises(RunError, match=r"tfstyle\[mlflow\]"):
        train(tiny("pix2pix", "train.tracking=mlflow"), paired, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_package_that_does_not_import_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(RunError, match=r"tfstyle\[mlflow\]"):
        MLflow(tmp_path, RECIPE, print)


def test_both_are_told_the_same():
    told = []
    one, other = (
        SimpleNamespace(
            pictures=lambda *a, who=who: told.append((who, *a)),
            event=lambda *a, who=who: told.append((who, *a)),
            close=lambda who=who: told.append((who,)),
        )
        for who in ("board", "other")
    )
    both = Both(one, other)
    both.pictures(5, {}, "about")
    both.event(6, "diversity", "A sentence.")
    both.close()
    assert told == [
        ("board", 5, {}, "about"), ("other", 5, {}, "about"),
        ("board", 6, "diversity", "A sentence."), ("other", 6, "diversity", "A sentence."),
        ("board",), ("other",),
    ]  # fmt: skip


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Address of a folder as MLflow's store, and MLflow's own client of it."""
    mlflow = need("mlflow")
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    return mlflow.MlflowClient(tracking_uri=(tmp_path / "mlruns").as_uri())


def test_a_run_is_kept_and_gone_on_with(store, tmp_path):
    said = []
    directory = tmp_path / "run"
    images.write_image(directory / "samples" / "step_00000010.png", np.zeros((4, 4, 3), np.uint8))
    first = MLflow(directory, RECIPE, said.append)
    first(10, {"generator/loss": 1.5, "bad": float("nan"), "none": None})
    first(10, {"validation/l1": 0.5, "validation/l1/current": 0.75, "odd $ name": 1})
    first.pictures(10, {"a": np.zeros((4, 4, 3), np.uint8)})
    first.event(10, "diversity", "The results collapse. " + "x" * 9000)
    first.close()
    (run,) = store.search_runs([store.get_experiment_by_name("tfstyle").experiment_id])
    assert (run.info.run_name, run.info.status) == ("run", "KILLED")
    assert run.data.params["train.steps"] == "20" and len(run.data.params["train.init"]) == 500
    assert set(run.data.metrics) == {
        "generator/loss", "validation/l1", "validation/l1.current", "odd _ name"
    }  # fmt: skip
    said_first = run.data.tags["health.diversity"]
    assert said_first.startswith("Step 10: The results collapse. x") and len(said_first) == 5000
    assert "tfstyle.final" not in run.data.tags  # it was stopped
    assert [file.path for file in store.list_artifacts(run.info.run_id, "samples")] == [
        "samples/step_00000010.png"
    ]
    second = MLflow(directory, RECIPE, said.append)
    second(20, {"generator/loss": 1.0})
    second.event(20, "diversity", "They do again.")
    (directory / "final").mkdir()
    second.close()
    history = store.get_metric_history(run.info.run_id, "generator/loss")
    assert [(metric.step, metric.value) for metric in history] == [(10, 1.5), (20, 1.0)]
    run = store.get_run(run.info.run_id)
    assert run.info.status == "FINISHED"
    assert run.data.tags["health.diversity"] == "Step 20: They do again."
    assert run.data.tags["tfstyle.final"] == str(directory / "final")
    assert said == []


def test_a_store_that_is_lost_costs_a_line_and_no_training(store, tmp_path):
    said = []
    listener = MLflow(tmp_path / "run", RECIPE, said.append)
    listener.pictures(10, {})  # a file that is not there
    listener(10, {"loss": 1.0})
    listener.close()
    (line,) = said
    assert "MLflow is told nothing more" in line


def test_a_store_that_cannot_be_is_refused(store, tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "nonsense://x")
    with pytest.raises(RunError, match="nonsense://x cannot be used"):
        MLflow(tmp_path / "run", RECIPE, print)


@pytest.mark.exhaustive
def test_a_training_run_tells_of_itself(store, tiny, paired, tmp_path, quiet, monkeypatch):
    # Every check has something to say, whatever it measured.
    monkeypatch.setattr(Memory, "to_say", lambda *_: True)
    recipe = tiny("pix2pix", "train.tracking=mlflow", "train.sample_every=3",
                  "train.health_every=3")
    train(recipe, paired, tmp_path / "run", console=quiet)
    (run,) = store.search_runs([store.get_experiment_by_name("tfstyle").experiment_id])
    assert run.info.status == "FINISHED" and run.data.params["model"] == "pix2pix"
    history = store.get_metric_history(run.info.run_id, "generator/l1")
    assert [metric.step for metric in history] == [2, 4, 6]
    assert len(store.list_artifacts(run.info.run_id, "samples")) == 2
    last = json.loads((tmp_path / "run" / "health.jsonl").read_text("utf-8").splitlines()[-1])
    tag = run.data.tags[f"health.{last['check']}"]
    assert tag == f"Step {last['step']}: {last['sentence']}"
    model = presets.read_config(run.data.tags["tfstyle.final"])
    assert model["metadata"]["steps"] == 6
