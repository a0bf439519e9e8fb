"""Ages a photograph as light, dust and bad copies do: what a model learns to mend.

Six kinds, in the order in which they happen to a picture: it fades, is copied out of focus and
with grain, gets scratched and torn, and is stored as JPEG in the end. Each comes with a chance and
a strength of its own. Lengths are in pixels of a picture whose shorter side is 256; marks on
larger ones are as much larger, and smaller ones, e.g. crops, have fewer.
"""

import tensorflow as tf

from tfstyle.data.damage_marks import holes, scratches
from tfstyle.data.damage_tones import blur, fade, jpeg, noise
from tfstyle.errors import DataError, did_you_mean

# Name: how often it comes, and what it does to float32 (H, W, C) in 0 to 255.
DAMAGES = {
    "fade": (0.7, fade),
    "blur": (0.4, blur),
    "noise": (0.6, noise),
    "scratches": (0.6, scratches),
    "holes": (0.4, holes),
    "jpeg": (0.4, jpeg),
}


def damage(picture, seed, kinds=None, strength=1.0, chance=None, undamaged=0.0, alone=0.0):
    """Return the picture as it may look after some decades.

    Every kind draws from a stream of its own: leaving one out changes nothing in the others.

    Args:
        picture: uint8 tensor (H, W, 1) or (H, W, 3), 0 to 255.
        seed: two whole numbers; the same seed gives the same damage.
        kinds: names in `DAMAGES`; all if not given. They happen in the order there.
        strength: above 0, at most 1: the share of the strongest damage that may come.
        chance: 0 to 1, of each kind; its own if not given. 1 is all of them at once.
        undamaged: share of pictures that nothing happens to: who never sees a whole one learns
            that every picture wants mending.
        alone: share of pictures with a single kind, each as often. The rest are mixtures.

    Returns:
        uint8 (H, W, C).

    Raises:
        DataError: an unknown kind, or a number out of range.
    """
    kinds = check_damages(kinds, strength, undamaged, alone)
    seed = tf.cast(tf.stack(seed), tf.int64)
    # For each kind, two numbers to draw from and one that decides whether it comes.
    seeds = tf.random.stateless_uniform(
        [len(DAMAGES), 2], seed, minval=None, maxval=None, dtype=tf.int64, alg="philox"
    )
    only = _only(len(kinds), seed, undamaged, alone)
    out = tf.cast(picture, tf.float32)
    for place, (name, (own, function)) in enumerate(DAMAGES.items()):
        if name not in kinds:
            continue
        likely = own if chance is None else chance
        comes = tf.random.stateless_uniform([], seeds[place] + [1, 0], alg="philox") < likely
        if only is not None:
            mixed, place_of_one = only
            comes = tf.where(mixed, comes, place_of_one == kinds.index(name))
        out = tf.cond(
            comes,
            lambda f=function, x=out, s=seeds[place]: f(x, s, strength),
            lambda x=out: x,
        )
        out.set_shape(picture.shape)
    return tf.cast(tf.round(tf.clip_by_value(out, 0, 255)), tf.uint8)


def _only(count, seed, undamaged, alone):
    """Return whether the damage is a mixture, and else the place of its one kind; beyond for none.

    `None` where all are mixtures.
    """
    if not (undamaged or alone):
        return None
    which, place = tf.unstack(tf.random.stateless_uniform([2], tf.add(seed, [0, 1]), alg="philox"))
    place = tf.cast(place * 0.9999 * count, tf.int32)
    return which >= undamaged + alone, tf.where(which < undamaged, count, place)


def check_damages(kinds, strength, undamaged=0.0, alone=0.0) -> tuple[str, ...]:
    """Return the kinds, all of them for `None`.

    Raises:
        DataError: an unknown kind, or a strength or share out of range.
    """
    kinds = tuple(DAMAGES if kinds is None else kinds)
    for name in kinds:
        if name not in DAMAGES:
            raise DataError(
                f"damages must be among {', '.join(map(repr, DAMAGES))}. Received: {name!r}."
                f"{did_you_mean(str(name), DAMAGES)}"
            )
    if not 0 < strength <= 1:
        raise DataError(f"damage_strength must be above 0 and at most 1. Received: {strength}.")
    if not (undamaged >= 0 and alone >= 0 and undamaged + alone <= 1):
        raise DataError(
            "undamaged and damaged_alone are shares of all pictures: use 0 or more each, and at "
            f"most 1 together. Received: {undamaged}, {alone}."
        )
    return kinds
