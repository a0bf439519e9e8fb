"""Imports run one way, and TensorFlow stays out until someone needs it."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tfstyle

ROOT = Path(tfstyle.__file__).parent
HOMES = {"zoo": ROOT.parent / "zoo", "export": ROOT.parent / "export"}
# What a package may import beside itself: packages of a lower rank, or of its own in the first two.
RANKS = {
    "allocator": 0, "capabilities": 0, "checkpoints": 0, "engine_names": 0, "errors": 0,
    "fetching": 0, "files": 0, "foreign": 0, "images": 0, "listing": 0, "locks": 0,
    "native_output": 0, "onednn": 0, "palette": 0, "preferences": 0, "presets": 0, "processor": 0,
    "protos": 0, "provenance": 0, "registered": 0, "roles": 0, "run_files": 0, "tflite_facts": 0,
    "video_suffixes": 0, "weights": 0,
    "clients": 1, "layers": 1, "losses": 1, "training": 1, "inference": 1, "networks": 2,
    "models": 3, "recipes": 4, "evaluation": 4, "judging": 5, "runs": 5, "convert": 5,
    "report": 6, "zoo": 6,
    "export": 7, "engines": 8, "bench": 9, "serving": 9, "studio": 10, "cli": 11,
}  # fmt: skip
KNOW_NO_MODEL = {"data", "metrics"}
HEAVY = {"tensorflow", "keras", "torch", "matplotlib", "tensorflow_datasets", "numpy", "PIL"}


def packages():
    found = {path.stem: [path] for path in ROOT.glob("*.py") if not path.name.startswith("__")}
    for folder in [*ROOT.iterdir(), *HOMES.values()]:
        shipped = HOMES["zoo"] / "presets"
        files = [path for path in folder.rglob("*.py") if shipped not in path.parents]
        if folder.is_dir() and files:
            found[folder.name] = files
    return found


def imported(path):
    """Names of the tfstyle packages a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            assert not isinstance(node, ast.ImportFrom), f"{path}: relative import"
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "tfstyle" and len(parts) > 1:
                yield parts[1]


def allowed(package, other):
    if package == other:
        return True
    if package in KNOW_NO_MODEL:
        return RANKS.get(other) == 0
    if other in KNOW_NO_MODEL:
        return RANKS[package] >= 4
    mine, theirs = RANKS[package], RANKS[other]
    return theirs < mine or (theirs == mine and mine <= 1)


def test_every_package_has_a_rank():
    assert set(packages()) == set(RANKS) | (set(packages()) & KNOW_NO_MODEL)


@pytest.mark.parametrize("package", sorted(packages()))
def test_imports_run_one_way(package):
    known = set(RANKS) | KNOW_NO_MODEL
    wrong = {
        f"{path.relative_to(ROOT.parent)} imports tfstyle.{other}"
        for path in packages()[package]
        for other in imported(path)
        if other in known and not allowed(package, other)
    }
    assert not wrong


def test_the_order_test_sees_a_wrong_import(tmp_path):
    file = tmp_path / "bad.py"
    file.write_text("def f():\n    from tfstyle.models import Pix2Pix\n", "utf-8")
    assert list(imported(file)) == ["models"]
    assert not allowed("networks", "models") and not allowed("data", "networks")


def run(code):
    resource = pytest.importorskip("resource")  # its processor time is asked
    environment = {**os.environ, "PYTHONPATH": str(ROOT.parent)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False,
        encoding="utf-8",
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    # Processor time, not the clock: other tests may be running beside this one.
    seconds = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return done.stdout, seconds


def modules():
    """Names of all modules of the package."""
    names = []
    for folder, parts in [(ROOT, ["tfstyle"]), *((h, ["tfstyle", n]) for n, h in HOMES.items())]:
        for path in folder.rglob("*.py"):
            inner = path.relative_to(folder).with_suffix("").parts
            if inner[-1] != "__main__":
                names.append(".".join([*parts, *(p for p in inner if p != "__init__")]))
    return sorted(names)


def test_no_module_asks_for_a_unix_when_it_is_imported():
    """As on Windows: neither its modules are there nor what `os` and `signal` have of it."""
    absent = ("fcntl", "grp", "pwd", "resource", "termios", "syslog")
    code = (
        "import importlib, os, signal, sys\n"
        "import tensorflow, keras, scipy.ndimage, scipy.linalg, rich.console\n"  # their business
        f"sys.modules.update(dict.fromkeys({absent}))\n"
        "for name in ('fork', 'pread', 'pwrite', 'sysconf', 'sched_getaffinity', 'getuid'):\n"
        "    delattr(os, name)\n"
        "del signal.SIGHUP, signal.SIGKILL\n"
        f"for name in {modules()}:\n    importlib.import_module(name)\n"
        "from tfstyle.runs.run_directory import RunDirectory\n"
        "from tfstyle.runs.signals import StopRequest\n"
        "with StopRequest():\n    pass\n"
    )
    assert {"tfstyle.locks", "tfstyle.zoo.download", "tfstyle.export.tflite"} <= set(modules())
    run(code)


def test_import_tfstyle_is_cheap():
    code = (
        "import sys, time; start = time.process_time(); import tfstyle; "
        "print(time.process_time() - start); print(' '.join(sys.modules))"
    )
    results = [run(code)[0].splitlines() for _ in range(3)]
    assert min(float(seconds) for seconds, _ in results) < 0.1
    assert not HEAVY & set(results[0][1].split())


@pytest.mark.parametrize("arguments", [["list"], ["--help"], ["train", "--help"], ["--version"]])
def test_light_commands_do_without_tensorflow(arguments):
    code = (
        "import sys, json\n"
        "from tfstyle.cli import main\n"
        f"try:\n    main({arguments!r})\n"
        "except SystemExit as exit:\n    assert not exit.code\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    told, seconds = run(code)
    loaded = set(json.loads(told.splitlines()[-1]))
    assert not HEAVY & loaded
    if arguments == ["list"]:
        assert "rich" not in loaded
        # Neighbours on the same processor slow it down, too: the best of several tells its cost.
        tries = iter(range(5))
        while seconds >= 0.5 and next(tries, None) is not None:
            seconds = min(seconds, run(code)[1])
        assert seconds < 0.5


def test_public_names_lead_somewhere():
    for name in tfstyle.__all__:
        assert getattr(tfstyle, name) is not None
    assert set(tfstyle.__all__) <= set(dir(tfstyle))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = tfstyle.nothing
