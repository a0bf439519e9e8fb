"""What people liked, as a term of a loss."""

from keras import ops


def preference_loss(taste, pictures, photographs):
    """Return minus the mean worth of pictures, in logits.

    Minimized, it makes pictures win more choices: one logit more is 73 to 27. It is bounded, and
    flat where pictures are unlike all that people have seen, see `preferences.taste`.

    Args:
        taste: a `preferences.taste.Taste`.
        pictures: (B, H, W, 3) in [-1, 1].
        photographs: that they were painted of, of the same shape.

    Returns:
        float32 scalar.

    Example:
        >>> import numpy as np
        >>> from tfstyle.preferences.taste import Taste
        >>> warm = Taste.parse("warmth 0 0.2 1 0")
        >>> gray = np.zeros((1, 8, 8, 3), "float32")
        >>> amber = gray + np.array([0.2, 0.0, -0.2], "float32")
        >>> bool(preference_loss(warm, amber, gray) < preference_loss(warm, gray, gray))
        True
    """
    pictures, photographs = (ops.cast(one, "float32") for one in (pictures, photographs))
    return -ops.mean(taste.worth(pictures, photographs, ops))
