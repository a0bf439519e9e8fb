"""docs/serving.md says what is so."""

import re

from tests.commands import ROOT, blocks, tfstyle_commands
from tests.export.serving.conftest import contents
from tfstyle.export.serving import configs, names, server

PAGE = (ROOT / "docs" / "serving.md").read_text("utf-8")


def test_its_command_is_one(place):
    (arguments,) = tfstyle_commands(PAGE)
    assert arguments[0] == "export" and "--serving" in arguments
    assert arguments[arguments.index("--format") + 1] == "saved_model"


def test_it_names_every_file(add, place):
    add("udnie")
    for path in contents(place):
        if not path.startswith("models/") and path != "deploy/README.md":
            assert path.rpartition("/")[2] in PAGE, path


def test_its_python_runs(add, place, monkeypatch):
    add("udnie")
    (place / "models.config").unlink()
    monkeypatch.chdir(place.parent)
    (code,) = blocks(PAGE, "python")
    exec(compile(code, "serving.md", "exec"), {})
    assert (place / "models.config").is_file()


def test_its_figures_are_those_of_the_files():
    words = " ".join(PAGE.split())
    batching, flags = configs.batching_config(), " ".join(server.flags())
    queue = re.search(r"max_enqueued_batches { value: (\d+)", batching)[1]
    poll = re.search(r"poll_wait_seconds=(\d+)", flags)[1]
    for said in (
        f"up to {names.LONGEST} letters", f"queue of {queue} full", f"within {poll} seconds more",
        f"given {server.MEMORY_GIB} GiB", f"by user {server.USER}", server.METRICS,
    ):  # fmt: skip
        assert said in words, said
    assert (server.AT_A_TIME, server.CPUS) == (2, 2) and "two processors" in words
