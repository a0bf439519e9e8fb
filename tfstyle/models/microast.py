"""Any style from one picture, by small encoders instead of VGG19 (Wang et al. 2023)."""

import keras
from keras import ops

from tfstyle.capabilities import Capabilities, those_who_can
from tfstyle.errors import UnsupportedOptionError
from tfstyle.layers import unbiased_statistics
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.training import no_gradients


@keras.saving.register_keras_serializable("tfstyle")
class MicroAST(PictureModel, keras.Model):
    """Paints a photograph in the style of any picture with half a million weights.

    Two encoders E_c and E_s of one build look at photograph and style. The style speaks to the
    decoder twice over (section 3.2): by mean and deviation of its features, which the photograph's
    take on, and by weights and biases that the modulator M reads off them and that change what the
    decoder's convolutions do: `G(E_c(c); statistics(E_s(s)), M(E_s(s)))`.

    It is for weights that were trained elsewhere: `fit` refuses.

    Args:
        content_encoder: `MicroASTEncoder()`.
        style_encoder: `MicroASTEncoder()`.
        modulator: `MicroASTModulator()`.
        decoder: `MicroASTDecoder()`.
        style_size: pixels a style picture's shorter side is scaled to before it is looked at, or
            `None` to take it as it is. How large the strokes come out depends on it.
        inference_mode: kept with the weights; the networks paint alike in all modes.

    Raises:
        ValueError: networks of different widths.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import MicroASTDecoder, MicroASTEncoder, MicroASTModulator
        >>> model = MicroAST(
        ...     MicroASTEncoder(2), MicroASTEncoder(2), MicroASTModulator(8), MicroASTDecoder(2)
        ... )
        >>> photo, painting = np.zeros((30, 40, 3), "uint8"), np.ones((32, 32, 3), "uint8")
        >>> model.translate(photo, style=painting).shape
        (30, 40, 3)

    Reference: "MicroAST: Towards Super-Fast Ultra-Resolution Arbitrary Style Transfer", AAAI 2023.
    """

    capabilities = Capabilities(style="picture", alpha=True, trains=False)

    roles = ("content_encoder", "style_encoder", "modulator", "decoder")
    directions = ("stylize",)
    size_multiple = 4
    min_size = 8

    def __init__(
        self,
        content_encoder,
        style_encoder,
        modulator,
        decoder,
        *,
        style_size=512,
        inference_mode="eval",
        **kwargs,
    ):
        super().__init__(**kwargs)
        widths = {
            "content_encoder": content_encoder.out_channels,
            "style_encoder": style_encoder.out_channels,
            "modulator": modulator.channels,
            "decoder": decoder.in_channels,
        }
        if len(set(widths.values())) > 1:
            raise ValueError(
                "MicroAST needs four networks with the same number of feature channels. Received: "
                + ", ".join(f"{name} with {width}" for name, width in widths.items())
            )
        self.content_encoder = content_encoder
        self.style_encoder = style_encoder
        self.modulator = modulator
        self.decoder = decoder
        self.style_size = style_size
        self.inference_mode = inference_mode
        self.built = True

    def compile(self, *args, **kwargs):
        """Refuse: training takes losses that are not here."""
        raise UnsupportedOptionError(
            "MicroAST cannot be trained here, only used. To train a model of any style, take "
            f"{those_who_can(lambda can: can.trains and can.style == 'picture')}."
        )

    fit = evaluate = train_on_batch = test_on_batch = train_step = compile

    def signals(self, styles):
        """Return what the decoder is told of styles: at the second depth, and at the first.

        Args:
            styles: (B, H, W, 3) in [-1, 1].

        Returns:
            Two float32 tensors (B, 4, C): mean, deviation, weight, bias.
        """
        features = self.style_encoder(styles, training=False)
        filters = self.modulator(features, training=False)  # (B, 4, C)
        told = []
        for depth, x in enumerate(features):
            mean, deviation = (statistic[:, 0] for statistic in unbiased_statistics(x))
            told.append(
                ops.concatenate([mean, deviation, filters[:, 2 * depth : 2 * depth + 2]], axis=1)
            )
        shallow, deep = told
        return deep, shallow

    def call(self, pictures, training=False):
        """Return the pictures (B, H, W, 3), each in its own style."""
        return self._paint(pictures, *self.signals(pictures), 1.0)

    def _paint(self, pictures, deep, shallow, alpha):
        _, features = self.content_encoder(pictures, training=False)
        strength = alpha * ops.ones_like(features[:, 0, 0, :1])
        return self.decoder([features, deep, shallow, strength], training=False)

    def channels(self, direction=None) -> tuple[int, int]:
        """Return the channels of the pictures that go in and come out."""
        return 3, 3

    def tile_margin(self, direction=None) -> int:
        """Return how many pixels around a tile its translation depends on."""
        from tfstyle import inference

        return inference.tile_margin(self.content_encoder, self.decoder)

    def translator(self, direction=None, style=None, alpha=1.0):
        """Return the function from photographs to paintings in a style, in [-1, 1].

        Several styles mix as what the decoder is told of them does.

        Args:
            direction: there is one.
            style: see `check_style`.
            alpha: how far the features take the style's statistics on, 0 to 1.
                `translate(strength=...)` mixes pictures instead.
        """
        self.check_direction(direction)
        mixed = [0.0, 0.0]
        with no_gradients():
            for picture, weight in self.check_style(style):
                told = self.signals(picture)
                mixed = [sum_ + weight * x for sum_, x in zip(mixed, told, strict=True)]
        # Plain numbers: an exported function holds them as constants.
        mixed = [ops.convert_to_numpy(x) for x in mixed]

        def translate(pictures):
            with no_gradients():
                batch = ops.shape(pictures)[0]
                return self._paint(
                    pictures, *(ops.tile(x, (batch, 1, 1)) for x in mixed), alpha
                )

        return translate
