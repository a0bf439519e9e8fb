"""What may be asked of a video, and how it stands in a job's payload."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from tfstyle.errors import DataError
from tfstyle.studio.painting import Layer, PaintOptions
from tfstyle.studio.texts.telling import Told
from tfstyle.studio.training.runs import whole, word

SMALLEST, LARGEST, USUAL = 64, 2160, 480


@dataclasses.dataclass(frozen=True, kw_only=True)
class VideoOptions:
    """How a video is painted.

    Attributes:
        picture_id: of the video.
        style_id: of the library.
        strength: 0 leaves the video, 1 paints it.
        preserve_color: take the brush, leave the palette.
        size: pixels of the result's shorter side, 64 to 2160.
        temporal: steady each frame by the one before, along the optical flow.

    Example:
        >>> asked = VideoOptions(picture_id="film", style_id="wave", strength=0.5)
        >>> VideoOptions.of(asked.payload("Harbour")) == asked
        True
    """

    picture_id: str
    style_id: str
    strength: float = 1.0
    preserve_color: bool = False
    size: int = USUAL
    temporal: bool = False

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "VideoOptions":
        """Return what a job's payload asks for; a strength beyond its range is its nearest end.

        Raises:
            DataError: something is missing, or out of range.
        """
        strength = payload.get("strength", 1.0)
        if isinstance(strength, bool) or not isinstance(strength, int | float):
            raise DataError(Told("strength", received=repr(strength)))
        return cls(
            picture_id=word(payload, "picture_id"), style_id=word(payload, "style_id"),
            strength=min(max(float(strength), 0.0), 1.0),
            preserve_color=payload.get("preserve_color") is True,
            size=whole(payload, "size", USUAL, SMALLEST, LARGEST),
            temporal=payload.get("temporal") is True,
        )  # fmt: skip

    def payload(self, name: str, **more: Any) -> dict[str, Any]:
        """Return a job's payload; `name` is what its owner calls it."""
        return {**dataclasses.asdict(self), "name": name, **more}

    def each_frame(self) -> PaintOptions:
        """Return how each frame is painted."""
        return PaintOptions(
            layers=(Layer(style_id=self.style_id),), strength=self.strength,
            preserve_color=self.preserve_color, size=self.size,
        )  # fmt: skip
