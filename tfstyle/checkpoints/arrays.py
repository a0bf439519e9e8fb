"""The arrays of a file by key, each made when it is asked for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """An array in a file: `make` returns it, read-only, every time anew."""

    shape: tuple[int, ...]
    make: Callable[[], np.ndarray]


class Arrays(Mapping):
    """Read-only arrays by key, in the file's order.

    Asking for one makes it: a view of the file where that can be, else a copy that nobody else
    keeps. So a large file of bfloat16 is never in memory as a whole.

    Args:
        stored: dict from key to `Stored`.

    Example:
        >>> arrays = Arrays({"bias": Stored((3,), lambda: np.zeros(3, "float32"))})
        >>> arrays.shapes, arrays["bias"].dtype.name
        ({'bias': (3,)}, 'float32')
    """

    def __init__(self, stored: Mapping[str, Stored]):
        self._stored = dict(stored)

    def __getitem__(self, key: str) -> np.ndarray:
        return self._stored[key].make()

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)

    def __repr__(self) -> str:
        return f"Arrays({self.shapes})"

    def below(self, prefix: str) -> "Arrays":
        """Return the arrays whose keys begin with `prefix`, without it; none of them is made."""
        return Arrays({
            key.removeprefix(prefix): stored
            for key, stored in self._stored.items() if key.startswith(prefix)
        })  # fmt: skip

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Every array's shape, by key; none of them is made."""
        return {key: stored.shape for key, stored in self._stored.items()}
