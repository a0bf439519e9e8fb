"""A generator from coarse to fine (Wang et al. 2018, "pix2pixHD", section 3.1)."""

import keras
from keras import layers

from tfstyle.layers import (
    BilinearUpsampling2D,
    Conv2D,
    LabelEdges,
    NearestUpsampling2D,
    ReflectionPadding2D,
    StyleModulation,
    StyleStatistics,
    bounds,
    normal_002,
    normalization_layer,
)
from tfstyle.layers.label_planes import check_labels, label_planes
from tfstyle.layers.normalization import NORMALIZATIONS, needs_bias
from tfstyle.layers.picture_size import check_size
from tfstyle.networks.configured import Configured
from tfstyle.roles import Role

_UPSAMPLINGS = ("resize", "transpose")
# Three scales of the default width would reach 2048 channels, for pictures of 16 pixels.
_MOST_FILTERS = 1024


@keras.saving.register_keras_serializable("tfstyle")
class MultiScaleGenerator(Configured, keras.Model):
    """A global generator at the coarsest scale and a local enhancer at each finer one.

    The picture is halved `num_scales - 1` times. At the smallest size the global generator
    (halvings, residual blocks, doublings) paints a coarse picture. The enhancer of the next scale
    halves its own first features, adds the global generator's last ones, refines the sum in a few
    residual blocks and doubles it; so on up to full size. Two things are this project's own:

    - **An enhancer paints what is missing.** `picture_s = tanh(logits_s + doubled logits_(s-1))`,
      with an enhancer's last layer starting at zero: when it joins the training, the picture is
      the coarse one, enlarged, and nothing learned is lost.
    - **Cross-scale style.** After each norm of an enhancer, `y = norm(x) (1 + scale(z)) + shift(z)`
      with z the mean and deviation of every channel of the coarser scale's last convolution
      (`layers.StyleModulation`). Instance norm takes brightness and contrast out of the fine
      features; z brings back those of the coarse picture, which sees all of it at once.

    Args:
        num_scales: 1 to 4 sizes; 1 is the global generator alone. With 128 pixels at the coarsest:
            2 for 256, 3 for 512, 4 for 1024; networks are convolutional, and larger pictures pass.
        filters: channels at full size, 1 to 1024; the paper's width is 32.
        num_downs: halvings inside the global generator, 1 to 10; the paper has 4.
        num_blocks: residual blocks of the global generator, 0 to 64; the paper has 9.
        local_blocks: residual blocks of each enhancer, 0 to 64; the paper has 3.
        in_channels: channels of the input picture, 1 to 1024.
        out_channels: channels of the output picture, 1 to 1024.
        normalization: `"instance"` (the paper), `"batch"` or `"none"`.
        upsampling: `"resize"`: nearest neighbour and a convolution, no checkerboard, or
            `"transpose"` (the paper).
        style_modulation: cross-scale style on.
        label_edges: show the network the edges between labels, too (`layers.LabelEdges`); with
            `labels` it sees them anyway.
        labels: colours of a label map that stand for its classes, each a list of in_channels
            whole numbers from 0 to 255: the network sees a plane a class instead, and their
            outlines (`layers.LabelPlanes`). `None` for other pictures.

    Input: (B, H, W, in_channels) in [-1, 1]. Output: (B, H, W, out_channels) in [-1, 1], float32.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> network = MultiScaleGenerator(filters=4, num_downs=2, num_blocks=1, local_blocks=1)
        >>> x = np.zeros((1, 64, 96, 3), "float32")
        >>> network(x).shape, network.coarse_picture(x).shape
        (TensorShape([1, 64, 96, 3]), TensorShape([1, 32, 48, 3]))
    """

    role = Role.GENERATOR

    def __init__(
        self,
        num_scales=2,
        filters=32,
        num_downs=4,
        num_blocks=9,
        local_blocks=3,
        in_channels=3,
        out_channels=3,
        normalization="instance",
        upsampling="resize",
        style_modulation=True,
        label_edges=False,
        labels=None,
        name="multiscale_generator",
    ):
        bounds.check_shared(
            "MultiScaleGenerator", filters=filters, num_blocks=num_blocks,
            local_blocks=local_blocks, in_channels=in_channels, out_channels=out_channels,
        )
        bounds.check_whole(
            "MultiScaleGenerator", num_scales=(num_scales, 1, 4), num_downs=(num_downs, 1, 10)
        )
        bounds.check_choice(NORMALIZATIONS, normalization=normalization)
        bounds.check_choice(_UPSAMPLINGS, upsampling=upsampling)
        bounds.check_flag(
            "MultiScaleGenerator", style_modulation=style_modulation, label_edges=label_edges
        )
        check_labels("MultiScaleGenerator", labels, in_channels)
        deepest = min(filters * 2 ** (num_scales - 1 + num_downs), _MOST_FILTERS)
        joined = min(filters * 2 ** (num_scales - 1), _MOST_FILTERS)  # of the first enhancer
        bounds.check_weights(
            "MultiScaleGenerator",
            2 * 9 * (num_blocks * deepest**2 + (num_scales > 1) * local_blocks * joined**2),
            filters=filters, num_downs=num_downs, num_blocks=num_blocks, local_blocks=local_blocks,
        )
        paint = _Painter(normalization, upsampling)

        inputs = keras.Input((None, None, in_channels), name="image")
        x = label_planes(inputs, labels)  # (B, H, W, N + 1)
        pyramid = [LabelEdges(name="edges")(x) if label_edges and labels is None else x]
        for step in range(num_scales - 1):
            pyramid.append(layers.AveragePooling2D(2, name=f"half{step}")(pyramid[-1]))

        features = style = logits = coarse = None
        for scale, picture in enumerate(reversed(pyramid)):
            prefix = f"scale{scale}"
            widths = [
                min(filters * 2 ** (num_scales - 1 - scale + level), _MOST_FILTERS)
                for level in range(1 + (num_downs if scale == 0 else 1))
            ]
            x = paint.convolution(picture, widths[0], 7, f"{prefix}_stem")  # (B, h, w, F)
            x = paint.norm_relu(x, f"{prefix}_stem", style)
            for level, width in enumerate(widths[1:]):
                x = paint.convolution(x, width, 3, f"{prefix}_down{level}", strides=2)
                x = paint.norm_relu(x, f"{prefix}_down{level}", style)
            if scale:
                x = layers.Add(name=f"{prefix}_join")([x, features])  # (B, h/2, w/2, 2F)
            for block in range(local_blocks if scale else num_blocks):
                x = paint.residual(x, f"{prefix}_block{block}", style)
            for level in reversed(range(len(widths) - 1)):
                raw = paint.doubling(x, widths[level], f"{prefix}_up{level}")
                x = paint.norm_relu(raw, f"{prefix}_up{level}", style)
            features = x  # (B, h, w, F)
            finer = paint.convolution(x, out_channels, 7, f"{prefix}_picture", last=bool(scale))
            # float32 also under mixed precision: 8 bits of mantissa would band the sky.
            finer = layers.Activation("linear", dtype="float32", name=f"{prefix}_logits")(finer)
            if scale:
                larger = BilinearUpsampling2D(dtype="float32", name=f"{prefix}_larger")(logits)
                finer = layers.Add(dtype="float32", name=f"{prefix}_sum")([finer, larger])
            logits = finer
            if coarse is None:
                coarse = layers.Activation("tanh", dtype="float32", name="coarse_picture")(logits)
            if style_modulation and scale < num_scales - 1:
                style = StyleStatistics(name=f"{prefix}_style")(raw)
        outputs = layers.Activation("tanh", dtype="float32", name="picture")(logits)

        super().__init__(inputs, outputs, name=name)
        view = keras.Model(inputs, coarse)
        # Behind a function: Keras would track a second model and save its layers twice.
        self._coarse = lambda pictures, training: view(pictures, training=training)
        self.num_scales = num_scales
        self.filters = filters
        self.num_downs = num_downs
        self.num_blocks = num_blocks
        self.local_blocks = local_blocks
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.normalization = normalization
        self.upsampling = upsampling
        self.style_modulation = style_modulation
        self.label_edges = label_edges
        self.labels = labels

    def coarse_picture(self, pictures, training=False):
        """Return what the global generator alone paints.

        Args:
            pictures: (B, H, W, in_channels) in [-1, 1], at full size.
            training: as in a call.

        Returns:
            (B, h, w, out_channels) in [-1, 1], h = H / `coarse_factor`.
        """
        pictures = check_size(type(self).__name__, pictures, self.min_size, self.size_multiple)
        return self._coarse(pictures, training)

    @property
    def coarse_factor(self) -> int:
        """How many times smaller than the input the coarse picture is."""
        return 2 ** (self.num_scales - 1)

    @property
    def global_weights(self) -> list:
        """The trainable weights of the global generator."""
        return [weight for weight, coarse in self._by_scale() if coarse]

    @property
    def enhancer_weights(self) -> list:
        """The trainable weights of all finer scales."""
        return [weight for weight, coarse in self._by_scale() if not coarse]

    def _by_scale(self):
        return [
            (weight, layer.name.startswith("scale0_"))
            for layer in self.layers
            for weight in layer.trainable_weights
        ]

    @property
    def size_multiple(self) -> int:
        """H and W must be multiples of this."""
        return 2 ** (self.num_scales - 1 + self.num_downs)

    @property
    def min_size(self) -> int:
        """The smallest H and W: the coarsest features need two pixels to reflect one."""
        return 2 * self.size_multiple


