"""Colour as a painter speaks of it: value, chroma, and a hue on the wheel of pigments.

Values are CIE L* (0 black, 100 white; a tenth of it is about Munsell's value). Colours are compared
in OKLab (Ottosson 2020), where equal distances look about equally far apart. Its hue angle is then
laid on the wheel that art schools teach, on which red faces green, orange faces blue and yellow
faces violet: what is called complementary here is what a student finds called so in class.
(Cohen-Or et al. 2006 use the wheel of HSV, on which red faces cyan.)
"""

import numpy as np

# OKLab hue angles of the six pigments, in degrees, and their places on the painter's wheel.
_OKLAB = np.array([26.5, 57.0, 100.0, 149.0, 262.0, 312.0, 386.5])
_WHEEL = np.array([0.0, 60.0, 120.0, 180.0, 240.0, 300.0, 360.0])

HUES = (
    "red", "red_orange", "orange", "yellow_orange", "yellow", "yellow_green",
    "green", "blue_green", "blue", "blue_violet", "violet", "red_violet",
)  # fmt: skip

# Chroma in OKLab below which a colour reads as a gray.
NEUTRAL = 0.025

_LINEAR = np.arange(256) / 255.0
_LINEAR = np.where(_LINEAR <= 0.04045, _LINEAR / 12.92, ((_LINEAR + 0.055) / 1.055) ** 2.4)


def lightness(rgb: np.ndarray) -> np.ndarray:
    """Return CIE L*, 0 to 100, of a uint8 (..., 3) array.

    Example:
        >>> lightness(np.array([[0, 0, 0], [119, 119, 119], [255, 255, 255]], "uint8")).round()
        array([  0.,  50., 100.])
    """
    r, g, b = (_LINEAR[rgb[..., channel]] for channel in range(3))
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return np.where(y > 216 / 24389, 116.0 * np.cbrt(y) - 16.0, y * 24389 / 27)


def to_oklab(rgb: np.ndarray) -> np.ndarray:
    """Return OKLab, L 0 to 1, a and b about -0.3 to 0.3, of a uint8 (..., 3) array."""
    r, g, b = (_LINEAR[rgb[..., channel]] for channel in range(3))
    # Sums written out, not a product of matrices: BLAS adds up in an order of its own.
    long = np.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = np.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = np.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return np.stack([
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    ], axis=-1)  # fmt: skip


def from_oklab(lab: np.ndarray) -> np.ndarray:
    """Return the uint8 sRGB of OKLab; what no screen shows is cut off.

    Example:
        >>> colors = np.array([[200, 30, 40], [7, 120, 255]], "uint8")
        >>> bool(np.array_equal(from_oklab(to_oklab(colors)), colors))
        True
    """
    light, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = np.stack([
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    ], axis=-1).clip(0.0, 1.0)  # fmt: skip
    curved = np.where(
        linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055
    )
    return np.floor(curved * 255.0 + 0.5).clip(0, 255).astype("uint8")


def chroma(lab: np.ndarray) -> np.ndarray:
    """Return how far OKLab colours are from gray, 0 to about 0.32."""
    return np.hypot(lab[..., 1], lab[..., 2])


def wheel(lab: np.ndarray) -> np.ndarray:
    """Return hues of OKLab colours on the painter's wheel, degrees, 0 to 360 from red by yellow.

    Example:
        >>> pigments = np.array([[220, 30, 40], [25, 140, 60]], "uint8")
        >>> red, green = wheel(to_oklab(pigments))
        >>> bool(abs(abs(green - red) - 180) < 12)
        True
    """
    angle = np.degrees(np.arctan2(lab[..., 2], lab[..., 1]))
    return np.interp((angle - _OKLAB[0]) % 360.0 + _OKLAB[0], _OKLAB, _WHEEL) % 360.0


def from_wheel(
    light: np.ndarray | float, amount: np.ndarray | float, hue: np.ndarray | float
) -> np.ndarray:
    """Return OKLab of lightness 0 to 1, chroma, and a hue on the painter's wheel in degrees."""
    angle = np.radians(np.interp(np.asarray(hue) % 360.0, _WHEEL, _OKLAB))
    return np.stack(
        np.broadcast_arrays(light, amount * np.cos(angle), amount * np.sin(angle)), axis=-1
    )


def apart(hue: np.ndarray | float, other: np.ndarray | float) -> np.ndarray:
    """Return the way from one hue to another the short way round, -180 to 180 degrees."""
    return (np.asarray(other) - hue + 180.0) % 360.0 - 180.0


def is_warm(hue: np.ndarray) -> np.ndarray:
    """Return whether hues lie on the warm half: red-violet by red and orange to yellow."""
    return np.abs(apart(45.0, hue)) < 90.0


def warmth(lab: np.ndarray) -> np.ndarray:
    """Return where colours lie between blue (negative) and orange (positive), in OKLab's units."""
    angle = np.radians(57.0)
    return lab[..., 1] * np.cos(angle) + lab[..., 2] * np.sin(angle)


def name(rgb: np.ndarray) -> tuple[str, str]:
    """Return `(tone, colour)`, keys of words, for one uint8 colour (3,).

    The tone is one of `plain`, `dark`, `light` and `dull`.

    Example:
        >>> name(np.array([30, 60, 150], "uint8")), name(np.array([128, 128, 128], "uint8"))
        (('dark', 'blue'), ('plain', 'gray'))
    """
    lab, value = to_oklab(rgb), float(lightness(rgb))
    amount, hue = float(chroma(lab)), float(wheel(lab))
    if amount < NEUTRAL:
        grays = ((12.0, "black"), (38.0, "dark_gray"), (65.0, "gray"), (90.0, "light_gray"))
        return "plain", next((gray for limit, gray in grays if value < limit), "white")
    if 15.0 <= hue < 112.0 and value < 55.0 and amount < 0.11:
        return ("dark" if value < 28.0 else "plain"), "brown"
    if 15.0 <= hue < 112.0 and value >= 68.0 and amount < 0.075:
        return "plain", "beige"
    color = HUES[int((hue + 15.0) // 30.0) % 12]
    if value < 32.0:
        return "dark", color
    if value > 75.0 and amount < 0.14:
        return "light", color
    return ("dull" if amount < 0.065 else "plain"), color
