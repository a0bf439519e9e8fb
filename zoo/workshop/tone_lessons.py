"""What a restorer's tones learn from: many photographs at a quarter of their size, aged and fresh.

Tones hang on a few statistics of a picture, and those on colours alone: 48 x 48 pixels have nearly
the same as 192 x 192.
"""

from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from tfstyle import images
from tfstyle.data.damage import DAMAGES, damage
from tfstyle.networks.tones import SEEN_BESIDE, SMALL_PICTURE

SIZE = 192  # pixels of a side that is aged
_SIDE = SIZE // 4
_MIXED, _FADED = 0.45, 0.2  # share of mixtures, and of pictures that have faded and no more
_VIEW = 0.6, 1.0  # share of a photograph's sides
_BATCH = 8
_OTHERS = tuple(name for name in DAMAGES if name != "fade")


class Lessons(NamedTuple):
    """Arrays of N pictures, float16 (N, 48, 48, 3) in [-1, 1] but for `damage`."""

    aged: Any
    """What the tones look at, mended where they see it so."""
    faded: Any
    """As if nothing had happened but fading."""
    fresh: Any
    damage: Any
    """(N, D) float32: statistics of the damage found, D 0 where the tones do not look at it."""


def look(network) -> keras.Model:
    """Return the network from pictures to what its tones begin with: small pictures, and damage."""
    names = [SMALL_PICTURE, SEEN_BESIDE][: 1 + network.tones_see_damage]
    return keras.Model(network.inputs, [network.get_layer(name).output for name in names])


def draw(network, photographs, count, seed=0, report=None) -> Lessons:
    """Return lessons from views of photographs, each aged in its own way.

    Args:
        network: `RetouchingGenerator` of three channels.
        photographs: uint8 pictures (H, W, 3).
        count: of the lessons.
        seed: the same seed gives the same lessons.
        report: gets a line every 1,000 lessons, if given.
    """
    rng, looked = np.random.default_rng(seed), look(network)
    pictures = np.empty((3, count, _SIDE, _SIDE, 3), np.float16)
    found = []

    @tf.function(input_signature=[tf.TensorSpec([None, SIZE, SIZE, 3], tf.uint8)])
    def begin(aged):
        return tf.nest.flatten(looked(_floats(aged), training=False))

    for first in range(0, count, _BATCH):
        batch = [_age(*_drawn(photographs, rng)) for _ in range(min(_BATCH, count - first))]
        aged, faded, fresh = (tf.stack(one) for one in zip(*batch, strict=True))
        looked_at, *seen = begin(aged)
        found.append(seen[0] if seen else np.empty((len(batch), 0)))
        small = [tf.nn.avg_pool2d(_floats(one), 4, 4, "VALID") for one in (faded, fresh)]
        pictures[:, first : first + len(batch)] = (looked_at, *small)
        if report and first % 1_000 == 0:
            report(f"lesson {first}/{count}")
    damages = np.concatenate(found).astype(np.float32)
    return Lessons(pictures[0], pictures[1], pictures[2], damages)


def _floats(pictures):
    return tf.cast(pictures, tf.float32) / 127.5 - 1


def _drawn(photographs, rng):
    """Return a view of a photograph, a key to draw its damage by, and which damage it is."""
    photograph = photographs[rng.integers(len(photographs))]
    view = rng.uniform(*_VIEW)
    sides = [max(1, round(side * view)) for side in photograph.shape[:2]]
    top, left = (
        rng.integers(whole - side + 1)
        for whole, side in zip(photograph.shape[:2], sides, strict=True)
    )
    picture = photograph[top : top + sides[0], left : left + sides[1]]
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
    picture = images.resize(np.ascontiguousarray(picture), (SIZE, SIZE))
    kind = rng.choice(3, p=[_MIXED, _FADED, 1 - _MIXED - _FADED])
    return picture, rng.integers(2**31, size=2), kind


@tf.function(
    input_signature=[
        tf.TensorSpec([SIZE, SIZE, 3], tf.uint8), tf.TensorSpec([2], tf.int64),
        tf.TensorSpec([], tf.int64),
    ]
)  # fmt: skip
def _age(picture, key, kind):
    """Return the picture aged, only faded, and as it was."""

    def mixture():
        return damage(picture, key), damage(picture, key, ["fade"])

    def fading():
        faded = damage(picture, key, ["fade"], chance=1.0)
        return faded, faded

    def unfaded():
        return damage(picture, key, _OTHERS, alone=0.8, undamaged=0.2), picture

    return *tf.switch_case(tf.cast(kind, tf.int32), [mixture, fading, unfaded]), picture
