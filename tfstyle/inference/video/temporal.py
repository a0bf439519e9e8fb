"""Steady frames: what was painted a frame ago moves along, and is painted over only gently."""

import numpy as np

from tfstyle.inference.video.flow import MotionEstimator, warp

# Share of the last result. At 0.8 the flicker between two frames halves or better, and a frame
# counts for 2 % after 18 frames, so that neither blur nor a wrong guess can build up.
KEEP = 0.8
# A frame that is trusted less than this on average begins another scene.
_SAME_SCENE = 0.5


class Steadier:
    """Mix each stylized frame with the one before it, moved to where its things are now.

        out = m (a warped + (1 - a) stylized) + (1 - m) stylized

    `warped` is the last `out` moved along the flow of the original frames, `m` in [0, 1] the trust
    in that flow: 0 where something appears from behind another thing or from outside. At a scene
    cut `m` is 0 everywhere. The mixture is unrounded, or differences below half a level would
    never fade.

    Flow, occlusion and blend follow Ruder et al., "Artistic Style Transfer for Videos", 2016,
    sections 4 and 5, applied after the network instead of inside its loss.

    Args:
        keep: `a`, in [0, 1).

    Example:
        >>> steady = Steadier()
        >>> rows = np.linspace(0, 255, 96).astype("uint8")
        >>> frame = np.dstack([np.tile(rows, (96, 1))] * 3)
        >>> first, second = steady(frame, frame), steady(frame, frame // 2)
        >>> bool(second.mean() > (frame // 2).mean() * 1.5)  # the jump in brightness is softened
        True
    """

    def __init__(self, keep: float = KEEP):
        self.keep = keep
        self._estimate = MotionEstimator()
        self._source: np.ndarray | None = None
        self._out: np.ndarray | None = None

    def __call__(self, source: np.ndarray, stylized: np.ndarray) -> np.ndarray:
        """Return the next frame, steadied.

        Args:
            source: the original, uint8 (H, W, 3), 0 to 255; its motion is that of the result.
            stylized: what the network made of it, uint8 (H, W, 3), 0 to 255.

        Returns:
            uint8 (H, W, 3), 0 to 255; the first frame as it came.
        """
        out = stylized.astype("float32")
        if self._source is not None and self._out is not None:
            motion = self._estimate(self._source, source)
            if motion.trust.mean() >= _SAME_SCENE:
                weight = (self.keep * motion.trust)[..., None]  # (H, W, 1)
                out += weight * (np.clip(warp(self._out, motion.back), 0, 255) - out)
        self._source, self._out = source, out
        return np.rint(out).astype("uint8")

    @property
    def state(self) -> np.ndarray | None:
        """The last result, unrounded: float32 (H, W, 3), 0 to 255; `None` before the first."""
        return self._out

    def resume(self, source: np.ndarray, state: np.ndarray) -> None:
        """Go on after the frame `source`, of which `state` was the result.

        Args:
            source: uint8 (H, W, 3), 0 to 255.
            state: as `state` was then.
        """
        self._source, self._out = source, state
