"""Proof that an engine paints Keras' picture, and how fast each of them is."""

import numpy as np

from tfstyle import images, processor
from tfstyle.engines.trial import milliseconds, try_out
from tfstyle.errors import RefusedError
from tfstyle.export.looks import comparison_pictures, fit, resized
from tfstyle.inference.padding import call_padded

# An engine in float32 may be this far from Keras, of a range of 1; one in bfloat16 this many dB.
MOST_ABS, LEAST_PSNR = 1e-4, 30.0
# The pictures' sizes: one that every network likes, and one that has to be padded.
_SIZES = ((256, 256), (201, 173))
# An engine that has not ended after so many seconds, and so many of Keras' pictures, hangs.
SECONDS, SLOWER = 120, 100


def prove(model, engine: str, direction: str, path, **how) -> dict:
    """Compare an engine's pictures with Keras', painted where a crash ends nothing else.

    Args:
        model: that was exported.
        engine: that runs the export.
        direction: that it paints in.
        path: of the export.
        **how: `style` and `alpha`, for models that take them.

    Returns:
        `max_abs` and `psnr` (dB, `None` for equal pictures) of the worst of `pictures` pictures in
        [0, 1]; `first_ms` to load it and paint one, `ms` and `keras_ms` for one of 256x256 from
        then on, on `processor`.

    Raises:
        RefusedError: they are not the same, or the engine crashed or hung.
        ExportError: see `run_apart`.
    """
    keras = model.painter(direction, **how)
    channels, _ = model.channels(direction)
    shown = comparison_pictures()
    pairs = [*((picture, _SIZES[0]) for picture in shown), (shown[0], _SIZES[1])]
    pictures = [
        images.to_float(resized(fit(picture, channels), size, model.label_colours))[None]
        for picture, size in pairs
    ]

    def by_keras(picture):
        return call_padded(keras, picture, multiple=model.size_multiple, minimum=model.min_size)

    expected = [by_keras(picture) for picture in pictures]
    keras_ms = milliseconds(by_keras, pictures[0])
    trial = try_out(engine, path, pictures, seconds=SECONDS + SLOWER * keras_ms / 1000)
    worst, psnr = 0.0, float("inf")
    for picture, painted in zip(expected, trial.painted, strict=True):
        for one in painted:
            if one.shape != picture.shape:
                raise RefusedError(
                    f"{engine} does not paint Keras' picture: it has the shape {one.shape} instead "
                    f"of {picture.shape}."
                )
            difference = np.abs(one.astype("float64") - picture) / 2
            # A comparison with NaN is False: write it so that NaN fails.
            worst = float(np.max([worst, difference.max()]))
            error = float(np.mean(difference**2))
            psnr = min(psnr, -10 * np.log10(error)) if error else psnr
    exact = not engine.endswith("bf16")
    if not (worst <= MOST_ABS if exact else psnr >= LEAST_PSNR):
        raise RefusedError(
            f"{engine} does not paint Keras' picture: the largest difference is {worst:.2g} of a "
            f"range of 1, PSNR {psnr:.1f} dB; needed is "
            + (f"{MOST_ABS:.0e}." if exact else f"{LEAST_PSNR:.0f} dB.")
        )
    return {
        "max_abs": worst,
        "psnr": round(float(psnr), 2) if np.isfinite(psnr) else None,
        "pictures": len(pictures),
        "first_ms": round(trial.first_ms, 1),
        "ms": trial.ms,
        "keras_ms": keras_ms,
        "processor": processor.model(),
    }

