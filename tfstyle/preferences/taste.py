"""What is liked of looks, as a text that a recipe carries: to go on takes no database."""

import dataclasses
from collections.abc import Mapping

from tfstyle.preferences.looks import check_names, finite, looks, soft_clip

NONE = "none"
# Deviations from what was voted on, beyond which nothing is known and nothing is followed.
LIMIT = 2.5
_MOST = 50.0  # of a weight, in logits a deviation: votes give some tenths to a few


@dataclasses.dataclass(frozen=True)
class Look:
    """How one look is liked.

    Attributes:
        center: its mean over the pictures that were voted on.
        scale: its deviation there.
        slope: logits for each deviation more.
        bend: logits for the square of it: below 0 where there is a best in between.
    """

    center: float
    scale: float
    slope: float
    bend: float


@dataclasses.dataclass(frozen=True)
class Taste:
    """A worth of pictures: `sum slope z + bend z^2` over looks, z in deviations, softly clipped.

    `|z|` never exceeds `LIMIT`: the worth is bounded, and beyond what people have seen its slope
    vanishes, so that a training cannot run away with it.

    Args:
        looks: by name, see `preferences.looks`.

    Example:
        >>> taste = Taste.parse("warmth 0.1 0.2 1.5 -0.25")
        >>> str(taste), taste.looks["warmth"].slope
        ('warmth 0.1 0.2 1.5 -0.25', 1.5)
    """

    looks: Mapping[str, Look]

    @classmethod
    def parse(cls, text: str) -> "Taste":
        """Return the taste of `"name center scale slope bend; name ..."`.

        Raises:
            ValueError: it is no such text.
        """
        found = {}
        for part in text.split(";"):
            name, *numbers = part.split() or [""]
            try:
                look = Look(*map(float, numbers))
            except (TypeError, ValueError):
                raise ValueError(
                    "A taste is 'name center scale slope bend', several with ; between. Received: "
                    f"{part.strip()[:80]!r}"
                ) from None
            check_names([name])
            values = dataclasses.astuple(look)
            if not finite(*values) or look.scale <= 0 or max(map(abs, values[2:])) > _MOST:
                raise ValueError(
                    f"A look needs finite numbers, a scale above 0, and a slope and a bend up to "
                    f"{_MOST:g}. Received: {part.strip()[:80]!r}"
                )
            if name in found:
                raise ValueError(f"A taste names each look once. Received: {name!r} twice.")
            found[name] = look
        return cls(found)

    def __str__(self):
        return "; ".join(
            f"{name} {' '.join(f'{value:.6g}' for value in dataclasses.astuple(look))}"
            for name, look in self.looks.items()
        )

    def worth(self, pictures, photographs, xp):
        """Return the worth of pictures in logits, (B,).

        Args:
            pictures: (B, H, W, 3) in [-1, 1].
            photographs: that they were painted of.
            xp: `numpy` or `keras.ops`.
        """
        return self.worth_of(looks(pictures, photographs, xp), xp)

    def worth_of(self, found, xp):
        """Return the worth of looks (B, 11), see `worth`."""
        from tfstyle.preferences.looks import LOOKS

        places = {name: place for place, name in enumerate(LOOKS)}
        total = 0.0 * found[..., 0]
        for name, look in self.looks.items():
            z = soft_clip((found[..., places[name]] - look.center) / look.scale, LIMIT, xp)
            total = total + look.slope * z + look.bend * z * z
        return total
