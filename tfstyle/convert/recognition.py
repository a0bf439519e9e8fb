"""Which network a file holds, told by its keys and shapes.

An architecture reads its arguments off the file (`arguments`), and says what a file of such a
network holds (`entries`). Keys are compared, then shapes; the network is built where all of them
fit, so that a file that claims much and holds little costs nothing.
"""

import dataclasses
import re

from tfstyle.convert.architecture import Architecture, Shapes
from tfstyle.convert.layout import Entry
from tfstyle.errors import ArchitectureError, did_you_mean

_NAMED = 6  # so many keys are listed, the rest are counted
_LONGEST = 100  # characters of a key that is shown
_WRAPPERS = 2  # names that wrappers may put before every key
_MOST_ARRAYS = 250  # those published have about a hundred; depth is what takes time to build
_DEPTHS = ("num_blocks", "num_downs", "num_layers")


@dataclasses.dataclass(frozen=True)
class Match:
    """A file and the architecture it was compared with.

    Attributes:
        architecture: what it was compared with.
        arguments: of its network.
        entries: every array that belongs to a weight.
        missing: keys that the network needs and the file does not have.
        unexpected: keys of the file that the network has no place for.
        misshapen: lines on arrays of another shape.
        network: the Keras network, weights not yet set; `None` before all fits.
    """

    architecture: Architecture
    arguments: dict
    entries: list[Entry]
    missing: list[str]
    unexpected: list[str]
    misshapen: list[str]
    network: object = None

    @property
    def problems(self) -> int:
        """How many keys do not fit."""
        return len(self.missing) + len(self.unexpected) + len(self.misshapen)

    @property
    def title(self) -> str:
        """The architecture and its arguments, for messages."""
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{self.architecture.name}({arguments})"

    def describe(self) -> str:
        """Return the keys that do not fit, in words."""
        parts = [
            _listed("missing", self.missing),
            _listed("unexpected", self.unexpected),
            _listed("of another shape", self.misshapen),
        ]
        return "; ".join(part for part in parts if part)


def recognise(
    shapes: Shapes, architectures, name: str | None = None, filename: str = ""
) -> Match:
    """Return what `identify` does, with the network built.

    Raises:
        ArchitectureError: as of `identify`, or there is no such network.
    """
    match = identify(shapes, architectures, name, filename)
    try:
        return dataclasses.replace(match, network=match.architecture.network(match.arguments))
    except ValueError as error:
        raise ArchitectureError(
            f"The file is {match.title}, which cannot be built: {error}."
        ) from error


def identify(
    shapes: Shapes, architectures, name: str | None = None, filename: str = ""
) -> Match:
    """Return the architecture whose keys and shapes are exactly the file's; nothing is built.

    Where all keys begin with the name of a wrapper (`netG.`), it may be left out of the comparison.

    Args:
        shapes: of the file's arrays, by key.
        architectures: those to compare with.
        name: of one: it decides where several fit. It may mean another file of the same model, in
            another role, and then is not looked at.
        filename: what the file is called; it decides between architectures whose files look alike.

    Raises:
        ArchitectureError: none fits, with the nearest one and what is wrong with it; or several
            do, and `name` must choose; or one that is not `name`; or an unknown `name`.
    """
    known = {architecture.name: architecture for architecture in architectures}
    if name is not None and name not in known:
        raise ArchitectureError(
            f"architecture must be one of {', '.join(known)}. Received: {name!r}."
            f"{did_you_mean(name, known)}"
        )
    fitting = _fitting(shapes, architectures)
    if not fitting:
        tried = architectures if name is None else [known[name]]
        raise ArchitectureError(_misfit(shapes, tried, known))
    if len(fitting) > 1:
        fitting = [match for match in fitting if _is_called_so(match, filename)] or fitting
    if name is not None:
        fitting = _chosen(fitting, known[name])
    if len(fitting) > 1:
        raise ArchitectureError(_several([match.architecture for match in fitting]))
    (match,) = fitting
    if len(match.entries) > _MOST_ARRAYS:
        raise ArchitectureError(
            f"The file is {match.title}, deeper than any network known here: it has "
            f"{len(match.entries)} arrays, the most are {_MOST_ARRAYS}."
        )
    return match