class _Painter:
    """The steps all scales are made of."""

    def __init__(self, normalization, upsampling):
        self.normalization = normalization
        self.upsampling = upsampling
        self.bias = needs_bias(normalization)

    def convolution(self, x, width, kernel, name, strides=1, last=None):
        """Pad by reflection and convolve; `last` marks a picture layer: True starts at zero."""
        x = ReflectionPadding2D(kernel // 2, name=f"{name}_pad")(x)
        return Conv2D(
            width, kernel, strides=strides, use_bias=self.bias or last is not None,
            kernel_initializer="zeros" if last else normal_002(), name=f"{name}_conv",
        )(x)  # fmt: skip

    def norm_relu(self, x, name, style, activate=True):
        """Normalize, take on the coarser scale's style if there is one, cut off below zero."""
        x = normalization_layer(self.normalization, f"{name}_norm")(x)
        if style is not None:
            x = StyleModulation(name=f"{name}_modulation")([x, style])
        return layers.ReLU(name=f"{name}_activation")(x) if activate else x

    def residual(self, x, name, style):
        """Add what two convolutions make of x."""
        width = x.shape[-1]
        y = self.norm_relu(self.convolution(x, width, 3, f"{name}_0"), f"{name}_0", style)
        y = self.convolution(y, width, 3, f"{name}_1")
        y = self.norm_relu(y, f"{name}_1", style, activate=False)
        return layers.Add(name=f"{name}_add")([x, y])

    def doubling(self, x, width, name):
        """Double H and W; no norm yet."""
        if self.upsampling == "resize":
            x = NearestUpsampling2D(name=f"{name}_resize")(x)
            return self.convolution(x, width, 3, name)
        x = layers.Conv2DTranspose(
            width, 3, strides=2, use_bias=self.bias, kernel_initializer=normal_002(),
            name=f"{name}_conv",
        )(x)  # fmt: skip
        # As in ResNetGenerator: what PyTorch's padding=1, output_padding=1 leaves.
        return layers.Cropping2D(((1, 0), (1, 0)), name=f"{name}_crop")(x)
