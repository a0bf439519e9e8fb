"""What the checks have seen before, so that each says a thing once; it lives in the checkpoints."""

import math

from tfstyle.runs.health.check import Check
from tfstyle.runs.health.observation import REMEMBERED

_NOTE = "health"
_NEARER = 0.05


class Memory:
    """How long each check has been crossed, and the gradients of earlier looks.

    Args:
        notes: what checkpoints remember; JSON. Everything is kept there.
    """

    def __init__(self, notes: dict):
        mine = notes.setdefault(_NOTE, {})
        self._checks = mine.setdefault("checks", {})
        self._norms = mine.setdefault("gradients", {})

    def to_say(self, check: Check, value: float) -> bool:
        """Note what a check measured, and tell whether that is to be said.

        It is, once, when the check was crossed as often in a row as its patience, and did not get
        better meanwhile, as what has only begun to learn does; and again only after it was as
        often in a row within its threshold.

        Args:
            check: which.
            value: of its worst part.
        """
        begun = {"crossed": 0, "well": 0, "said": False, "value": None}
        state = self._checks.setdefault(check.name, begun)
        before, state["value"] = state["value"], value if math.isfinite(value) else None
        crossed = check.crossed(value)
        state["well"] = 0 if crossed else state["well"] + 1
        if not crossed or _better(check, value, before):
            state["crossed"] = 0
        else:
            state["crossed"] += 1
        if state["said"]:
            state["said"] = state["well"] < check.patience
            return False
        state["said"] = state["crossed"] >= check.patience
        return state["said"]

    def earlier(self, player: str) -> list[float]:
        """Return the norms of a player's gradients at earlier looks, the newest last."""
        return list(self._norms.get(player, ()))

    def remember(self, player: str, norm: float) -> None:
        """Note the norm of a player's gradients."""
        if math.isfinite(norm) and norm:
            self._norms[player] = [*self.earlier(player), norm][-REMEMBERED:]


def _better(check: Check, value: float, before: float | None) -> bool:
    """Tell whether a value beyond the threshold has come nearer to it by a twentieth."""
    if before is None or not check.crossed(before):
        return False
    if check.direction == "above":
        return value < before - _NEARER * abs(before)
    return value > before + _NEARER * abs(before)