def compare(
    shapes: Shapes, architecture: Architecture, arguments: dict | None = None
) -> Match | None:
    """Return how the file fits, or `None` if it is not even a variant of the architecture.

    Args:
        shapes: of the file's arrays, by key.
        architecture: to compare with.
        arguments: of its network; by default what the architecture reads off the file.
    """
    arguments = arguments or architecture.arguments(shapes)
    if arguments is None or max(arguments.get(name, 0) for name in _DEPTHS) > _MOST_ARRAYS:
        return None
    entries = architecture.entries(arguments)
    if not all(all(entry.shape) for entry in entries):
        return None  # a file of empty arrays may claim any width
    wanted = {entry.key for entry in entries}
    ignored = [re.compile(pattern) for pattern in architecture.ignored]
    return Match(
        architecture, arguments, entries,
        missing=[entry.key for entry in entries if entry.key not in shapes],
        unexpected=[
            key for key in shapes
            if key not in wanted and not any(pattern.search(key) for pattern in ignored)
        ],
        misshapen=[
            f"{_short(entry.key)} is {tuple(shapes[entry.key])}, not {entry.shape}"
            for entry in entries
            if entry.key in shapes and tuple(shapes[entry.key]) != entry.shape
        ],
    )  # fmt: skip


def weights_of(network) -> dict:
    """Return the network's weights by `"layer/weight"`."""
    return {f"{layer.name}/{w.name}": w for layer in network.layers for w in layer.weights}


def _fitting(shapes, architectures) -> list[Match]:
    """Return the matches without problems; their entries have the file's own keys."""
    for prefix in _prefixes(shapes):
        bare = {key.removeprefix(prefix): shape for key, shape in shapes.items()}
        matches = [match for a in architectures if (match := compare(bare, a)) is not None]
        fitting = [match for match in matches if not match.problems]
        if fitting:
            return [_behind(prefix, match) for match in fitting]
    return []


def _prefixes(shapes) -> list[str]:
    """Return what may be left out before every key: nothing, `"netG."` or `"model.netG."`."""
    names = next(iter(shapes)).split(".")[:-1][:_WRAPPERS]
    prefixes = ["".join(f"{name}." for name in names[:count]) for count in range(len(names) + 1)]
    return [prefix for prefix in prefixes if all(key.startswith(prefix) for key in shapes)]


def _behind(prefix, match):
    entries = [dataclasses.replace(entry, key=prefix + entry.key) for entry in match.entries]
    return dataclasses.replace(match, entries=entries)


def _is_called_so(match, filename):
    part = getattr(match.architecture, "filename", None)
    return part is not None and part in filename.lower()


def _chosen(fitting, wanted):
    """Return what the user's choice leaves; see `recognise` on choices for other files."""
    found = [match for match in fitting if match.architecture is wanted]
    if found:
        return found
    for match in fitting:
        if match.architecture.family != wanted.family or match.architecture.role == wanted.role:
            raise ArchitectureError(
                f"The file is {match.title}, no {wanted.name}. Leave --architecture out or give "
                f"{match.architecture.name}."
            )
    return fitting


def _several(architectures):
    names = [architecture.name for architecture in architectures]
    called = [getattr(architecture, "filename", None) for architecture in architectures]
    advice = "Choose one with --architecture"
    if all(called):
        advice += f", or put {' or '.join(called)} into the file's name"
    return f"The file fits several architectures: {', '.join(names)}. {advice}."


def _misfit(shapes, architectures, known):
    """Return what the file is nearest to, and the keys that do not fit."""
    matches = [match for a in architectures if (match := compare(shapes, a)) is not None]
    if matches:
        nearest = min(matches, key=lambda match: match.problems)
        return f"The file is nearest to {nearest.title}, but does not fit: {nearest.describe()}."
    ours = {_kind(key) for key in shapes}
    nearest = max(architectures, key=lambda architecture: _resemblance(ours, architecture))
    match = compare(shapes, nearest, nearest.example)
    if match.missing or match.unexpected:  # its widths are only an example's
        match = dataclasses.replace(match, misshapen=[])
    return (
        f"The file's {len(shapes)} arrays are no network known here. Beside the nearest, "
        f"{match.title}: {match.describe()}. Known: {', '.join(known)}."
    )


def _resemblance(ours, architecture):
    """Return how many kinds of keys a file shares with a well-known network of this kind."""
    theirs = {_kind(entry.key) for entry in architecture.entries(architecture.example)}
    return len(ours & theirs) / max(len(ours | theirs), 1)


def _kind(key):
    return re.sub(r"\d+", "N", key)


def _short(key):
    return key if len(key) <= _LONGEST else f"{key[: _LONGEST - 3]}..."


def _listed(what, keys):
    if not keys:
        return ""
    more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    return f"{len(keys)} {what}: {', '.join(map(_short, keys[:_NAMED]))}{more}"
