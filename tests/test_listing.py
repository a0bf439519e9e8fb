"""One rule says which files of a folder count, for whoever lists one."""

import os

import pytest

from tfstyle import data
from tfstyle.cli.plan import plan
from tfstyle.data import layouts
from tfstyle.errors import DataError
from tfstyle.images import IMAGE_SUFFIXES
from tfstyle.listing import list_files, subfolders


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def listed(folder, **options):
    found = list_files(folder, IMAGE_SUFFIXES, **options)
    return [path.relative_to(folder).as_posix() for path in found.files], found


CLUTTER = (
    "._a.png", ".hidden.png", ".ipynb_checkpoints/a-checkpoint.png", "__MACOSX/._a.png",
    "__MACOSX/a.png", "@eaDir/a.jpg", "$RECYCLE.BIN/a.jpg", "Thumbs.db", "desktop.ini",
    ".git/a.png", "notes.txt", "README",
)  # fmt: skip


def test_what_programs_leave_behind_is_nowhere_and_not_worth_a_word(tmp_path):
    touch(tmp_path, "a.png", "below/b.JPG", *CLUTTER)
    names, found = listed(tmp_path)
    assert names == ["a.png", "below/b.JPG"]
    assert not (found.left_out or found.unreadable or found.repeated)
    planned = plan([tmp_path], tmp_path.parent / "out")
    assert [job.source for job in planned.jobs] == list(found.files) and not planned.notices
    touch(tmp_path, "train/a.png", *(f"train/{name}" for name in CLUTTER))
    (tmp_path / "a.png").unlink()
    (files,) = layouts.get("images").find(tmp_path)
    assert [item[0].name for item in files.items] == ["a.png"] and not files.problems


def test_what_else_is_no_picture_is_named_to_everyone(tmp_path):
    touch(tmp_path, "train/a.png", "train/b.psd", "train/c.zip", "train/d.CR2", "train/e.mp4")
    names, found = listed(tmp_path / "train")
    assert names == ["a.png"]
    ends = ("b.psd is no picture", "c.zip is no picture", "d.CR2 is no picture")
    assert all(text.endswith(end) for text, end in zip(found.left_out, ends, strict=False))
    assert layouts.get("images").find(tmp_path)[0].problems == found.left_out
    (notice,) = plan([tmp_path / "train"], tmp_path / "out").notices
    assert "Left out 3: " in notice and "b.psd is no picture or video that can be read" in notice
    with pytest.raises(DataError, match=r"holds no pictures or videos \(.*x\.psd is no"):
        plan([touch(tmp_path / "odd", "x.psd")], tmp_path / "out")


def test_a_folders_files_come_before_those_of_folders_below(tmp_path):
    touch(tmp_path, "b/2.png", "b/1.png", "b/a/0.png", "z.png", "A.png", "a/9.png")
    names, _ = listed(tmp_path)
    assert names == ["A.png", "z.png", "a/9.png", "b/1.png", "b/2.png", "b/a/0.png"]
    assert listed(tmp_path, deep=False)[0] == ["A.png", "z.png"]


def test_links_are_followed_and_nothing_counts_twice(tmp_path):
    far = touch(tmp_path / "far", "1.png", "deep/2.png")
    place = touch(tmp_path / "in", "test/4.png", "train/3.png") / "train"
    (place / "more").symlink_to(far)
    (place / "same").symlink_to("more")
    (place / "ring").symlink_to(place)
    (far / "back").symlink_to(place.parent)  # would bring the pictures of the test
    (place / "0.png").symlink_to(place / "3.png")
    (place / "far.png").symlink_to(far / "1.png")
    names, found = listed(place)
    assert names == ["3.png", "far.png", "more/deep/2.png"]
    told = " and ".join(found.repeated)
    for part in ("0.png is the same file as", "more/1.png is the same", "same is the same folder"):
        assert part in told
    for part in (f"ring leads back to {place}", f"back leads back to {place.parent}"):
        assert part in told
    assert data.describe(data.DataSpec("images", place.parent)) == {"train": 3, "test": 1}
    assert [job.source.name for job in plan([place], tmp_path / "out").jobs] == [
        path.rpartition("/")[2] for path in names
    ]


def test_links_that_lead_nowhere_and_what_is_no_file_are_named(tmp_path):
    touch(tmp_path, "a.png")
    (tmp_path / "gone.png").symlink_to(tmp_path / "nothing.png")
    (tmp_path / "self.png").symlink_to(tmp_path / "self.png")
    os.mkfifo(tmp_path / "pipe.png")
    names, found = listed(tmp_path)
    assert names == ["a.png"]
    told = " ".join(found.left_out)
    for part in ("gone.png is a link that leads nowhere (No such file", "self.png is a link that",
                 "pipe.png is no regular file"):  # fmt: skip
        assert part in told


def test_a_folder_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    closed = touch(tmp_path / "in" / "train", "a.png", "closed/b.png", "open/c.png") / "closed"
    scandir = os.scandir

    def refusing(folder):
        if os.path.basename(folder) == "closed":
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    names, found = listed(closed.parent)
    assert names == ["a.png", "open/c.png"]
    assert found.unreadable == (f"The folder {closed} cannot be read: Permission denied",)
    assert layouts.get("images").find(tmp_path / "in")[0].problems == found.unreadable
    assert plan([closed.parent], tmp_path / "out").unreadable == found.unreadable
    for function in (subfolders, listed):
        with pytest.raises(DataError, match="closed cannot be read: Permission denied"):
            function(closed)


def test_where_results_go_is_no_input(tmp_path):
    place = touch(tmp_path / "in", "a.png", "styled/a.png", "styled/deep/b.png", "preview.png")
    out = tmp_path / "link"
    out.symlink_to(place / "styled")  # by whatever name it is called
    planned = plan(
        [place], out, skip_existing=True, results=[tmp_path / "in" / ".." / "in" / "preview.png"]
    )
    assert not planned.jobs  # its only result is there already
    (left_out, existing) = planned.notices
    assert "in/styled is where results go" in left_out and "preview.png is where" in left_out
    assert "1 of 1 results" in existing
    assert [job.source for job in plan([place], tmp_path / "new").jobs] == [
        place / "a.png", place / "preview.png", place / "styled" / "a.png",
        place / "styled" / "deep" / "b.png",
    ]  # fmt: skip


def test_array_files_follow_the_rule(tmp_path):
    from tfstyle.data.array_source import find_file

    touch(tmp_path, "mnist.npz", "._mnist.npz")
    assert find_file(tmp_path).name == "mnist.npz"
