"""Where in a checkpoint the state dict is."""

from collections import deque

from tfstyle.checkpoints.admitted import Pairs
from tfstyle.checkpoints.names import shown
from tfstyle.checkpoints.tensors import Tensor
from tfstyle.errors import CheckpointError, did_you_mean

_DEEPEST = 8
_NAMED = 20  # So many candidates are listed, the rest are counted.


def choose(content, nesting: str | None = None) -> tuple[str, dict[str, Tensor]]:
    """Return a checkpoint's state dict and the keys, joined by dots, that lead there.

    A state dict is a dict with texts as keys and at least one floating-point tensor of one
    dimension or more (a lone loss is none). It may lie in dicts and lists, but is not looked for
    in an optimizer's.

    Args:
        content: what the unpickler returned. It may hold itself.
        nesting: which one; by default the only one.

    Raises:
        CheckpointError: there is none, there are several, or none under `nesting`. They are named.
    """
    found = _state_dicts(content, _is_weight) or _state_dicts(content, _is_tensor)
    if not found:
        what = "a single tensor" if isinstance(content, Tensor) else "no dict of tensors"
        raise CheckpointError(f"it holds {what}, not a state dict.")
    listed = ", ".join(f"{shown(k)!r} ({len(v)} arrays)" for k, v in list(found.items())[:_NAMED])
    listed += f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    if nesting is None:
        if len(found) > 1:
            raise CheckpointError(
                f"it holds {len(found)} state dicts: {listed}. Name the one to take: --nesting on "
                "the command line, `nesting` in Python."
            )
        (nesting,) = found
    if nesting not in found:
        near = did_you_mean(nesting, list(found)[:100])
        raise CheckpointError(f"there is no state dict under {nesting!r}.{near} It holds {listed}.")
    return nesting, found[nesting]


def _is_weight(value):
    return isinstance(value, Tensor) and len(value.shape) > 0 and "float" in value.dtype


def _is_tensor(value):
    return isinstance(value, Tensor)


def _state_dicts(content, is_weight):
    """Return every state dict by its path, breadth first, each object once."""
    found, seen, queue = {}, {id(content)}, deque([((), content)])
    while queue:
        path, node = queue.popleft()
        pairs = _named(node)
        if isinstance(node, Pairs) and any(is_weight(value) for _, value in pairs):
            tensors = [(key, value) for key, value in pairs if isinstance(value, Tensor)]
            if all(isinstance(key, str) for key, _ in tensors):
                found.setdefault(".".join(path), dict(tensors))
        if len(path) == _DEEPEST:
            continue
        for key, value in pairs:
            inner = isinstance(value, list | tuple) and id(value) not in seen
            if inner and _leads_on(key):
                seen.add(id(value))
                queue.append(((*path, key), value))
    return found


def _leads_on(key):
    named = isinstance(key, str) and len(key) <= 100 and key.isprintable()
    return named and "optim" not in key.lower()


def _named(node):
    if isinstance(node, Pairs):
        return node
    return [(str(i), value) for i, value in enumerate(node)] if _few(node) else []


def _few(node):
    return isinstance(node, list | tuple) and len(node) <= 1000
