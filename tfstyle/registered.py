"""The classes that `.keras` files name, known to Keras without importing any of them.

`keras.models.load_model` builds only classes that were registered, which importing their modules
does. `import tfstyle` must load neither Keras nor those modules. So it leaves a note: the moment
somebody imports Keras, their names are registered with stand-ins, and the first one that a file
asks for imports the real ones.
"""

import importlib
import importlib.util
import re
import sys
from pathlib import Path

_ROOMS = ("layers", "losses", "models", "networks", "training")
_MARKED = re.compile(
    r'^@keras\.saving\.register_keras_serializable\("tfstyle"\)\nclass (\w+)', re.MULTILINE
)


def names() -> tuple[str, ...]:
    """Return every class marked with `@keras.saving.register_keras_serializable("tfstyle")`.

    They are read off the source files, which takes some milliseconds of the seconds that Keras'
    own import takes; a list beside them would be one more place to forget.
    """
    home = Path(__file__).parent
    files = [path for room in _ROOMS for path in sorted((home / room).rglob("*.py"))]
    return tuple(
        name for path in files for name in _MARKED.findall(path.read_text(encoding="utf-8"))
    )


def register_with_keras() -> None:
    """Register the stand-ins now if Keras is loaded, else as soon as it is."""
    if "keras" in sys.modules:
        _register()
    elif not any(isinstance(finder, _AfterKeras) for finder in sys.meta_path):
        sys.meta_path.insert(0, _AfterKeras())


def _register():
    objects = getattr(sys.modules["keras"], "saving", None)
    if objects is None:  # Keras is being imported at this moment, by whoever imports us
        return
    known = objects.get_custom_objects()
    for name in names():
        known.setdefault(f"tfstyle>{name}", _StandIn(name))


class _StandIn:
    """What Keras has in a class' place until it is asked for."""

    def __init__(self, name):
        self.__name__ = name

    def __call__(self, *args, **kwargs):
        return self._real()(*args, **kwargs)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._real(), name)

    def _real(self):
        for module in ("models", "networks", "training"):
            importlib.import_module(f"tfstyle.{module}")
        return sys.modules["keras"].saving.get_custom_objects()[f"tfstyle>{self.__name__}"]


class _AfterKeras:
    """Waits in `sys.meta_path` for the import of Keras, and is gone after it."""

    def find_spec(self, name, path=None, target=None):
        """Return Keras' own spec, with the registration at its end; nothing for other modules."""
        if name != "keras" or self not in sys.meta_path:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec("keras")
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def execute_and_register(module):
            execute(module)
            _register()

        spec.loader.exec_module = execute_and_register
        return spec
