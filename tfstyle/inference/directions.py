"""The names of a model's directions, and what else a user may call them."""

from tfstyle.errors import UnsupportedOptionError, did_you_mean

_ALIASES = ("a2b", "b2a")
# What other projects call them, for the hint alone.
_FOREIGN = {"atob": "a2b", "btoa": "b2a"}


def between(domains, count: int) -> tuple[str, ...]:
    """Return the names of the ways between two domains, the first one's first.

    Args:
        domains: their two names.
        count: 0, 1 or 2 of the ways.

    Example:
        >>> between(("monet", "photo"), 2)
        ('monet2photo', 'photo2monet')
    """
    there, back = domains
    return (f"{there}2{back}", f"{back}2{there}")[:count]


def choose(direction, known: tuple[str, ...]) -> str:
    """Return one of the known directions: the first for `None`, aliases resolved.

    `"a2b"` and `"b2a"` stand for the first and the second direction of a model that calls its
    domains by other names. Where they are names of its own they mean only themselves: a model
    that learned `b2a` alone has no `a2b`.

    Raises:
        UnsupportedOptionError: there is no such direction.
    """
    if direction is None:
        return known[0]
    if direction in known:
        return direction
    own = bool(set(known) & set(_ALIASES))
    aliases = {} if own else dict(zip(_ALIASES, known, strict=False))
    if direction in aliases:
        return aliases[direction]
    words = (*known, *aliases)
    meant = _FOREIGN.get(str(direction).lower(), str(direction))
    hint = f" Did you mean {meant!r}?" if meant in words else did_you_mean(meant, words)
    raise UnsupportedOptionError(
        f"Unknown direction {direction!r}; this model translates {' and '.join(known)}.{hint}"
    )
