"""The functions of one model from its kept exports, each by the engine that was asked for."""

import functools
import logging

from tfstyle.engine_names import AUTO
from tfstyle.engines.artefacts import Artefacts
from tfstyle.engines.choice import KERAS, choose
from tfstyle.engines.painter import painter
from tfstyle.provenance import Origin


class KeptSource:
    """A `Source` of the exports in the cache; what is missing is made there.

    Args:
        artefacts: of the model.
        engine: one of `engine_names.CHOICES` but Keras.
        count: how many pictures there are to paint.
        running: Keras has been started already.
        origin: of the model's weights.

    Attributes:
        facts: of the model.
        origin: as it was given.
    """

    def __init__(
        self, artefacts: Artefacts, engine: str, count: int = 1, running: bool = False,
        origin: Origin | None = None,
    ):  # fmt: skip
        self.origin = origin
        self.facts = artefacts.facts()
        self._artefacts = artefacts
        self._engine, self._count, self._running = engine, count, running
        self._painters: dict = {}

    def margin(self, direction: str) -> int:
        """Return how many pixels around a tile its translation depends on; Keras is asked."""
        return self._artefacts.model().tile_margin(direction)

    def painter(self, direction: str, *, tiled: bool = False, **how):
        """Return a function of float32 (B, H, W, C) in [-1, 1] to the same.

        Args:
            direction: one of the model's.
            tiled: for parts of a picture, which only Keras' layers normalize as a whole.
            **how: `style` and `alpha`, for models that take them.

        Raises:
            ExportError: see `Artefacts.get`.
        """
        engine = KERAS if tiled else self._engine
        if engine == AUTO:
            engine = choose(
                self._artefacts, direction, self._count, running=self._running, **how
            )
            _tell(engine)
        if engine == KERAS:
            return self._artefacts.model().painter(direction, tiled=tiled, **how)
        kept = self._artefacts.get(engine, direction, **how)
        if engine.endswith("bf16"):
            _say(
                "%s: up to %.0f of 255 levels from Keras' picture, PSNR %.1f dB.",
                engine, 255 * kept.proof["max_abs"], kept.proof["psnr"] or float("inf"),
            )
        if kept.path not in self._painters:
            self._painters[kept.path] = painter(engine, kept.path)
        return self._painters[kept.path]


_say = logging.getLogger("tfstyle").warning


@functools.cache
def _tell(engine):
    if engine != KERAS:
        _say("engine: %s, as the fastest here", engine)
