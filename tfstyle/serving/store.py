"""The models of a server and their versions: which is meant, which are loaded, what became of them.

A thread looks at every source once a second. A new version is loaded beside the one that serves,
and only then does the old one go, after the requests in its queue. A version that cannot be loaded
is told as such and tried again when its files change; what served before serves on.
"""

import dataclasses
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future

from tfstyle.errors import one_line
from tfstyle.serving.batching import Batcher, Limits
from tfstyle.serving.problems import ServingError
from tfstyle.serving.signature import Arrays, Servable, Signature
from tfstyle.serving.sources import Source

LOG = logging.getLogger("tfstyle.serving")
_DRAIN = 30.0  # seconds that an unloaded version may take for what waits in its queue


@dataclasses.dataclass(frozen=True)
class VersionStatus:
    """What a version is.

    Attributes:
        version: its number.
        state: TensorFlow Serving's word: `"LOADING"`, `"AVAILABLE"`, `"UNLOADING"` or `"END"`.
        code: gRPC's name of why it ended, `"OK"` if nothing is wrong.
        message: why it ended.
    """

    version: int
    state: str
    code: str = "OK"
    message: str = ""


class LoadedVersion:
    """A version that answers.

    Args:
        model: the model's name.
        version: its number.
        servable: what was loaded.
        batcher: its queue.
    """

    def __init__(self, model: str, version: int, servable: Servable, batcher: Batcher):
        self.model, self.version = model, version
        self._servable, self.batcher = servable, batcher

    @property
    def signatures(self):
        """Return its signatures by name."""
        return self._servable.signatures

    def signature(self, name: str | None = None) -> Signature:
        """Return a signature, `serving_default` if nothing is said.

        Raises:
            ServingError: INVALID_ARGUMENT; there is none of this name.
        """
        name = name or "serving_default"
        if name not in self.signatures:
            raise ServingError(
                "INVALID_ARGUMENT", f'Serving signature name: "{name}" not found in signature def'
            )
        return self.signatures[name]

    def submit(self, signature: Signature, inputs: Arrays, seconds=None) -> Future:
        """Return the future of a signature's outputs.

        Args:
            signature: of this version.
            inputs: by name.
            seconds: see `Batcher.submit`.

        Raises:
            ServingError: the inputs are not the signature's, or see `Batcher.submit`.
        """
        signature.check(inputs)
        return self.batcher.submit(signature, inputs, seconds)

    def close(self, seconds: float) -> None:
        """Answer what waits, then let go of the model."""
        self.batcher.close(seconds)
        self._servable.close()


class _Model:
    """What is known of one source."""

    def __init__(self, source: Source):
        self.source = source
        self.loaded: dict[int, LoadedVersion] = {}
        self.states: dict[int, VersionStatus] = {}
        self.contents: dict[int, object] = {}  # of versions that were tried


