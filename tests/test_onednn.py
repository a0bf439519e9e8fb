"""oneDNN is chosen before TensorFlow is loaded, kept by a run, and left to who set it."""

import json
import os
import platform
import subprocess
import sys

import pytest

from tfstyle import onednn, recipes
from tfstyle.cli import doctor
from tfstyle.runs.run_directory import RunDirectory


@pytest.fixture
def early(monkeypatch):
    """Function of the variable's value: as it is before TensorFlow was loaded on x86."""
    monkeypatch.delitem(sys.modules, "tensorflow", raising=False)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")

    def with_value(value):
        monkeypatch.setenv(onednn.VARIABLE, value or "")
        if value is None:
            monkeypatch.delenv(onednn.VARIABLE)

    return with_value


@pytest.mark.parametrize(
    ("given", "faster", "began", "expected"),
    [
        (None, True, None, "1"),
        (None, False, None, None),
        (None, False, "on", "1"),
        (None, True, "off", "0"),
        (None, False, "nonsense", None),
        ("0", True, None, "0"),
        ("1", False, None, "1"),
        ("true", False, "on", "true"),
    ],
)
def test_what_is_set_and_left(early, given, faster, began, expected):
    early(given)
    assert onednn.choose(faster, began) is None
    assert os.environ.get(onednn.VARIABLE) == expected


@pytest.mark.parametrize(("given", "began"), [("0", "on"), ("1", "off")])
def test_a_run_that_goes_on_otherwise_is_told(early, given, began):
    early(given)
    told = onednn.choose(True, began)
    assert told.startswith(f"TF_ENABLE_ONEDNN_OPTS={given}, but the run began with oneDNN {began}")
    assert os.environ[onednn.VARIABLE] == given


def test_other_processors_and_later_moments_are_left_alone(early, monkeypatch):
    early(None)
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    onednn.choose(True)
    monkeypatch.setattr(platform, "machine", lambda: "AMD64")
    monkeypatch.setitem(sys.modules, "tensorflow", sys)
    onednn.choose(True)
    assert onednn.VARIABLE not in os.environ


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="built with oneDNN there"
)
def test_tensorflow_does_as_it_is_told():
    program = (
        "import json\nfrom tfstyle import onednn\n"
        "onednn.choose(False, began='off')\nprint(json.dumps(onednn.state()))"
    )
    environment = {name: value for name, value in os.environ.items() if name != onednn.VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, check=True
    )
    assert json.loads(done.stdout) == "off"


def test_a_run_records_it_among_its_versions(tmp_path):
    assert onednn.state() in ("on", "off")
    recipe = recipes.parse_recipe('model = "pix2pix"')
    RunDirectory(tmp_path).write_recipe(recipe)
    written = recipes.recorded_versions(tmp_path / "recipe.toml")
    assert written[onednn.RECORD] == onednn.state() and written["tfstyle"]
    (tmp_path / "recipe.toml").write_text("versions = 3\n", "utf-8")
    assert recipes.recorded_versions(tmp_path / "recipe.toml") == {}


def test_doctor_says_it(monkeypatch):
    monkeypatch.setenv(onednn.VARIABLE, "1")
    facts = doctor.examine()
    assert facts["environment"][onednn.VARIABLE] == "1"
    assert facts["devices"]["oneDNN"] == onednn.state()
