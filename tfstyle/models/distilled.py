"""Distillation: a small network learns to paint what a large one paints, and nothing else."""

import math

import keras
from keras import ops

from tfstyle.capabilities import Capabilities
from tfstyle.losses import CharbonnierLoss, lattice_loss, lpips_distance
from tfstyle.models.shared.inference_mode import check_inference_mode
from tfstyle.models.shared.loss_encoder import check_encoder
from tfstyle.models.shared.networks_fit import check_network
from tfstyle.models.shared.one_player import OnePlayer
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.models.shared.teachers import paints_one_way
from tfstyle.networks.lpips import load_lpips
from tfstyle.networks.vgg import FixedEncoder
from tfstyle.training import ExponentialMovingAverage, apply_gradients, no_gradients, record


@keras.saving.register_keras_serializable("tfstyle")
class Distilled(PictureModel, OnePlayer, keras.Model):
    """Imitates one direction of a teacher, in one style: what that paints is all it learns.

    The student G minimizes `charbonnier * C(t, G(x)) + lpips * LPIPS(t, G(x))` for the teacher's
    picture t of the same x (knowledge distillation, Hinton et al. 2015, with pictures for logits).
    There is no adversary: the teacher's picture is the one right answer, and the teacher has had
    an adversary, or a style, of its own. C is `losses.CharbonnierLoss`.

    The teacher paints every batch anew, so that photographs may be cropped, mirrored and resized at
    will. It sees the crop alone, as the student does: where it normalizes by the statistics of its
    picture, one painted of the whole photograph would depend on what the student cannot see.

    Once trained, a student stands alone: neither its preset nor its pictures need the teacher.

    Args:
        generator: network to train, e.g. `MobileResNetGenerator()`.
        charbonnier: weight of the distance of pixels.
        lpips: weight of LPIPS through SqueezeNet; 0 leaves it out.
        lattice: weight of what repeats with the student's strides all over its picture, see
            `losses.lattice_loss`; 0 for none. A student that paints in patches needs it.
        ema: decay of the generator's moving average, 0 for none.
        inference_mode: how the generator runs once trained, see `models.shared.inference_mode`.
        domains: names of source and target.

    `fit` and `evaluate` take batches of photographs, (B, H, W, C) float32 in [-1, 1].

    Raises:
        ValueError: `lpips` of pictures that have no colours.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import MobileResNetGenerator, ResNetGenerator
        >>> teacher = Distilled(ResNetGenerator(filters=4, num_blocks=1))
        >>> model = Distilled(MobileResNetGenerator(filters=4, num_blocks=1), lpips=0.0)
        >>> model.compile(taught_by=teacher)
        >>> photos = np.zeros((1, 32, 32, 3), "float32")
        >>> sorted(model.fit(photos, batch_size=1, verbose=0).history)
        ['generator/charbonnier', 'generator/loss']
    """

    capabilities = Capabilities(imitates=True)

    roles = ("generator", "generator_ema")
    _shows = None
    _takes = (1, 1)

    def __init__(
        self,
        generator,
        *,
        charbonnier=1.0,
        lpips=1.0,
        lattice=0.0,
        ema=0.0,
        inference_mode="eval",
        domains=("a", "b"),
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_network(generator, "generator")
        if lpips and generator.out_channels != 3:
            raise ValueError(
                "lpips looks at colours: use a generator of 3 channels, or lpips=0. Received: "
                f"out_channels={generator.out_channels}"
            )
        self.generator = generator
        self.charbonnier, self.charbonnier_loss = charbonnier, CharbonnierLoss(charbonnier)
        self.lpips = lpips
        self.lattice = lattice
        self.inference_mode = check_inference_mode(inference_mode)
        self.domains = tuple(domains)
        self.ema = ema
        self._average = ExponentialMovingAverage(generator, ema, "generator_ema")
        self.generator_ema = self._average.average
        self.built = True

    def compile(
        self, generator_optimizer=None, encoder=None, image_shape=None, taught_by=None,
        direction=None, style=None, **kwargs,
    ):
        """Set the optimizer, the teacher, and the fixed network that `lpips` looks through.

        Args:
            generator_optimizer: as of `OnePlayer.compile`.
            encoder: network whose features' squared distance is the loss; LPIPS' SqueezeNet with
                its trained weights if not given and needed.
            image_shape: not needed here.
            taught_by: a model that translates, of the student's channels.
            direction: of the teacher's, the first if not given.
            style: of the teacher's, as it takes one; of names the first if not given.
            **kwargs: for `OnePlayer.compile`.

        Raises:
            OfflineError: LPIPS' weights are not to be had.
            UnsupportedOptionError: the teacher does not translate, or knows no such direction or
                style.
            ValueError: its pictures have other channels.
        """
        super().compile(generator_optimizer, encoder, image_shape, **kwargs)
        self._shows = None  # a function: Keras would take a model's weights for the student's
        if taught_by is not None:
            self._be_taught(taught_by, direction, style)

    def _be_taught(self, teacher, direction, style):
        paint = paints_one_way(teacher, direction, style)
        wanted = self.generator.in_channels, self.generator.out_channels
        if (channels := teacher.channels(direction)) != wanted:
            raise ValueError(
                f"taught_by: a {type(teacher).__name__} makes pictures of {channels[1]} channels "
                f"from {channels[0]}, the generator {wanted[1]} from {wanted[0]}. Use a generator "
                f"with in_channels={channels[0]}, out_channels={channels[1]}."
            )
        self._shows = paint
        self._takes = (teacher.size_multiple, teacher.min_size)

    def _sized(self, name, channels, **options):
        """Return `batches.Pictures` of sizes that the teacher takes, too."""
        multiple, least = self._takes
        size = {
            "multiple": math.lcm(self.size_multiple, multiple),
            "least": max(self.min_size, least),
        }
        return super()._sized(name, channels, **{**size, **options})

    def _loss_encoder(self, encoder):
        if not self.lpips:
            return None
        return FixedEncoder(load_lpips() if encoder is None else encoder)

    def _check_ready(self):
        if self.lpips:
            check_encoder(self, self.loss_encoder)
        if self._shows is None:
            raise ValueError(
                f"This {type(self).__name__} has nobody to imitate. Call "
                "compile(taught_by=model) before training."
            )

    def train_step(self, data):
        """Update the student on what the teacher paints of one batch."""
        self._check_ready()
        (photos,) = self._batch(data)
        step = self.generator_optimizer.iterations.value
        shown = self._shown(photos)
        with record(self.generator.trainable_weights) as tape:
            losses = self._distances(shown, self.generator(photos, training=True))
        apply_gradients(self.generator_optimizer, tape, losses["generator/loss"])
        self._average.update(step)
        return self._log(losses, photos)

    def test_step(self, data):
        """Return the losses of what `translate` shows: the average's picture, nothing updated."""
        self._check_ready()
        (photos,) = self._batch(data)
        network = self.generator_ema or self.generator
        losses = self._distances(self._shown(photos), network(photos, training=False))
        return self._log(losses, photos)

    def _distances(self, shown, painted):
        """Return how far the student's pictures are from the teacher's."""
        terms = {"generator/charbonnier": self.charbonnier_loss(shown, painted)}
        if self.lpips:
            distance = lpips_distance(self.loss_encoder(shown), self.loss_encoder(painted))
            terms["generator/lpips"] = self.lpips * distance
        if self.lattice:
            terms["generator/lattice"] = self.lattice * lattice_loss(painted)
        return {"generator/loss": sum(terms.values()), **terms}

    def _shown(self, photos):
        with no_gradients():
            return ops.stop_gradient(ops.cast(self._shows(photos), "float32"))

    def _learns_from(self):
        return (self._sized("photos", self.generator.in_channels),)

    def shown(self, photos):
        """Return what the teacher paints of photographs.

        Args:
            photos: (B, H, W, C) in [-1, 1], of sizes that the teacher takes.

        Raises:
            ValueError: it is not compiled with one.
        """
        self._check_ready()
        return self._shown(ops.convert_to_tensor(photos))

    def sample_row(self, photo):
        """Return photograph, teacher's and student's picture, each (H, W, C), to watch by."""
        batch = ops.convert_to_tensor(photo[None])
        pictures = self.shown(batch), self.translator()(batch)
        return [photo, *(ops.convert_to_numpy(picture[0]) for picture in pictures)]