class ModelStore:
    """The models of a server.

    Args:
        sources: of the models, each with a name of its own.
        limits: of every version.
        observe: called with `(model's name, signature's name, pictures, seconds waited, seconds
            computed)` after every call of a model.
        poll: seconds between two looks at the sources; 0 for none but the first.

    Raises:
        ValueError: two sources have one name.

    Example:
        >>> store = ModelStore([]); store.start(); store.names()
        []
        >>> store.close()
    """

    def __init__(
        self, sources: Sequence[Source], *, limits: Limits | None = None,
        observe=lambda *figures: None, poll: float = 1.0,
    ):  # fmt: skip
        names = [source.name for source in sources]
        if len(set(names)) < len(names):
            raise ValueError(f"Every model has a name of its own. Received: {', '.join(names)}")
        self._models = {source.name: _Model(source) for source in sources}
        self._limits, self._observe, self._poll = limits or Limits(), observe, poll
        self._lock = threading.Lock()
        self._looking = threading.Lock()  # two who look would load a new version twice
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Load what there is, then go on looking."""
        self.look()
        if self._poll:
            self._thread = threading.Thread(target=self._watch, name="tfstyle-store", daemon=True)
            self._thread.start()

    def close(self, seconds: float = 0.0) -> None:
        """Look no more and close every version.

        Args:
            seconds: how long requests that wait may take.
        """
        self._stop.set()
        if self._thread:
            self._thread.join()
        threads = []
        for model in self._models.values():
            for version in list(model.loaded.values()):
                threads.append(threading.Thread(target=version.close, args=(seconds,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def names(self) -> list[str]:
        """Return the models' names."""
        return list(self._models)

    @property
    def ready(self) -> bool:
        """Return whether every model has a version that answers."""
        return all(model.loaded for model in self._models.values())

    def find(self, name: str, version: int | None = None, label: str | None = None):
        """Return the version that is meant, the highest one if nothing is said.

        Args:
            name: the model's.
            version: its number.
            label: that stands for a version.

        Returns:
            A `LoadedVersion`.

        Raises:
            ServingError: NOT_FOUND, or INVALID_ARGUMENT for an unknown label.
        """
        model = self._models.get(name)
        if label is not None:
            if model is None or label not in model.source.labels:
                raise ServingError(
                    "INVALID_ARGUMENT", f"Unrecognized servable version label: {label}"
                )
            version = model.source.labels[label]
        with self._lock:
            loaded = dict(model.loaded) if model else {}
        counted = -1 if version is None else version if label is not None and version < 0 else None
        if counted is not None:
            if not loaded:
                raise ServingError("NOT_FOUND", f"Servable not found for request: Latest({name})")
            version = sorted(loaded)[max(counted, -len(loaded))]
        if version not in loaded:
            raise ServingError(
                "NOT_FOUND", f"Servable not found for request: Specific({name}, {version})"
            )
        return loaded[version]

    def status(self, name: str, version: int | None = None) -> list[VersionStatus]:
        """Return the states of a model's versions, newest first.

        Args:
            name: the model's.
            version: only of this one.

        Raises:
            ServingError: NOT_FOUND.
        """
        model = self._models.get(name)
        with self._lock:
            states = dict(model.states) if model else {}
        if version is not None:
            if version not in states:
                raise ServingError(
                    "NOT_FOUND", f"Could not find version {version} of model {name}"
                )
            return [states[version]]
        if not states:
            raise ServingError("NOT_FOUND", f"Could not find any versions of model {name}")
        return [states[number] for number in sorted(states, reverse=True)]

    def look(self) -> None:
        """Look at every source once: load what is new, unload what is not wanted any more."""
        with self._looking:
            for model in self._models.values():
                try:
                    self._look_at(model)
                except Exception as error:  # a source that fails must not end the watching
                    LOG.warning("%s: %s", model.source.name, one_line(error))

    def _watch(self):
        while not self._stop.wait(self._poll):
            self.look()

    def _look_at(self, model):
        wanted = model.source.wanted()
        for version, content in wanted.items():
            tried = version in model.contents and model.contents[version] == content
            if not tried:
                model.contents[version] = content
                self._load(model, version)
        if not any(version in model.loaded for version in wanted):
            return  # gone or broken: what serves goes on serving
        for version in [one for one in model.loaded if one not in wanted]:
            self._unload(model, version)
            model.contents.pop(version, None)

    def _load(self, model, version):
        name = model.source.name
        self._tell(model, VersionStatus(version, "LOADING"), unless_loaded=True)
        try:
            servable = model.source.load(version)
        except Exception as error:
            LOG.warning("%s version %d cannot be loaded: %s", name, version, one_line(error))
            if version not in model.loaded:
                reason = "The version cannot be loaded; the server's log has the reason."
                self._tell(model, VersionStatus(version, "END", "INTERNAL", reason))
            return

        def observe(*figures):
            self._observe(name, *figures)

        new = LoadedVersion(name, version, servable, Batcher(self._limits, observe))
        with self._lock:
            old = model.loaded.get(version)
            model.loaded[version] = new
            model.states[version] = VersionStatus(version, "AVAILABLE")
        LOG.info("%s version %d answers", name, version)
        if old is not None:  # its files have changed
            old.close(_DRAIN)

    def _unload(self, model, version):
        with self._lock:
            old = model.loaded.pop(version)
            model.states[version] = VersionStatus(version, "UNLOADING")
        old.close(_DRAIN)
        self._tell(model, VersionStatus(version, "END"))
        LOG.info("%s version %d is unloaded", model.source.name, version)

    def _tell(self, model, status, *, unless_loaded=False):
        with self._lock:
            if not (unless_loaded and status.version in model.loaded):
                model.states[status.version] = status
