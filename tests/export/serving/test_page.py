"""docs/serving.md says what is so."""

import inspect
import re

from tests.commands import ROOT, blocks, tfstyle_commands
from tests.export.serving.conftest import contents
from tfstyle.cli.serve import serve
from tfstyle.export.serving import configs, names, server

PAGE = (ROOT / "docs" / "serving.md").read_text("utf-8")


def test_its_command_is_one(place):
    (arguments,) = [one for one in tfstyle_commands(PAGE) if one[0] == "export"]
    assert "--serving" in arguments
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


def test_the_embedded_servers_options_have_these_values():
    known = {name: one.default for name, one in inspect.signature(serve).parameters.items()}
    told = re.findall(r"`?--([a-z-]+) (\d+)[`,]", PAGE.partition("## For TensorFlow")[0])
    assert {name for name, _ in told} == {
        "queue", "batch", "timeout", "max-body-mb", "max-megapixels", "drain"
    }  # fmt: skip
    for name, value in told:
        assert known[name.replace("-", "_")] == float(value), name


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
