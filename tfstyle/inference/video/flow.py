"""Where each pixel was a frame ago, and where that question has no answer."""

import dataclasses

import numpy as np

from tfstyle.inference.video.libraries import load_library

# Motion is smooth: what a larger picture would add is below a pixel, and its flow costs seconds.
_LONGEST = 640
# Below this OpenCV's search runs out of its image pyramid.
_SHORTEST = 64
_SLIMMEST = 8  # longer side to shorter side
# A match whose colours differ by this much (of 255) is half trusted.
_COLOUR = 12.0


@dataclasses.dataclass(frozen=True)
class Motion:
    """What `estimate_motion` found.

    Attributes:
        back: float32 (H, W, 2), pixels: (x, y) of now was at (x, y) + `back` a frame ago.
        trust: float32 (H, W) in [0, 1]: 1 where that pixel was seen a frame ago, 0 where it was
            hidden, outside the picture, or is another scene.
    """

    back: np.ndarray
    trust: np.ndarray


class MotionEstimator:
    """Dense optical flow with its own doubt: OpenCV's DIS, forth and back.

    With the flow back `b` (now to before) and forth `f` (before to now), a pixel `p` is visible in
    both frames where the way there and back ends where it began, and with the colour it began with:

        |b(p) + f(p + b(p))|^2 < 0.01 (|b(p)|^2 + |f(p + b(p))|^2) + 0.5

    Kroeger et al., "Fast Optical Flow using Dense Inverse Search", ECCV 2016; the check is that of
    Sundaram et al., "Dense Point Trajectories by GPU-accelerated Large Displacement Optical Flow",
    ECCV 2010, section 4.

    Example:
        >>> rows = np.linspace(0, 255, 96).astype("uint8")
        >>> still = np.dstack([np.tile(rows, (96, 1))] * 3)
        >>> motion = MotionEstimator()(still, still)
        >>> bool(abs(motion.back).max() < 0.1 and motion.trust.min() > 0.9)
        True
    """

    def __init__(self):
        cv2 = load_library("cv2")
        self._dis = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)

    def __call__(self, before: np.ndarray, now: np.ndarray) -> Motion:
        """Compare two frames.

        Args:
            before: uint8 (H, W, 3), 0 to 255.
            now: uint8 (H, W, 3), the frame after it.
        """
        cv2 = load_library("cv2")
        height, width = now.shape[:2]
        scale = min(1.0, _LONGEST / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        before, now = (
            cv2.resize(x, size, interpolation=cv2.INTER_AREA) if scale < 1 else x
            for x in (before, now)
        )
        grays = [_pad(cv2.cvtColor(x, cv2.COLOR_RGB2GRAY)) for x in (before, now)]
        rows, columns = slice(size[1]), slice(size[0])
        back = self._dis.calc(grays[1], grays[0], None)[rows, columns]
        forth = self._dis.calc(grays[0], grays[1], None)[rows, columns]
        trust = _consistent(back, forth) * _same_colour(before, now, back)
        # Doubt spreads a little: the flow's edges lie beside those of things.
        trust = cv2.GaussianBlur(cv2.erode(trust, np.ones((3, 3), np.uint8)), (0, 0), 1.0)
        if scale < 1:
            stretch = np.array([width / size[0], height / size[1]], np.float32)
            back = cv2.resize(back, (width, height)) * stretch
            trust = cv2.resize(trust, (width, height))
        return Motion(back, trust)


def warp(picture: np.ndarray, back: np.ndarray) -> np.ndarray:
    """Return `picture` moved along a flow: `out(p) = picture(p + back(p))`.

    Bicubic, since the result of one frame is the start of the next: a bilinear lookup would blur
    it a little more each time. What lies outside repeats the border.

    Args:
        picture: uint8 or float32 (H, W) or (H, W, C), any range.
        back: float32 (H, W, 2), pixels.
    """
    cv2 = load_library("cv2")
    height, width = back.shape[:2]
    columns = np.arange(width, dtype="float32")[None] + back[..., 0]
    rows = np.arange(height, dtype="float32")[:, None] + back[..., 1]
    return cv2.remap(picture, columns, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _consistent(back, forth):
    """Return 1 where there and back is the same place and inside the picture, else 0."""
    height, width = back.shape[:2]
    returned = warp(forth, back)
    gap = ((back + returned) ** 2).sum(-1)
    length = (back**2).sum(-1) + (returned**2).sum(-1)
    x, y = np.arange(width)[None] + back[..., 0], np.arange(height)[:, None] + back[..., 1]
    inside = (x >= -0.5) & (x <= width - 0.5) & (y >= -0.5) & (y <= height - 0.5)
    return ((gap < 0.01 * length + 0.5) & inside).astype("float32")


def _same_colour(before, now, back):
    """Return 1 for equal colours, falling to 0 where the matched ones differ."""
    cv2 = load_library("cv2")
    difference = np.abs(warp(before, back).astype("float32") - now).max(-1)
    # Noise of single pixels is no other thing.
    difference = cv2.GaussianBlur(difference, (0, 0), 1.0)
    return np.exp2(-((difference / _COLOUR) ** 2))


def _pad(gray):
    """Repeat the border of a small or slim picture up to a size the search can work with."""
    cv2 = load_library("cv2")
    height, width = gray.shape
    down = max(_SHORTEST, width // _SLIMMEST) - height
    right = max(_SHORTEST, height // _SLIMMEST) - width
    return cv2.copyMakeBorder(gray, 0, max(0, down), 0, max(0, right), cv2.BORDER_REPLICATE)
