"""What a published architecture is to the converter."""

from collections.abc import Mapping
from typing import Protocol

from tfstyle.convert.layout import Entry

Shapes = Mapping[str, tuple[int, ...]]


class Architecture(Protocol):
    """One network as one published project writes it down.

    An architecture is tried on every file: `arguments` looks at the file's keys and shapes alone
    and says what network they would be; `entries` says which keys and shapes the file then has, and
    to which weights they belong. What is left over or missing is found by comparing, the same for
    all. The network is built when all fits.

    Attributes:
        name: for `--architecture`, e.g. `"cyclegan_resnet"`.
        role: what the network is in its model: `"generator"`, `"discriminator"`, `"encoder"`, ...
        family: which networks belong together; see `tfstyle.convert.families`.
        filename: if the project's files of several roles look alike: what this one's name has in
            it, in small letters. Optional.
        example: arguments of its best known network, to tell the nearest kin of a foreign file.
        ignored: regular expressions of keys that carry nothing, e.g. `r"num_batches_tracked$"`;
            matched with `re.search`.
    """

    name: str
    role: str
    family: str
    ignored: tuple[str, ...]
    example: dict

    def arguments(self, shapes: Shapes) -> dict | None:
        """Return what `network` takes, read off keys and shapes; `None` if it is none of these."""

    def network(self, arguments: dict):
        """Return the Keras network.

        Raises:
            ValueError: there is none with these arguments.
        """

    def entries(self, arguments: dict) -> list[Entry]:
        """Return every array of the file and its weight; arguments left out are the network's."""
