"""`tfstyle doctor` says what is there and what is not."""

import json
import platform

import pytest
import tensorflow as tf

from tfstyle import cli
from tfstyle.cli import doctor


def run(capfd, *arguments):
    with pytest.raises(SystemExit) as exit:
        cli.main(["doctor", *arguments])
    assert not exit.value.code
    return capfd.readouterr().out


def test_json_is_complete_and_true(capfd, monkeypatch, tmp_path):
    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path / "not yet"))
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    facts = json.loads(run(capfd, "--json"))
    assert set(facts) == {
        "versions", "extras", "devices", "processor", "training", "storage", "environment"
    }  # fmt: skip
    assert facts["versions"]["python"] == platform.python_version()
    assert facts["versions"]["tensorflow"] == tf.__version__
    assert len(facts["devices"]["CPU"]) == 1
    assert facts["processor"]["cores"] >= 1
    assert facts["storage"]["cache"] == str(tmp_path / "not yet")
    assert facts["storage"]["cache writable"] is True
    assert facts["storage"]["cache disk free GB"] > 0
    assert facts["environment"]["TFSTYLE_OFFLINE"] == "1"
    assert not (tmp_path / "not yet").exists()


def test_people_see_what_is_missing(capfd, monkeypatch):
    installed = doctor._installed
    monkeypatch.setattr(
        doctor, "_installed", lambda name: None if name == "ai-edge-litert" else installed(name)
    )
    monkeypatch.delenv("TFSTYLE_VGG19", raising=False)
    text = run(capfd)
    assert "missing: pip install ai-edge-litert" in text
    assert [line.split() for line in text.splitlines() if "TFSTYLE_VGG19" in line] == [
        ["TFSTYLE_VGG19", "not", "set"]
    ]
