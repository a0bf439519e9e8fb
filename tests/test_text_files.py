"""Text files are UTF-8 on every system, and a terminal that cannot show a letter is no error."""

import ast
import io
import json
import os
import subprocess
import sys

import pytest

from tests.commands import ROOT

_TREES = ("tfstyle", "zoo", "export", "notebooks", "tests")
_OPENERS = {"open", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "fdopen"}
_SUBPROCESS = {"run", "Popen", "check_output", "check_call", "call", "getoutput"}


def unspecified(code):
    """Return the lines of calls that read or write text as the system happens to encode it."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and not _encoded(node) and _is_text(node)
    ]


def _encoded(call):
    return any(keyword.arg in ("encoding", None) for keyword in call.keywords)


def _is_text(call):
    function, given = call.func, call.args
    name = getattr(function, "attr", getattr(function, "id", ""))
    if name == "read_text":
        return not given
    if name == "write_text":
        return len(given) < 2
    if name == "TextIOWrapper":
        return True
    if name in _SUBPROCESS:
        return any(
            keyword.arg in ("text", "universal_newlines") and _constant(keyword.value) is True
            for keyword in call.keywords
        )
    if name not in _OPENERS:
        return False
    mode = {keyword.arg: keyword.value for keyword in call.keywords}.get("mode")
    if isinstance(function, ast.Attribute) and name == "open":
        # A path's own: its mode comes first. What else has an `open` takes a name or a number.
        mode = mode or (given[0] if given else None)
        said = "r" if mode is None else _constant(mode)
        return isinstance(said, str) and set(said) <= set("rwaxt+")
    place = 0 if name.endswith("File") else 1
    mode = mode or (given[place] if len(given) > place else None)
    binary = "w+b" if name.endswith("File") else "r"
    said = binary if mode is None else _constant(mode)
    return isinstance(said, str) and "b" not in said


def _constant(node):
    return node.value if isinstance(node, ast.Constant) else None


def sources():
    """Return every piece of Python in the tree, notebooks' cells too, by its name."""
    found = {}
    for tree in _TREES:
        for path in sorted((ROOT / tree).rglob("*.py")):
            found[str(path.relative_to(ROOT))] = path.read_text("utf-8")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for index, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"]):
            if cell["cell_type"] == "code":
                code = "".join(cell["source"]).replace("!", "# !").replace("%", "# %")
                found[f"{path.relative_to(ROOT)}, cell {index}"] = code
    return found


def test_every_text_file_names_its_encoding():
    wrong = [f"{name}:{line}" for name, code in sources().items() for line in unspecified(code)]
    assert not wrong, 'add encoding="utf-8"'


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("p.read_text()", 1), ('p.read_text("utf-8")', 0), ('p.read_text(encoding="utf-8")', 0),
        ("p.write_text(x)", 1), ('p.write_text(x, "utf-8")', 0),
        ("open(p)", 1), ('open(p, "w")', 1), ('open(p, mode="a")', 1), ('open(p, "rb")', 0),
        ("p.open()", 1), ('p.open("w")', 1), ('p.open("rb")', 0), ('zip.open("name.txt")', 0),
        ("picture.open(3)", 0), ('run(c, text=True)', 1), ("run(c)", 0),
        ("NamedTemporaryFile()", 0), ('NamedTemporaryFile("w")', 1), ("TextIOWrapper(b)", 1),
    ],
)  # fmt: skip
def test_the_test_sees_them(code, wrong):
    assert len(unspecified(code)) == wrong


def test_light_commands_run_in_an_ascii_locale():
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment = {**os.environ, **ascii_only, "PYTHONPATH": str(ROOT)}
    code = (
        "import sys\nfrom tfstyle.cli import main\n"
        "for arguments in (['list'], ['list', '--json'], ['show', 'cyclegan_monet2photo_256']):\n"
        "    try:\n        main(arguments)\n"
        "    except SystemExit as exit:\n        assert not exit.code\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert b"adain_style_256" in done.stdout and b"Trained" in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_letter_the_terminal_lacks_is_spelled_out(encoding, monkeypatch):
    from tfstyle.cli.streams import never_refuse_a_letter

    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", None)
    never_refuse_a_letter()
    print("画.png, \udcff.png")  # the second as Python names a file that is no UTF-8
    out.flush()
    said = out.buffer.getvalue().decode(encoding)
    assert said == ("画" if encoding == "utf-8" else "\\u753b") + ".png, \\udcff.png\n"
