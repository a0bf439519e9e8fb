"""What the checks look at: what a model makes of a few fixed pictures, at one step of a run."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

# Earlier norms that one is compared with at most, and at least.
REMEMBERED, ENOUGH = 20, 3


@dataclass(frozen=True)
class Way:
    """One way in which a model makes pictures; all float32 (N, H, W, C), in [-1, 1].

    Attributes:
        made: the results.
        sources: what they were made of, picture by picture; `None` of noise.
        reals: real pictures of what should come out, in no order; `None` where there are none.
    """

    made: np.ndarray
    sources: np.ndarray | None = None
    reals: np.ndarray | None = None

    @property
    def reference(self) -> np.ndarray | None:
        """What the results are compared with as a set: real pictures, or else their sources."""
        return self.sources if self.reals is None else self.reals


@dataclass(frozen=True)
class Judgement:
    """How often a discriminator is right.

    Attributes:
        real: share of its logits on real pictures that call them real.
        fake: share of its logits on results that call them made.
        order: share of pairs of a real picture's logit and a result's in which the real one's is
            larger, ties by half: 0.5 knows no difference, wherever the threshold is.
    """

    real: float
    fake: float
    order: float


@dataclass(frozen=True)
class Gradient:
    """The gradients that a player has learned by lately.

    Attributes:
        norm: of their mean.
        weights: numbers it is over.
        earlier: norms at earlier looks, the newest last.
    """

    norm: float
    weights: int
    earlier: Sequence[float] = ()

    @property
    def per_weight(self) -> float:
        """The root mean square of a weight's gradient."""
        return self.norm / math.sqrt(max(self.weights, 1))

    @property
    def growth(self) -> float:
        """The norm as a multiple of the usual, NaN before there is anything usual."""
        if len(self.earlier) < ENOUGH:
            return math.nan
        usual = statistics.median(self.earlier)
        if not math.isfinite(self.norm):
            return math.inf
        return self.norm / usual if usual else math.nan


@dataclass(frozen=True)
class Observation:
    """All that is looked at, at one step.

    Attributes:
        ways: by the name of the direction or the style, `"generated"` of noise.
        judgements: by the discriminator's name.
        gradients: by the player's name.
    """

    ways: dict[str, Way] = field(default_factory=dict)
    judgements: dict[str, Judgement] = field(default_factory=dict)
    gradients: dict[str, Gradient] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """Return what is worth a curve without being a check: `{name/part: value}`."""
        return {
            **{f"accuracy_real/{name}": one.real for name, one in self.judgements.items()},
            **{f"accuracy_fake/{name}": one.fake for name, one in self.judgements.items()},
            **{f"gradient_norm/{name}": one.norm for name, one in self.gradients.items()},
        }
