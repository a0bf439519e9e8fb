"""A file that somebody has changed is theirs."""

import pytest

from tests.export.serving.conftest import contents
from tfstyle.files.owned import is_owned, write_owned

NAMES = ["models.config", "compose.yaml", "README.md"]


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_file_is_replaced(tmp_path, name):
    for text in ("one\n", "two\n", "", "drei: ä\n"):
        assert write_owned(tmp_path / name, text) and is_owned(tmp_path / name)
    assert (tmp_path / name).read_text("utf-8").partition("\n")[2] == "drei: ä\n"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"one", b"uno"),
        lambda text: text + b"more\n",
        lambda text: text.partition(b"\n")[2],  # without the first line
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text[:-1],
        lambda text: b"\xff\xfe",
        lambda text: b"",
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_changed_file_stays_and_the_new_one_lies_beside_it(tmp_path, name, change):
    path = tmp_path / name
    write_owned(path, "one\n")
    changed = change(path.read_bytes())
    path.write_bytes(changed)
    for text in ("two\n", "three\n"):
        assert not write_owned(path, text)
    assert path.read_bytes() == changed
    assert (tmp_path / f"{name}.new").read_text("utf-8").endswith("three\n")
    path.unlink()  # given up again
    assert write_owned(path, "four\n")
    assert [found.name for found in tmp_path.iterdir()] == [name]


def test_a_link_is_somebodys(tmp_path):
    real = tmp_path / "real"
    write_owned(real / "models.config", "one\n")
    (tmp_path / "models.config").symlink_to(real / "models.config")
    assert not write_owned(tmp_path / "models.config", "two\n")
    assert is_owned(real / "models.config")


def test_an_export_keeps_the_operators_policy_and_says_so(add, place):
    add("udnie")
    config = place / "models.config"
    mine = config.read_bytes().replace(b"num_versions: 3", b"num_versions: 9")
    config.write_bytes(mine)
    others = {path for path in contents(place) if not path.startswith("models/")}
    assert add("udnie")["kept"] == ["models.config"]
    assert config.read_bytes() == mine
    assert b'"canary" value: 2' in (place / "models.config.new").read_bytes()
    new = {path for path in contents(place) if not path.startswith("models/")} - others
    assert new == {"models.config.new"}
