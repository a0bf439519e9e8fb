"""The models at hand: few at a time, each loaded once, however many people ask at once."""

import collections
import threading
from collections.abc import Callable

# Those of the zoo take 2 to 30 MB each; a library of them fits, and a hundred own styles do not.
MOST = 24


class Loaded:
    """A model, and the lock under which it paints: Keras promises nothing to two threads.

    Attributes:
        model: what translates.
        lock: to be held while it paints.
        compiled: functions made of it, by what they do.
    """

    def __init__(self, model):
        self.model = model
        self.lock = threading.Lock()
        self.compiled: dict = {}


class Models:
    """Models by name, the least recently used ones forgotten.

    Args:
        load: from a name or a directory to a model; `tfstyle.from_preset` if not given.
        most: how many are kept.

    Example:
        >>> models = Models(load=str.upper)
        >>> models.get("wave").model, models.get("wave") is models.get("wave")
        ('WAVE', True)
    """

    def __init__(self, load: Callable | None = None, most: int = MOST):
        self._load = load or _from_preset
        self._most = most
        self._entries: collections.OrderedDict[str, Loaded] = collections.OrderedDict()
        self._loading: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, name: str) -> Loaded:
        """Return a model; a first asker loads it, others of the same name wait for it.

        Raises:
            TfstyleError: what `from_preset` raises; the next asker tries again.
        """
        if found := self._at_hand(name):
            return found
        with self._lock:
            turn = self._loading.setdefault(name, threading.Lock())
        with turn:
            if found := self._at_hand(name):
                return found
            found = Loaded(self._load(name))
            with self._lock:
                self._entries[name] = found
                self._loading.pop(name, None)
                while len(self._entries) > self._most:
                    self._entries.popitem(last=False)
            return found

    def _at_hand(self, name):
        with self._lock:
            if name in self._entries:
                self._entries.move_to_end(name)
            return self._entries.get(name)


_STARTING = threading.Lock()


def _from_preset(name):
    from tfstyle.native_output import dropped
    from tfstyle.zoo import from_preset

    with _STARTING, dropped():  # TensorFlow greets once; two threads must not swap stderr
        import keras  # noqa: F401
    return from_preset(name)
