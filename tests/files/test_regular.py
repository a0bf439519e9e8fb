"""Only ordinary files are opened, and only where they should be."""

import os
import shutil
import subprocess
import sys

import pytest

from tfstyle.errors import IntegrityError
from tfstyle.files import read_regular


def read(path, limit=1000):
    return read_regular(path, limit=limit)


def test_files_and_links_within_their_directory(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "real").write_bytes(b"content")
    (tmp_path / "link").symlink_to("data/real")
    (tmp_path / "place").symlink_to("data")  # a directory may be reached as one likes
    for name in ("link", "data/real", "place/real"):
        assert read(tmp_path / name) == b"content"


def test_the_hubs_cache(tmp_path):
    blobs, snapshot = tmp_path / "blobs", tmp_path / "snapshots" / "main"
    blobs.mkdir()
    snapshot.mkdir(parents=True)
    (blobs / "ab12").write_bytes(b"content")
    (snapshot / "config.json").symlink_to("../../blobs/ab12")
    assert read(snapshot / "config.json") == b"content"
    (tmp_path / "snapshots" / "secret").write_bytes(b"")
    (snapshot / "other").symlink_to("../secret")
    with pytest.raises(IntegrityError, match="outside"):
        read(snapshot / "other")


@pytest.mark.parametrize(
    "kind", ["device", "outside", "fifo", "link to fifo", "directory", "circle", "endless"]
)
def test_all_else_is_refused_at_once(tmp_path, kind):
    place, path = tmp_path / "p", tmp_path / "p" / "file"
    place.mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "link to fifo":
        os.mkfifo(place / "fifo")
        path.symlink_to("fifo")
    elif kind == "directory":
        path.mkdir()
    else:
        path.symlink_to({
            "device": "/dev/zero", "endless": "/dev/stdin", "outside": "../secret",
            "circle": "file",
        }[kind])  # fmt: skip
    with pytest.raises(IntegrityError, match=r"outside|no ordinary file|cannot be opened"):
        read(path)


def test_no_more_than_the_limit(tmp_path):
    (tmp_path / "file").write_bytes(bytes(1001))
    with pytest.raises(IntegrityError, match="1,001 bytes; at most 1,000"):
        read(tmp_path / "file")
    with open(tmp_path / "sparse", "wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(IntegrityError, match="at most"):
        read(tmp_path / "sparse")


@pytest.mark.parametrize("name", ["nothing", "file/below", "link"])
def test_what_is_not_there_is_told_as_such(tmp_path, name):
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("gone")
    with pytest.raises(FileNotFoundError):
        read(tmp_path / name)


def test_what_may_not_be_read_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "file").chmod(0)
    if os.access(tmp_path / "file", os.R_OK):  # root may
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("run as another user than root, or install setpriv (util-linux)")
        drop = [setpriv, "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
    else:
        drop = []
    code = (
        "import sys; from tfstyle.files import read_regular\n"
        "try: read_regular(sys.argv[1], limit=10)\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    done = subprocess.run(
        [*drop, sys.executable, "-c", code, tmp_path / "file"], capture_output=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.startswith("IntegrityError No permission to read"), done
