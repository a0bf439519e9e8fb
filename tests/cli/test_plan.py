"""What `-o` means, which names results get, and what is never replaced unasked."""

import os
from pathlib import Path

import pytest

from tfstyle import images
from tfstyle.cli.plan import plan
from tfstyle.errors import DataError, ImageError


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("in/a.png", "in/b.jpg", "in/film.mp4"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).touch()
    return tmp_path


def targets(planned):
    return {str(source): str(target) for source, target in planned.jobs}


@pytest.mark.parametrize("suffix", images.written_suffixes())
def test_what_can_be_written_is_a_file(place, suffix):
    assert targets(plan([Path("in/a.png")], Path(f"o{suffix}"))) == {"in/a.png": f"o{suffix}"}


@pytest.mark.parametrize(
    ("source", "out"),
    [("in/a.png", name) for name in ("o.psd", "o.jxl", "o.svg", "o.mp4", "o.AVI", "o.wmv", "o.ts")]
    + [("in/film.mp4", name) for name in ("o.gif", "o.png", "o.avi", "o.mpg", "o.heic", "o.psd")],
)
def test_what_cannot_be_written_is_refused_and_no_folder(place, source, out):
    with pytest.raises((DataError, ImageError), match=r"written as|cannot be wri") as told:
        plan([Path(source)], Path(out))
    assert out in str(told.value) and not Path(out).exists()
    with pytest.raises(DataError, match="must be a directory for more than one file"):
        plan([Path("in")], Path(out))


def test_a_format_whose_package_is_missing_is_refused_and_no_folder(place, monkeypatch):
    from tfstyle.images import formats

    monkeypatch.setattr(formats, "_can_write", lambda kind: kind not in ("HEIF", "AVIF"))
    for out in ("o.heic", "o.avif"):
        with pytest.raises(ImageError, match=rf"{out}.*pip install pillow-"):
            plan([Path("in/a.png")], Path(out))


def test_other_names_are_directories(place):
    for out in ("o", "o.v2", "2024.11.25"):
        assert targets(plan([Path("in/a.png")], Path(out))) == {"in/a.png": f"{out}/a.png"}
    Path("o.heic").mkdir()
    assert targets(plan([Path("in/a.png")], Path("o.heic"))) == {"in/a.png": "o.heic/a.png"}


def test_results_of_one_name_get_two_and_it_is_said(place):
    for name in ("a.gif", "a.pgm", "A.PPM", "film.avi", "c.ppm"):
        Path("in", name).touch()
    planned = plan([Path("in")], Path("out"))
    found = targets(planned)
    assert found["in/a.png"] == "out/a.png" and found["in/film.mp4"] == "out/film.mp4"
    assert found["in/a.gif"] == "out/a.gif.png" and found["in/a.pgm"] == "out/a.pgm.png"
    assert found["in/A.PPM"] == "out/A.PPM.png" and found["in/film.avi"] == "out/film.avi.mp4"
    assert found["in/c.ppm"] == "out/c.png"  # free
    assert len({target.casefold() for target in found.values()}) == len(found)
    assert "in/a.gif becomes out/a.gif.png: a.png is the result of in/a.png." in planned.notices
    Path("in/a.gif.png").touch()
    found = targets(plan([Path("in")], Path("out")))
    assert found["in/a.gif.png"] == "out/a.gif.png" and found["in/a.gif"] == "out/a.gif-2.png"


def test_one_file_named_twice_is_one_job(place):
    found = plan([Path("in/a.png"), Path("in"), Path("in/a.png")], Path("out")).jobs
    assert len(found) == 3


def test_what_exists_stays_unless_told(place):
    Path("out").mkdir()
    Path("out/b.jpg").write_text("old", "utf-8")
    with pytest.raises(DataError, match=r"^1 of 3 results exist already, such as out/b") as e:
        plan([Path("in")], Path("out"))
    assert "--overwrite" in str(e.value) and "--skip-existing" in str(e.value)
    assert len(plan([Path("in")], Path("out"), overwrite=True).jobs) == 3
    left = plan([Path("in")], Path("out"), skip_existing=True)
    assert "in/b.jpg" not in targets(left) and len(left.jobs) == 2
    assert left.notices == ("Left as they are, since they exist: 1 of 3 results.",)
    with pytest.raises(DataError, match=r"^out/b.jpg exists already.*Add --overwrite to"):
        plan([Path("in/b.jpg")], Path("out/b.jpg"))
    assert plan([Path("in/b.jpg")], Path("out/b.jpg"), skip_existing=True).jobs == []
    with pytest.raises(DataError, match=r"preview.png exists already"):
        Path("preview.png").touch()
        plan([Path("in/a.png")], Path("new.png"), results=[Path("preview.png")])


def test_inputs_are_never_replaced(place):
    os.link("in/a.png", "same.png")
    for out, match in (
        ("in/a.png", "its own input"), ("same.png", "its own input"), ("in", "its own input"),
    ):  # fmt: skip
        with pytest.raises(DataError, match=match):
            plan([Path("in/a.png")], Path(out), overwrite=True)
    Path("other").mkdir()
    os.link("in/b.jpg", "other/a.png")
    with pytest.raises(DataError, match=r"other/a.png would replace the input in/b.jpg"):
        plan([Path("in/a.png"), Path("in/b.jpg")], Path("other"), overwrite=True)
    with pytest.raises(DataError, match=r"in/a.png would replace an input"):
        plan([Path("in/a.png")], Path("o.png"), results=[Path("in/a.png")], overwrite=True)


def test_a_target_that_is_a_link_is_written_through(place):
    Path("disk").mkdir()
    Path("o.png").symlink_to("disk/new.png")
    assert plan([Path("in/a.png")], Path("o.png")).jobs[0].target == place / "disk" / "new.png"
    Path("disk/new.png").touch()
    with pytest.raises(DataError, match="exists already"):
        plan([Path("in/a.png")], Path("o.png"))
    Path("p.png").symlink_to("disk/notes.txt")
    with pytest.raises(DataError, match=r"p.png is a link to .*notes.txt, which is none of"):
        plan([Path("in/a.png")], Path("p.png"))
    Path("o.png").unlink()
    Path("o.png").symlink_to("in/a.png")
    with pytest.raises(DataError, match="its own input"):
        plan([Path("in/a.png")], Path("o.png"), overwrite=True)


def test_what_is_no_file_is_told(place):
    os.mkfifo("pipe.png")
    Path("out/a.png").mkdir(parents=True)
    with pytest.raises(DataError, match=r"pipe.png is neither a file nor a folder"):
        plan([Path("pipe.png")], Path("o.png"))
    with pytest.raises(DataError, match=r"out/a.png is a folder, and in/a.png would"):
        plan([Path("in/a.png")], Path("out"), overwrite=True)
    with pytest.raises(DataError, match="cannot be read: File name too long"):
        plan([Path("x" * 300)], Path("out"))
