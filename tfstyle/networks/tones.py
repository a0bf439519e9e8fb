"""What the colours of a whole picture say of how its tones should change."""

from keras import layers

from tfstyle.layers import LogScale, StyleStatistics, ToneRamps

# What tones begin with, by the names of its layers: the small picture, and what else was to be
# seen of it, where they look at more.
SMALL_PICTURE, SEEN_BESIDE = "tone_small", "tone3_style"
_POOLING = 4
_SMALLEST = 1e-7  # variance that counts beside logarithms


def tone_of(picture, count: int, filters: int = 32, ramps: int = 0, beside=None):
    """Return numbers (B, count) that begin as 0, for `layers.TonedPicture`.

    Two pointwise layers look at the colours at a quarter of the size; the mean and deviation of
    every channel over the whole picture are smooth histograms. Tiles share these statistics, so
    that a picture in tiles has the tones of the whole.

    Args:
        picture: symbolic tensor (B, H, W, C) in [-1, 1].
        count: of the numbers.
        filters: channels of the layers that look; twice as many units judge.
        ramps: tones beyond which the darkest and lightest pixels are counted, `layers.ToneRamps`;
            with any, statistics are also seen on a logarithmic scale. 0 is none.
        beside: symbolic tensor (B, H, W, any) whose means and deviations count, too, if any.
    """
    x = small = layers.AveragePooling2D(_POOLING, padding="same", name=SMALL_PICTURE)(picture)
    seen = [x]
    for place in range(2):
        x = layers.Conv2D(
            filters, 1, kernel_initializer="he_normal", activation="relu",
            name=f"tone{place}_conv",
        )(x)  # fmt: skip
        seen.append(x)
    epsilon = {"epsilon": _SMALLEST} if ramps else {}
    statistics = [
        StyleStatistics(name=f"tone{place}_style", **epsilon)(x) for place, x in enumerate(seen)
    ]
    if ramps:
        of_ramps = StyleStatistics(name="tone_ramps_style", **epsilon)(
            ToneRamps(ramps, name="tone_ramps")(small)
        )
        statistics += [
            LogScale(name=f"tone{place}_log")(one)
            for place, one in enumerate((*statistics[1:], of_ramps))
        ]
    if beside is not None:
        statistics.append(StyleStatistics(name=SEEN_BESIDE)(beside))
    tone = layers.Concatenate(dtype="float32", name="tone_statistics")(statistics)
    # float32 throughout: a rounded number here is off in every pixel.
    for place in range(2):
        tone = layers.Dense(
            2 * filters, activation="relu", dtype="float32", name=f"tone{place}_dense"
        )(tone)
    return layers.Dense(count, kernel_initializer="zeros", dtype="float32", name="tone")(tone)
