"""Goes on training the tones of a restorer, and nothing else of it, on many small photographs.

    python -m tfstyle.zoo.workshop.restorer_tones RUN/final PHOTOGRAPHS... --out FOLDER

RUN is one of `tfstyle train` with `generator.network = "retouching"`; its tones are trained on, or
begun anew where an option names what `RetouchingGenerator` should be given. Whether and how the
tones of a picture have faded takes far more pictures to learn than where a scratch is, and the
layers that say so are small and see a few statistics (`tone_lessons`): in a quarter of an hour one
core shows them 320,000 pictures, where training as a whole shows 20,000 on two.
"""

import argparse
import math
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from tfstyle.data.damage_tones import fade
from tfstyle.layers import TonedPicture
from tfstyle.losses import damage_of
from tfstyle.models import Restore
from tfstyle.zoo.workshop.tone_lessons import draw, look

_BATCH = 32
_VIEW = 0.55  # at least this share of a side is shown: a picture of its own, as good as the whole
_REFADED = 0.8  # share of the faded that fade in another way each time
_UNFADED = 0.3 / 127.5  # mean distance of tones that are as they were, rounded
_SEEN = 6 / 127.5  # root of the mean square distance below which tones are good enough
_LEFT = 1.5 / 127.5  # what other damage leaves at least
_LEFT_OF_DAMAGE = 0.5  # of its mean square, once it is mended
_DECIBELS = 10.0  # no picture weighs more
_AVERAGED = 0.999
_KEPT = "charbonnier", "psnr", "lpips", "finding", "inference_mode", "domains"  # of the model


def with_new_tones(network, **options):
    """Return a network that does all but its tones as this one does.

    Args:
        network: `RetouchingGenerator`.
        **options: of its constructor, those of the tones.
    """
    new = type(network)(**{**network.get_config(), **options})
    for layer in new.layers:
        if layer.weights and not layer.name.startswith("tone"):
            layer.set_weights(network.get_layer(layer.name).get_weights())
    return new


class Tones:
    """The tones' layers of a `RetouchingGenerator`, which are trained in place.

    Each lesson asks for its tones as if they had to change, in decibels of PSNR; and of their gate
    whether that is worth it: a lesson weighs as many decibels as are won or lost.

    Args:
        network: the generator, of three channels.
        steps: of the whole training, 32 pictures each; the rate falls to 0 by a cosine.
        learning_rate: at first, of Adam.
        false_alarm: how much more a lost decibel weighs than one won.
    """

    def __init__(self, network, steps, learning_rate=2e-3, false_alarm=3.0):
        self.model = keras.Model(look(network).outputs, network.get_layer("tone").output)
        self.false_alarm = false_alarm
        self.left = 1.0 if network.tones_see_mended else _LEFT_OF_DAMAGE
        rate = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
        self.optimizer = keras.optimizers.Adam(rate, clipnorm=1.0)
        self.optimizer.build(self.model.trainable_variables)
        pictures = tf.TensorSpec([None, None, None, 3], tf.float32)
        numbers, keys = tf.TensorSpec([None, None], tf.float32), tf.TensorSpec([None, 2], tf.int64)
        self.step = tf.function(self._step, input_signature=[pictures] * 3 + [numbers, keys])

    def losses(self, aged, faded, fresh, damage):
        """Return how far the tones are off, and how badly their gate judges.

        Args:
            aged: (B, h, w, 3) in [-1, 1].
            faded: as if nothing had happened but fading.
            fresh: as it was.
            damage: (B, D), see `tone_lessons.Lessons`.
        """
        inputs = [aged, damage] if len(self.model.inputs) > 1 else aged
        tone = self.model(inputs, training=True)
        toned = TonedPicture()([faded, tone[:, :-1]])
        off, before = _squares(toned - fresh), _squares(faded - fresh)
        has_faded = damage_of(faded, fresh).fading[:, 0]
        tones = has_faded * tf.math.log1p(off / _SEEN**2)
        tones = tf.reduce_sum(tones) / (tf.reduce_sum(has_faded) + 1e-3)

        left = tf.maximum(self.left * _squares(aged - faded), _LEFT**2)
        won = 10 / math.log(10) * tf.math.log((before + left) / (off + left))
        won = tf.clip_by_value(tf.stop_gradient(won) / _DECIBELS, -1.0, 1.0)
        missed, alarmed = tf.nn.softplus(-tone[:, -1]), tf.nn.softplus(tone[:, -1])
        gate = tf.nn.relu(won) * missed + self.false_alarm * tf.nn.relu(-won) * alarmed
        return tones, tf.reduce_mean(gate)

    def _step(self, aged, faded, fresh, damage, keys):
        aged, faded = fade_anew(aged, faded, fresh, keys)
        weights = self.model.trainable_variables
        with tf.GradientTape() as tape:
            tones, gate = self.losses(aged, faded, fresh, damage)
            loss = tones + gate
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        return tones, gate


