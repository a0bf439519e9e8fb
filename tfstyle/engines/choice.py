"""Which engine `"auto"` means: the one that has the pictures ready first, as far as it is known."""

import logging

from tfstyle.engine_names import ENGINES, installed, is_installed
from tfstyle.engines.artefacts import Artefacts, Kept
from tfstyle.errors import ExportError, RefusedError

KERAS = "keras"
# To make an export takes as long as Keras needs for so many pictures, or longer.
WORTH_AN_EXPORT = 20
# TensorFlow's start, in pictures of 256x256 that Keras could paint meanwhile.
_START = 15


def choose(artefacts: Artefacts, direction: str, count: int, *, running=False, **how) -> str:
    """Return the engine to use.

    An export that is at hand is taken by its measured speed. Where there is none, the engines that
    are installed are measured if there is work enough; else the model itself does it.

    Args:
        artefacts: of the model.
        direction: that is painted in.
        count: how many pictures there are to paint.
        running: Keras has been started already.
        **how: `style` and `alpha`, for models that take them.

    Raises:
        ExportError: TensorFlow is not installed, and no export is at hand.
    """
    others = [engine for engine in installed() if engine != KERAS]
    found = [artefacts.kept(engine, direction, **how) for engine in others]
    kept = [one for one in found if one is not None]
    able = is_installed(KERAS)
    if not kept and able and count >= WORTH_AN_EXPORT and isinstance(how.get("style"), str | None):
        kept = _measure(artefacts, others, direction, how)
    if not kept and not able:
        raise ExportError(
            "TensorFlow is not installed, and no export of this model is at hand. Where TensorFlow "
            f"is, `tfstyle translate ... --engine {others[0] if others else ENGINES[1]}` makes one "
            "in the cache (TFSTYLE_CACHE), and `tfstyle export` makes files to take along."
        )
    if not kept:
        return KERAS
    costs = {one.engine: _cost(one, count) for one in kept}
    if able:
        costs[KERAS] = count + (0 if running else _START)
    return min(costs, key=lambda engine: costs[engine])


def _cost(one: Kept, count: int) -> float:
    """Return what an engine takes, in Keras' pictures: both were measured at the same time.

    Milliseconds of different days say more about what else the machine had to do.
    """
    proof = one.proof
    return (proof["first_ms"] + count * proof["ms"]) / proof["keras_ms"]


def _measure(artefacts, engines, direction, how) -> list[Kept]:
    """Make the exports for some engines; one that cannot run this model is left out.

    What crashes, hangs or paints wrongly is told once, when it is found out: nobody asked for that
    engine, but its authors may want to know.
    """
    kept = []
    for engine in engines:
        if artefacts.refused(engine, direction, **how) is not None:
            continue
        try:
            kept.append(artefacts.get(engine, direction, **how))
        except RefusedError as error:
            logging.getLogger("tfstyle").warning("engine %s is left out: %s", engine, error)
        except ExportError:
            continue
    return kept
