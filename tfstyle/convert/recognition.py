"""Which network a file holds, told by its keys and shapes."""

import dataclasses
import re

from tfstyle.convert.architecture import Architecture, Shapes
from tfstyle.convert.layout import Entry
from tfstyle.errors import ArchitectureError, did_you_mean

_NAMED = 6  # so many keys are listed, the rest are counted


@dataclasses.dataclass(frozen=True)
class Match:
    """A file and the architecture it was compared with.

    Attributes:
        architecture: what it was compared with.
        arguments: of its network.
        network: the Keras network, weights not yet set.
        entries: every array that belongs to a weight.
        missing: keys that the network needs and the file does not have.
        unexpected: keys of the file that the network has no place for.
        misshapen: lines on arrays of another shape.
    """

    architecture: Architecture
    arguments: dict
    network: object
    entries: list[Entry]
    missing: list[str]
    unexpected: list[str]
    misshapen: list[str]

    @property
    def problems(self) -> int:
        """How many keys do not fit."""
        return len(self.missing) + len(self.unexpected) + len(self.misshapen)

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
    """Return the architecture whose keys and shapes are exactly the file's.

    Args:
        shapes: of the file's arrays, by key.
        architectures: those to compare with.
        name: of the only one to try.
        filename: what the file is called; it decides between architectures whose files look alike.

    Raises:
        ArchitectureError: none fits, with the nearest one and what is wrong with it; or several
            do, and `name` must choose; or an unknown `name`.
    """
    known = {architecture.name: architecture for architecture in architectures}
    if name is not None and name not in known:
        raise ArchitectureError(
            f"architecture must be one of {', '.join(known)}. Received: {name!r}."
            f"{did_you_mean(name, known)}"
        )
    tried = [known[name]] if name is not None else list(known.values())
    matches = [match for a in tried if (match := compare(shapes, a)) is not None]
    fitting = [match for match in matches if not match.problems]
    if len(fitting) > 1:
        fitting = [match for match in fitting if _is_called_so(match, filename)] or fitting
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise ArchitectureError(
            "The file fits several architectures: "
            f"{', '.join(match.architecture.name for match in fitting)}. Choose one with "
            "--architecture."
        )
    if matches:
        nearest = min(matches, key=lambda match: match.problems)
        raise ArchitectureError(
            f"The file is nearest to {nearest.architecture.name}"
            f"({_arguments(nearest.arguments)}), but does not fit: {nearest.describe()}."
        )
    nearest = max(tried, key=lambda architecture: _resemblance(shapes, architecture))
    raise ArchitectureError(
        f"The file's {len(shapes)} arrays ({_listed('', list(shapes))}) are no network known here; "
        f"the nearest is {nearest.name}. Known: {', '.join(known)}."
    )


def compare(shapes: Shapes, architecture: Architecture) -> Match | None:
    """Return how the file fits, or `None` if it is not even a variant of the architecture."""
    arguments = architecture.arguments(shapes)
    if arguments is None:
        return None
    try:
        network = architecture.network(arguments)
    except ValueError:  # shapes no network can have
        return None
    entries = architecture.entries(arguments)
    weights = weights_of(network)
    wanted = {entry.key: entry for entry in entries}
    ignored = [re.compile(pattern) for pattern in architecture.ignored]
    misshapen = [
        f"{key} is {tuple(shapes[key])}, not {shape}"
        for key, entry in wanted.items()
        if key in shapes
        and tuple(shapes[key]) != (shape := entry.file_shape(weights[entry.path].shape))
    ]
    return Match(
        architecture, arguments, network, entries,
        missing=[key for key in wanted if key not in shapes],
        unexpected=[
            key for key in shapes
            if key not in wanted and not any(pattern.search(key) for pattern in ignored)
        ],
        misshapen=misshapen,
    )  # fmt: skip


def weights_of(network) -> dict:
    """Return the network's weights by `"layer/weight"`."""
    return {f"{layer.name}/{w.name}": w for layer in network.layers for w in layer.weights}


def _is_called_so(match, filename):
    begin = getattr(match.architecture, "filename", None)
    return begin is not None and filename.startswith(begin)


def _resemblance(shapes, architecture):
    """Return how many kinds of keys the file shares with a well-known network of this kind."""
    example = getattr(architecture, "example", None)
    if example is None:
        return 0.0
    theirs = {_kind(entry.key) for entry in architecture.entries(example)}
    ours = {_kind(key) for key in shapes}
    return len(ours & theirs) / max(len(ours | theirs), 1)


def _kind(key):
    return re.sub(r"\d+", "N", key)


def _arguments(arguments):
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())


def _listed(what, keys):
    if not keys:
        return ""
    listed = ", ".join(map(str, keys[:_NAMED]))
    more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    return f"{len(keys)} {what}: {listed}{more}" if what else f"{listed}{more}"
