"""The exports that engines run: kept in the cache, whole, and proven to paint Keras' picture.

`<cache>/engines/<model>/facts.json` tells of the model what `Facts` has. Beside it every export has
a directory, `<engine>-<what it paints>/`, with `proof.json`: how far its pictures were from Keras',
how fast it was, and the SHA-256 of its files. An export that is damaged, or was proven with another
version of its engine, counts as not there; one that has long been unused goes when another is made.
Of an export that an engine crashed on, hung on or painted wrongly only `proof.json` is kept, with
the sentence that says so (see `refusals`).
"""

import dataclasses
import json
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from tfstyle.engine_names import package
from tfstyle.engines.facts import Facts
from tfstyle.engines.keys import painting_key
from tfstyle.engines.refusals import refusal, refused, remembered
from tfstyle.engines.runners import check_installed
from tfstyle.engines.unused import mark_used, remove_unused
from tfstyle.errors import RefusedError
from tfstyle.fetching import cache_directory, lock
from tfstyle.files import atomic_directory, atomic_file, sha256

PROOF, FACTS = "proof.json", "facts.json"


@dataclasses.dataclass(frozen=True)
class Kept:
    """An export at hand.

    Attributes:
        engine: that runs it.
        path: of the file the engine reads.
        proof: what `proof.json` has.
    """

    engine: str
    path: Path
    proof: dict


class Artefacts:
    """The exports of one model.

    Args:
        key: stands for the model, see `keys`.
        model: returns the Keras model, when one has to be made.
    """

    def __init__(self, key: str, model: Callable):
        self.place = cache_directory() / "engines" / key
        self.model = model

    def facts(self) -> Facts:
        """Return the model's facts; for the first time it has to be loaded."""
        path = self.place / FACTS
        try:
            return Facts.from_json(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            facts = Facts.of(self.model())
        with lock(self.place), atomic_file(path) as temporary:
            temporary.write_text(json.dumps(dataclasses.asdict(facts), indent=2) + "\n", "utf-8")
        return facts

    def kept(self, engine: str, direction: str, **how) -> Kept | None:
        """Return an export that is at hand, `None` if there is none.

        Args:
            engine: that is to run it.
            direction: that it paints in.
            **how: `style` and `alpha`, for models that take them.
        """
        directory = self._directory(engine, direction, how)
        try:
            proof = json.loads((directory / PROOF).read_text("utf-8"))
            whole = all(sha256(directory / name) == one for name, one in proof["files"].items())
            fresh = proof["version"] == metadata.version(package(engine))
            path = directory / proof["file"]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        except metadata.PackageNotFoundError:
            return None
        if not (whole and fresh):
            return None
        mark_used(directory / PROOF)
        return Kept(engine, path, proof)

    def refused(self, engine: str, direction: str, **how) -> str | None:
        """Return why an export is not tried again, `None` if it may be; nothing is made.

        Args:
            engine: see `kept`.
            direction: see `kept`.
            **how: see `kept`.
        """
        return remembered(self._directory(engine, direction, how) / PROOF, engine)

    def get(self, engine: str, direction: str, **how) -> Kept:
        """Return an export, which is made, proven and kept if it is not at hand.

        Args:
            engine: see `kept`.
            direction: see `kept`.
            **how: see `kept`.

        Raises:
            RefusedError: the engine crashed or hung on the export, cannot run it, or did not paint
                Keras' picture, now or when it was tried last.
            ExportError: the engine is not installed, or the model cannot be exported.
            StorageError: the cache is not writable, or the disk full.
        """
        found = self.kept(engine, direction, **how)
        if found is not None:
            return found
        check_installed(engine)
        with lock(self.place):
            found = self.kept(engine, direction, **how)
            if found is not None:  # another process has made it meanwhile
                return found
            directory = self._directory(engine, direction, how)
            why = self.refused(engine, direction, **how)
            if why is not None:
                raise refused(engine, why, directory)
            try:
                kept = self._made(engine, direction, directory, how)
            except RefusedError as error:
                with atomic_directory(directory) as temporary:
                    _write(temporary, refusal(engine, str(error)))
                raise refused(engine, str(error), directory) from error
            remove_unused(self.place.parent, PROOF)
        return kept

    def _made(self, engine, direction, directory, how) -> Kept:
        """Make an export, have it proven, and keep it."""
        from tfstyle.engines.making import make
        from tfstyle.engines.proof import prove

        model = self.model()
        with atomic_directory(directory) as temporary:
            path = make(model, engine, direction, temporary, **how)
            files = {file.name: sha256(file) for file in temporary.iterdir()}
            proof = {
                "engine": engine,
                "version": metadata.version(package(engine)),
                "file": path.name,
                "files": files,
                **prove(model, engine, direction, path, **how),
            }
            _write(temporary, proof)
        return Kept(engine, directory / path.name, proof)

    def _directory(self, engine, direction, how) -> Path:
        return self.place / f"{engine}-{painting_key(direction, **how)}"


def _write(directory: Path, proof: dict) -> None:
    (directory / PROOF).write_text(json.dumps(proof, indent=2) + "\n", encoding="utf-8")
