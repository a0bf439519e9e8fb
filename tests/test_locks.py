"""One process at a time, on every system."""

import errno
import os
import signal
import subprocess
import sys
import threading

import pytest

from tfstyle.errors import BusyError, StorageError
from tfstyle.locks import locked


@pytest.fixture(params=["posix", "windows"])
def system(request, monkeypatch):
    """This system's locks, and that nobody may read the byte that Windows locks."""
    if request.param == "posix":
        return
    read = os.read

    def read_behind(handle, count):
        if os.lseek(handle, 0, os.SEEK_CUR) == 0:
            raise PermissionError(errno.EACCES, "Permission denied")
        return read(handle, count)

    monkeypatch.setattr("tfstyle.locks.os.read", read_behind)


def test_a_busy_lock_names_its_owner_and_is_free_again(system, tmp_path):
    path = tmp_path / ".lock"
    mine = f"process {os.getpid()} on "
    with locked(path), pytest.raises(BusyError, match=f"is in use by {mine}") as caught:
        locked(path).__enter__()
    assert caught.value.owner.startswith(mine)
    with locked(path):
        assert path.read_text("utf-8").strip().startswith(mine)


def test_an_error_inside_lets_go(system, tmp_path):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), locked(tmp_path / ".lock"):
            _ = 1 / 0


def test_waiting_takes_turns_even_when_the_file_goes(system, tmp_path):
    path, inside, most = tmp_path / ".lock", [], []

    def work():
        for _ in range(5):
            with locked(path, wait=True, remove=True):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 15 and not path.exists()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a process as POSIX does")
def test_a_kill_lets_go(tmp_path):
    path = tmp_path / ".lock"
    code = (
        "import sys, time\nfrom tfstyle.locks import locked\n"
        "with locked(sys.argv[1]):\n    print('held', flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(BusyError, match=f"process {process.pid} "), locked(path):
            pass
        process.kill()
    with locked(path):
        pass


def test_places_that_cannot_be_locked(tmp_path, monkeypatch):
    with pytest.raises(StorageError, match="cannot be written: No such file"):
        locked(tmp_path / "nowhere" / ".lock").__enter__()
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(StorageError, match="cannot be locked: No locks available"):
        locked(tmp_path / ".lock").__enter__()
