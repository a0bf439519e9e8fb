"""The pictures on disk: shared by processes, and a place without room is an error with a way on."""

import errno
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tfstyle import images
from tfstyle.data import store
from tfstyle.errors import StorageError

from .helpers import dataset_of, fill, photograph

SIZES = {"load": 16, "crop": 8, "memory": 0}
WAY_ON = r"Set TFSTYLE_CACHE to a place with room, or use a smaller data\.load\."


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("TFSTYLE_CACHE", str(folder))
    return folder


def test_a_picture_is_written_once_and_whole(cache):
    first = store.Store().add(photograph(0))
    before = Path(first).stat().st_mtime_ns
    assert store.Store().add(photograph(0)) == first
    assert Path(first).stat().st_mtime_ns == before
    np.testing.assert_array_equal(images.read_image(first), photograph(0))
    assert store.Store().add(photograph(1)) != first
    assert store.Store().add(photograph(0)[:, :20]) != first
    assert [path for path in cache.rglob("*") if path.name.startswith(".")] == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_no_room_says_where_and_what_to_do(tmp_path, cache, monkeypatch, code):
    fill(tmp_path / "data", 3)

    def full(self, place, *_, **__):
        raise OSError(code, "no")

    monkeypatch.setattr("PIL.Image.Image.save", full)
    with pytest.raises(StorageError, match=f"go to {cache / 'pictures'}; .*{WAY_ON}"):
        dataset_of("images", tmp_path / "data", **SIZES)
    assert list(cache.rglob("*.png")) == []


def test_a_cache_that_cannot_be_made(tmp_path, monkeypatch):
    fill(tmp_path / "data", 1)
    (tmp_path / "file").touch()
    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path / "file"))
    with pytest.raises(StorageError, match=WAY_ON):
        dataset_of("images", tmp_path / "data", **SIZES)

    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("TFSTYLE_CACHE")
    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(StorageError, match=f"determine home directory. {WAY_ON}"):
        dataset_of("images", tmp_path / "data", **SIZES)


def test_a_relative_cache_is_found_from_anywhere(tmp_path, monkeypatch):
    fill(tmp_path / "data", 2)
    monkeypatch.setenv("TFSTYLE_CACHE", "here")
    monkeypatch.chdir(tmp_path)
    batches = iter(dataset_of("images", tmp_path / "data", **SIZES))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert next(batches).shape == (1, 8, 8, 3)


def test_many_writers_of_the_same_pictures(cache):
    pictures = [photograph(n, 16, 16) for n in range(4)] * 8
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(store.Store().add, pictures))
    assert len(set(paths)) == 4 == len(list(cache.rglob("*.png")))
    for path, picture in zip(paths, pictures, strict=True):
        np.testing.assert_array_equal(images.read_image(path), picture)


def test_who_comes_second_where_open_files_cannot_be_replaced(monkeypatch):
    """Windows refuses to replace a file that another process reads; it holds the same."""
    there = store.Store()

    def refused(temporary, path):
        Path(path).write_bytes(Path(temporary).read_bytes())  # the other process was faster
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr("os.replace", refused)
    path = there.add(photograph(0))
    np.testing.assert_array_equal(images.read_image(path), photograph(0))
