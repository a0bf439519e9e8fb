"""How long convolutions of a recipe's size take here, in float32 and in bfloat16, by the clock.

    python -m tfstyle.runs.precision_timing '{"crop": 256, "batch": 1, "filters": 64, "seconds": 8}'

What is measured stands for a step: two convolutions that halve the picture, one between, two that
double it, with their norms, forward and back. It runs in a process of its own: no random state, no
variable, no policy of the run is touched, and where bfloat16 is emulated and a round takes minutes,
the process is ended.
"""

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

from tfstyle.recipes import Recipe

PRECISIONS = ("float32", "mixed_bfloat16")
_SECONDS = 8.0  # of measuring
_AT_MOST = 60.0  # with the start of TensorFlow, and whatever goes wrong
_PIXELS = 2**18  # of a batch: more measures the same ratio, only later
_FILTERS = 64


def measure(recipe: Recipe, at_most: float = _AT_MOST) -> dict[str, float]:
    """Return the seconds of a round by precision, on this machine's processor.

    Args:
        recipe: its crop, batch and filters are what is measured, cut to what ends in time.
        at_most: seconds after which what is not yet known stays unknown.

    Returns:
        None, one or both of `PRECISIONS`: those that were measured in time.
    """
    sizes = json.dumps({**sizes_of(recipe), "seconds": min(_SECONDS, at_most), "at_most": at_most})
    # This very package, whichever way it was found, and no file of the working directory.
    places = os.pathsep.join(os.path.abspath(place) for place in sys.path)
    environment = {**os.environ, "PYTHONPATH": places, "CUDA_VISIBLE_DEVICES": ""}
    environment.pop("TF_CONFIG", None)
    try:
        done = subprocess.run(
            [sys.executable or "python3", "-P", "-m", __name__, sizes], env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=at_most,
        )  # fmt: skip
        said = done.stdout
    except subprocess.TimeoutExpired as error:
        said = error.output
    except OSError:  # no interpreter to be had, or no memory
        said = None
    return _read(said or b"")


def sizes_of(recipe: Recipe) -> dict[str, int]:
    """Return what a round is made of: the recipe's sizes, cut to a few seconds of work."""
    crop = max(16, min(recipe.data.crop, int(_PIXELS**0.5)) // 4 * 4)
    batch = max(1, min(recipe.train.batch_size, _PIXELS // crop**2))
    filters = max(4, min(recipe.generator.filters or _FILTERS, _FILTERS))
    return {"crop": crop, "batch": batch, "filters": filters}


def fastest_rounds(
    rounds: dict[str, Callable[[], object]], seconds: float, clock: Callable[[], float]
) -> Iterable[tuple[str, float]]:
    """Give each round's shortest time so far, until the time is over.

    The first call of each, which traces and compiles, does not count. Each is told of before the
    next is called at all, which may not end. Then they take turns, so that other work on the
    machine slows down all of them alike.

    Args:
        rounds: what to call, by name.
        seconds: to measure for; a round that has begun ends.
        clock: seconds, such as `time.perf_counter`.
    """
    end, best = clock() + seconds, {}
    while not best or clock() < end:
        for name, run in rounds.items():
            if name not in best:
                run()
            begun = clock()
            run()
            best[name] = min(best.get(name, math.inf), clock() - begun)
            yield name, best[name]


def _read(said: bytes) -> dict[str, float]:
    """Return the last time of each precision that a process has told, line by line."""
    found = {}
    for line in said.split(b"\n")[:-1]:  # the last may be cut
        with contextlib.suppress(ValueError, TypeError):
            name, seconds = json.loads(line)
            if name in PRECISIONS and seconds > 0:
                found[name] = float(seconds)
    return found


def _round(precision: str, crop: int, batch: int, filters: int) -> Callable[[], object]:
    """Return a step's worth of convolutions in a precision, ready to be called."""
    import keras
    import tensorflow as tf

    from tfstyle.layers import Conv2D, InstanceNormalization

    keras.config.set_dtype_policy(precision)
    layers = []
    for width, strides in ((1, 1), (2, 2), (4, 2), (4, 1)):
        layers += [
            Conv2D(width * filters, 3, strides=strides, padding="same"), InstanceNormalization(),
            keras.layers.ReLU(),
        ]  # fmt: skip
    for width in (2, 1):
        layers += [
            keras.layers.UpSampling2D(), Conv2D(width * filters, 3, padding="same"),
            InstanceNormalization(), keras.layers.ReLU(),
        ]  # fmt: skip
    network = keras.Sequential([*layers, Conv2D(3, 7, padding="same")])
    pictures = tf.random.stateless_uniform((batch, crop, crop, 3), (0, 0), -1.0, 1.0)
    network.build(pictures.shape)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            error = tf.cast(network(pictures, training=True), "float32") - pictures
            loss = tf.reduce_mean(tf.square(error))
        return [tf.reduce_sum(g) for g in tape.gradient(loss, network.trainable_weights)]

    return lambda: [float(value) for value in step()]


def main(sizes: str) -> None:
    """Measure and print `[precision, seconds]` a line, as soon as it is known."""
    options = json.loads(sizes)
    seconds, at_most = options.pop("seconds"), options.pop("at_most", _AT_MOST)
    if hasattr(signal, "alarm"):  # whoever asked may be gone
        signal.alarm(int(at_most) + 1)
    rounds = {precision: _round(precision, **options) for precision in PRECISIONS}
    for told in fastest_rounds(rounds, seconds, time.perf_counter):
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
