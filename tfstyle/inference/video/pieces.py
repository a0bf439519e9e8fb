"""Finished pieces of a video beside the file it will be, so that a stopped run can go on.

`.out.mp4.parts/` holds `job.json`, what the pieces are of, and a directory for each piece: its
frames (`frames.mkv`), their times (`piece.json`) and, if the next frame depends on the last one,
what it needs of it (`state.npy`). Each appears whole or not at all. One process at a time makes
them: it holds `.lock` there.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tfstyle.errors import BusyError, DataError
from tfstyle.files import atomic_directory, atomic_file, remove_leftovers, storage_errors
from tfstyle.locks import locked

# Frames of a piece. What a stop costs is at most one of them; what a piece costs is a key frame.
PIECE_FRAMES = 24

_LOCK = ".lock"
# Bytes of a target's name that leave room for what is put around it; file systems allow 255.
_LONGEST_NAME = 200


@contextlib.contextmanager
def held_pieces(target: Path, job: dict, resume: bool = True) -> Iterator["Pieces"]:
    """Hold the pieces of a video for this process; a directory without any piece is removed.

    Args:
        target: the file they will be.
        job: JSON of everything that decides how the frames look. Pieces of another job are removed.
        resume: False removes them in any case.

    Raises:
        DataError: another process makes the same video.
        StorageError: the disk is full, or the place is not writable.
    """
    directory = parts_directory(target)
    with storage_errors(target):
        directory.mkdir(parents=True, exist_ok=True)
    try:
        with locked(directory / _LOCK, remove=True):
            pieces = Pieces(directory, job, resume)
            try:
                pieces.begin()
                yield pieces
            finally:
                if not pieces.done:
                    pieces.clear()
    except BusyError as error:
        raise DataError(
            f"{target} is being made by {error.owner}. Wait for it, or choose another target."
        ) from error
    finally:
        if os.name == "nt":  # where nobody can delete the lock that another process holds
            with contextlib.suppress(OSError):
                (directory / _LOCK).unlink()
        with contextlib.suppress(OSError):
            directory.rmdir()  # if nothing is in it


def parts_directory(target: Path) -> Path:
    """Return where the pieces of a video lie."""
    name = target.name
    if len(os.fsencode(name)) > _LONGEST_NAME:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()
    return target.parent / f".{name}.parts"


def frames_kept(target) -> int:
    """Return how many frames a stopped translation to `target` has left to go on from."""
    pieces = Pieces(parts_directory(Path(target)), {})
    pieces.find()
    return pieces.frames_done


class Pieces:
    """The pieces of one video that are done.

    Args:
        directory: where they lie.
        job: see `held_pieces`.
        resume: likewise.
    """

    def __init__(self, directory: Path, job: dict, resume: bool = True):
        self.directory = directory
        self.job = json.loads(json.dumps(job))  # as it is read back: no tuples
        self.resume = resume
        self.done = []

    def begin(self) -> None:
        """Find the pieces to go on from, and remove all others."""
        if not self.resume or self._read(self.directory / "job.json") != self.job:
            self.restart()
        remove_leftovers(self.directory)
        self.find()

    def find(self) -> None:
        """See which pieces are there."""
        self.done = []
        while (self._piece(len(self.done)) / "piece.json").exists():
            self.done.append(self._piece(len(self.done)))

    def restart(self) -> None:
        """Forget every piece."""
        self.clear()
        with atomic_file(self.directory / "job.json") as temporary:
            temporary.write_text(json.dumps(self.job, indent=2), "utf-8")

    def facts(self, index: int) -> dict:
        """Return what was noted with a piece: `{"starts": [...], "end": ..., ...}`."""
        return self._read(self.done[index] / "piece.json")

    @property
    def frames_done(self) -> int:
        """Frames in all the pieces."""
        return sum(len(self.facts(index)["starts"]) for index in range(len(self.done)))

    @property
    def state(self) -> np.ndarray | None:
        """What the last piece left for the next frame."""
        path = self.done[-1] / "state.npy" if self.done else None
        return np.load(path, allow_pickle=False) if path and path.exists() else None

    @contextlib.contextmanager
    def add(self):
        """Yield `(path, finish)` for the next piece: where its frames go, and what ends it.

        Call `finish(facts, state)` when the frames are written; the piece is done with the block.
        """
        piece = self._piece(len(self.done))
        with atomic_directory(piece) as directory:

            def finish(facts, state):
                if state is not None:
                    np.save(directory / "state.npy", state, allow_pickle=False)
                (directory / "piece.json").write_text(json.dumps(facts), "utf-8")

            yield directory / "frames.mkv", finish
        if self.done:
            (self.done[-1] / "state.npy").unlink(missing_ok=True)
        self.done.append(piece)

    def clear(self) -> None:
        """Delete all that is in the directory, but the lock."""
        self.done = []
        with storage_errors(self.directory):
            for path in self.directory.iterdir():
                if path.name == _LOCK:
                    continue
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _piece(self, index):
        return self.directory / f"{index:06}"

    @staticmethod
    def _read(path):
        try:
            return json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return None
