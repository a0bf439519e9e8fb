"""What the colours of a whole picture say of how its tones should change."""

from keras import layers

from tfstyle.layers import StyleStatistics

_POOLING = 4


def tone_of(picture, count: int, filters: int = 32, seen_besides=()):
    """Return numbers (B, count) that begin as 0, for `layers.TonedPicture`.

    Two pointwise layers look at the colours at a quarter of the size; the mean and deviation of
    every channel over the whole picture are smooth histograms. Tiles share these statistics, so
    that a picture in tiles has the tones of the whole.

    Args:
        picture: symbolic tensor (B, H, W, C) in [-1, 1].
        count: of the numbers.
        filters: channels of the layers that look; twice as many units judge.
        seen_besides: symbolic tensors (B, H, W, any), whose means and deviations count, too.
    """
    x = layers.AveragePooling2D(_POOLING, padding="same", name="tone_small")(picture)
    seen = [x]
    for place in range(2):
        x = layers.Conv2D(
            filters, 1, kernel_initializer="he_normal", activation="relu",
            name=f"tone{place}_conv",
        )(x)  # fmt: skip
        seen.append(x)
    tone = layers.Concatenate(dtype="float32", name="tone_statistics")(
        [
            StyleStatistics(name=f"tone{place}_style")(x)
            for place, x in enumerate((*seen, *seen_besides))
        ]
    )
    # float32 throughout: a rounded number here is off in every pixel.
    for place in range(2):
        tone = layers.Dense(
            2 * filters, activation="relu", dtype="float32", name=f"tone{place}_dense"
        )(tone)
    return layers.Dense(count, kernel_initializer="zeros", dtype="float32", name="tone")(tone)
