"""Finished pieces of a video beside the file it will be, so that a stopped run can go on.

`.out.mp4.parts/` holds `job.json`, what the pieces are of, and a directory for each piece: its
frames (`frames.mkv`), their times (`piece.json`) and, if the next frame depends on the last one,
what it needs of it (`state.npy`). Each appears whole or not at all.
"""

import contextlib
import json
import shutil
from pathlib import Path

import numpy as np

from tfstyle.files import atomic_directory, atomic_file, remove_leftovers, storage_errors

# Frames of a piece. What a stop costs is at most one of them; what a piece costs is a key frame.
PIECE_FRAMES = 24


class Pieces:
    """The pieces of one video that are done.

    Args:
        target: the file they will be.
        job: JSON of everything that decides how the frames look. Pieces of another job are removed.
        resume: False removes them in any case.
    """

    def __init__(self, target: Path, job: dict, resume: bool = True):
        self.directory = target.parent / f".{target.name}.parts"
        self.job = job = json.loads(json.dumps(job))  # as it is read back: no tuples
        if not resume or self._read(self.directory / "job.json") != job:
            self.restart()
        remove_leftovers(self.directory)
        self.done = []
        while (self._piece(len(self.done)) / "piece.json").exists():
            self.done.append(self._piece(len(self.done)))

    def restart(self) -> None:
        """Forget every piece."""
        self.remove()
        with atomic_file(self.directory / "job.json") as temporary:
            temporary.write_text(json.dumps(self.job, indent=2), "utf-8")
        self.done = []

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

    def remove(self) -> None:
        """Delete the directory and all that is in it."""
        with storage_errors(self.directory):
            if self.directory.exists():
                shutil.rmtree(self.directory)

    def _piece(self, index):
        return self.directory / f"{index:06}"

    @staticmethod
    def _read(path):
        try:
            return json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return None
