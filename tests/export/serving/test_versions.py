"""Versions are added and never touched, whoever else writes there, and however an export ends."""

import errno
import os
import signal

import pytest

from tests.export.serving.conftest import REPORT, contents, fake_export
from tests.files.limits import most_bytes
from tfstyle.errors import ExportError, StorageError
from tfstyle.export.serving import export_for_serving, layout, refresh, write
from tfstyle.files import leftovers

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


def numbers(base):
    """The directories that a server would load."""
    return sorted(path.name for path in base.iterdir() if path.name.isdigit())


def test_a_second_export_is_version_2_and_the_first_is_untouched(add, place):
    assert add("udnie", b"one")["version"] == 1
    before = contents(place / "models")
    stamp = os.stat(place / "models/udnie/1").st_mtime_ns
    assert add("udnie", b"two") == {
        "name": "udnie", "version": 2, "kept": [], "parity": REPORT,
    }  # fmt: skip
    after = contents(place / "models")
    assert {path: after[path] for path in before} == before
    assert os.stat(place / "models/udnie/1").st_mtime_ns == stamp
    assert after["udnie/2/saved_model.pb"] == b"two"
    assert "udnie/2/assets.extra/parity.json" in after
    assert layout.models(place) == {"udnie": [1, 2]}


def test_models_stand_beside_each_other_and_nothing_else_is_left(add, place):
    add("udnie")
    add("monet")
    add("udnie")
    assert layout.models(place) == {"monet": [1], "udnie": [1, 2]}
    assert sorted(path.name for path in place.iterdir()) == [
        "batching.config", "deploy", "models", "models.config", "monitoring.config",
    ]


def test_numbers_that_others_made_are_not_used_again(add, place):
    base = place / "models" / "udnie"
    for name in ("007", "12", "1a", ".13", "notes"):
        (base / name).mkdir(parents=True)
    (base / "007" / "saved_model.pb").touch()
    assert add("udnie")["version"] == 13
    assert layout.models(place) == {"udnie": [7, 13]}  # 12 holds no SavedModel
    assert layout.version_directory(place, "udnie", 7) == base / "007"
    (base / ("9" * 18)).mkdir()
    with pytest.raises(StorageError, match="no number left"):
        add("udnie")
    assert numbers(base) == ["007", "12", "13", "9" * 18]


def test_a_version_made_meanwhile_by_someone_else_is_not_replaced(add, place, monkeypatch):
    listed = layout._numbers

    def late(base):
        found = listed(base)
        (base / "1").mkdir(parents=True, exist_ok=True)  # empty: a rename would replace it
        return found

    monkeypatch.setattr(layout, "_numbers", late)
    assert add("udnie")["version"] == 2
    assert not list((place / "models/udnie/1").iterdir())


def test_what_is_no_model_is_not_configured(add, place):
    (place / "models" / 'bad "name"' / "1").mkdir(parents=True)
    (place / "models" / 'bad "name"' / "1" / "saved_model.pb").touch()
    (place / "models" / "empty").mkdir()
    (place / "models" / "file").touch()
    add("udnie")
    assert layout.models(place) == {"udnie": [1]}
    assert b"bad" not in (place / "models.config").read_bytes()


@pytest.mark.parametrize("moment", ["export", "publish", "_write"])
def test_killed_at_any_moment_nothing_half_made_has_a_number(add, place, monkeypatch, moment):
    add("udnie", b"one")
    config = (place / "models.config").read_bytes()
    target = layout if moment == "publish" else write

    def die(*arguments, **options):
        if moment == "export":
            fake_export(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if not child:
        setattr(target, moment, die)
        add("udnie", b"two")
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    whole = ["1", "2"] if moment == "_write" else ["1"]
    assert numbers(place / "models/udnie") == whole
    assert (place / "models.config").read_bytes() == config
    leftovers._SWEPT.clear()
    assert add("udnie", b"three")["version"] == len(whole) + 1
    assert not [path for path in place.rglob(".*") if path.name != ".lock"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_what_was_there(add, place, monkeypatch, code):
    add("udnie", b"one")
    before = contents(place)

    def full(_model, directory, **_options):
        (directory / "saved_model").mkdir(parents=True)
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(write, "export", full)
    with pytest.raises(StorageError, match="disk is full"):
        export_for_serving(b"two", place, name="udnie")
    assert contents(place) == before


def test_a_disk_that_fills_up_after_the_version_keeps_the_configuration(add, place):
    add("udnie", b"one")
    before = contents(place)
    with most_bytes(600), pytest.raises(StorageError, match="not written"):
        add("udnie", b"two")  # its SavedModel fits, the files beside do not
    after = contents(place)
    assert {path: after[path] for path in before} == before
    refresh(place)
    assert layout.models(place) == {"udnie": [1, 2]}
    assert b'key: "canary" value: 2' in (place / "models.config").read_bytes()


@pytest.mark.parametrize(
    ("code", "words"), [(errno.EACCES, "No permission"), (errno.EROFS, "only be read")]
)
def test_a_place_that_cannot_be_written_is_told_before_the_model_is_exported(
    place, monkeypatch, code, words
):
    def refuse(*_arguments, **_options):
        raise OSError(code, os.strerror(code))

    place.mkdir()
    monkeypatch.setattr(leftovers.tempfile, "mkdtemp", refuse)
    monkeypatch.setattr(write, "export", lambda *_, **__: pytest.fail("exported for nothing"))
    with pytest.raises(StorageError, match=words):
        export_for_serving(b"one", place, name="udnie")
    assert not list(place.iterdir())


def test_a_model_that_cannot_be_exported_leaves_no_directory(place, monkeypatch):
    def fail(*_arguments, **_options):
        raise ExportError("not Keras' picture")

    monkeypatch.setattr(write, "export", fail)
    with pytest.raises(ExportError, match="not Keras' picture"):
        export_for_serving(b"one", place, name="udnie")
    assert not place.exists()


def test_exports_at_the_same_time_get_a_number_each(add, place):
    children = []
    for name in ("udnie", "monet", "udnie", "monet", "udnie"):
        if not (child := os.fork()):
            add(name)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 5
    assert layout.models(place) == {"monet": [1, 2], "udnie": [1, 2, 3]}
    config = (place / "models.config").read_text("utf-8")
    assert 'key: "canary" value: 3' in config and 'key: "canary" value: 2' in config


def test_a_file_in_the_place_is_told(add, place):
    place.write_text("mine", "utf-8")
    with pytest.raises(StorageError, match="is a file, not a directory"):
        add("udnie")
    assert place.read_text("utf-8") == "mine"


def test_there_is_nothing_to_refresh_without_a_model(tmp_path):
    with pytest.raises(ExportError, match="holds no model"):
        refresh(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_version_taken_away_leaves_the_configuration(add, place):
    for _ in range(3):
        add("udnie")
    (place / "models/udnie/3").rename(place / "broken")
    assert refresh(place) == []
    assert b'key: "canary" value: 2' in (place / "models.config").read_bytes()