def fade_anew(aged, faded, fresh, keys):
    """Return aged and faded pictures (B, h, w, 3), most of the faded ones in other tones.

    What else happened to a picture stays. Keys (B, 2) say who fades and how.
    """

    def once(lesson):
        picture, key = lesson
        return fade((picture + 1) * 127.5, key, 1.0) / 127.5 - 1

    again = tf.map_fn(once, (fresh, keys), fn_output_signature=tf.float32)
    again = tf.clip_by_value(tf.ensure_shape(again, fresh.shape), -1.0, 1.0)
    had = tf.reduce_mean(tf.abs(faded - fresh), axis=(1, 2, 3)) > _UNFADED
    anew = had & (keys[:, 0] % 1000 < int(1000 * _REFADED))
    anew = anew[:, None, None, None]
    rest = tf.clip_by_value(again + aged - faded, -1.0, 1.0)
    return tf.where(anew, rest, aged), tf.where(anew, again, faded)


def _squares(difference):
    return tf.reduce_mean(tf.square(difference), axis=(1, 2, 3))


def train(network, lessons, steps, seed=0, report=print, **options):
    """Train a network's tones in place; its weights are the moving average's in the end.

    Args:
        network: `RetouchingGenerator` of three channels.
        lessons: `tone_lessons.Lessons`.
        steps: how many, 32 lessons each.
        seed: of their order.
        report: gets a line every 500 steps.
        **options: of `Tones`.
    """
    tones, rng = Tones(network, steps, **options), np.random.default_rng(seed)
    average = [weight.numpy() for weight in tones.model.weights]
    losses = []
    for step in range(steps):
        losses.append([float(loss) for loss in tones.step(*_shown(lessons, rng))])
        decay = min(_AVERAGED, (1 + step) / (10 + step))
        average = [
            decay * old + (1 - decay) * new.numpy()
            for old, new in zip(average, tones.model.weights, strict=True)
        ]
        if (step + 1) % 500 == 0:
            found = np.mean(losses[-500:], axis=0)
            report(f"step {step + 1}/{steps}  tones {found[0]:.4f}  gate {found[1]:.4f}")
    tones.model.set_weights(average)


def _shown(lessons, rng):
    """Return a batch of lessons, cut to the same part of each, and keys to fade them by."""
    chosen = rng.integers(len(lessons.damage), size=_BATCH)
    side = lessons.fresh.shape[1]
    height, width = rng.integers(math.ceil(_VIEW * side), side + 1, 2)
    top, left = rng.integers(side - height + 1), rng.integers(side - width + 1)
    *pictures, damage = (one[chosen] for one in lessons)
    parts = [one[:, top : top + height, left : left + width] for one in pictures]
    numbers = [tf.constant(one, tf.float32) for one in (*parts, damage)]
    return [*numbers, tf.constant(rng.integers(2**31, size=(_BATCH, 2)))]


def main(arguments=None):
    """Parse the command line, train and write the model."""
    from tfstyle import images
    from tfstyle.listing import list_files
    from tfstyle.zoo import from_preset

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], allow_abbrev=False)
    parser.add_argument("model", type=Path)
    parser.add_argument("photographs", type=Path, nargs="+", help="folders")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tone-filters", type=int)
    parser.add_argument("--tone-ramps", type=int)
    parser.add_argument("--tones-see-damage", action="store_true", default=None)
    parser.add_argument("--tones-see-mended", action="store_true", default=None)
    parser.add_argument("--lessons", type=int, default=20_000)
    parser.add_argument("--steps", type=int, default=6_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)

    model = from_preset(chosen.model)
    network = model.generator_ema or model.generator
    names = "tone_filters", "tone_ramps", "tones_see_damage", "tones_see_mended"
    options = {name: getattr(chosen, name) for name in names}
    options = {name: value for name, value in options.items() if value is not None}
    if options:
        network = with_new_tones(network, **options)
    photographs = [
        images.read_image(path)
        for folder in chosen.photographs
        for path in list_files(folder, images.IMAGE_SUFFIXES).files
    ]
    lessons = draw(network, photographs, chosen.lessons, chosen.seed, print)
    train(network, lessons, chosen.steps, chosen.seed)
    kept = {name: getattr(model, name) for name in _KEPT}
    Restore(network, **kept).save_to_preset(chosen.out)


if __name__ == "__main__":
    main()
