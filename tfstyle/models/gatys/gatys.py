"""Style transfer by optimisation (Gatys, Ecker and Bethge 2016): no training, any painting."""

import logging
from collections.abc import Callable

import numpy as np

from tfstyle import images
from tfstyle.capabilities import Capabilities, those_who_can
from tfstyle.errors import UnsupportedOptionError
from tfstyle.inference import color, keep_color
from tfstyle.models.gatys.encoder import choose_encoder
from tfstyle.models.gatys.losses import GatysLosses
from tfstyle.models.gatys.progress import Progress
from tfstyle.models.gatys.pyramid import (
    SMALLEST,
    check_pyramid,
    cover,
    fit,
    level_sizes,
    level_steps,
)
from tfstyle.models.shared.picture_model import PictureModel
from tfstyle.training.minimize import MINIMIZERS, ValueAndGradient, minimize

STARTS = ("content", "noise")
COLORS = (None, "histogram", "luminance")


class Gatys(PictureModel):
    """Paints a photograph in the style of a picture by changing its pixels until both agree.

    The photograph's features and the painting's Gram matrices are the targets of `GatysLosses`;
    the pixels are what is optimized (section 2.3). It goes from coarse to fine: most steps at a
    small size, where they are cheap and strokes form, few at the wanted one.

    Args:
        content_weight: alpha. More keeps more of the photograph.
        style_weight: beta.
        content_layers: name of a layer of VGG19, or a dict from names to weights; the paper's
            relu4_2 if not given, relu4_1 where the weights end there.
        style_layers: names or a dict; the paper's relu1_1 to relu5_1, or to relu4_1.
        tv_weight: of the total variation: less noise, softer edges.
        pooling: `"average"` (section 2: smoother) or `"max"`.
        optimizer: `"lbfgs"` (the paper) or `"adam"`.
        learning_rate: of Adam, in the picture's values; its last step is a tenth of it.
        steps: at the coarsest level; each finer one takes a quarter as many, but 10 if this is
            not less. Or one number a level.
        levels: of the pyramid, each twice as large as the one before; if not given, as many as
            keep the coarsest at 256 pixels or more.
        style_scale: size of the painting relative to the photograph: more makes broader strokes.
        start: `"content"` or `"noise"`; from noise, composition is freer and takes more steps.
        seed: of the noise.
        preserve_color: `None` (the painting's palette), `"histogram"` (the painting takes the
            photograph's colours first) or `"luminance"` (only brightness is painted).
        max_size: a photograph whose longer side is more is painted at this size and enlarged:
            the memory grows with the pixels; 1024 x 1024 took 3.6 GiB on a CPU.
        encoder: `VGG19` of another make, for experiments; loaded when needed if not given.
        progress: called with a `Progress` after every step.

    Raises:
        UnsupportedOptionError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import VGG19
        >>> model = Gatys(steps=2, encoder=VGG19(("relu1_1", "relu2_1"), filters=4),
        ...               content_layers="relu2_1", style_layers=("relu1_1", "relu2_1"))
        >>> photo, painting = np.zeros((2, 32, 48, 3), "uint8")
        >>> model.translate(photo, style=painting).shape
        (32, 48, 3)
    """

    capabilities = Capabilities(style="picture", tiles=False, trains=False, optimizes=True)

    roles = ()  # what is optimized is the picture
    directions = ("stylize",)
    size_multiple, min_size = 1, SMALLEST

    def __init__(
        self,
        *,
        content_weight=1.0,
        style_weight=50.0,
        content_layers=None,
        style_layers=None,
        tv_weight=2.0,
        pooling="average",
        optimizer="lbfgs",
        learning_rate=0.05,
        steps=150,
        levels=None,
        style_scale=1.0,
        start="content",
        seed=0,
        preserve_color=None,
        max_size=1024,
        encoder=None,
        progress: Callable[[Progress], object] | None = None,
    ):
        for name, value, known in (
            ("optimizer", optimizer, MINIMIZERS),
            ("start", start, STARTS),
            ("preserve_color", preserve_color, COLORS),
        ):
            if value not in known:
                raise UnsupportedOptionError(f"{name} must be one of {known}. Received: {value!r}")
        for name, value in (
            ("content_weight", content_weight),
            ("style_weight", style_weight),
            ("tv_weight", tv_weight),
        ):
            if not (np.isfinite(value) and value >= 0):
                raise UnsupportedOptionError(f"{name} must be 0 or more. Received: {value!r}")
        if not (np.isfinite(style_scale) and style_scale > 0):
            raise UnsupportedOptionError(
                f"style_scale must be above 0. Received: {style_scale!r}"
            )
        check_pyramid(steps, levels)
        self.content_weight, self.style_weight = content_weight, style_weight
        self.tv_weight = tv_weight
        self.content_layers, self.style_layers = content_layers, style_layers
        self.pooling = pooling
        self.optimizer, self.learning_rate = optimizer, learning_rate
        self.steps, self.levels = steps, levels
        self.style_scale = style_scale
        self.start, self.seed = start, seed
        self.preserve_color = preserve_color
        self.max_size = max_size
        self.progress = progress
        self.encoder = encoder

    def channels(self, direction=None) -> tuple[int, int]:
        """Return the channels in and out: colour pictures."""
        self.check_direction(direction)
        return 3, 3

    def get_config(self) -> dict:
        """Return the arguments that are plain values."""
        names = (
            "content_weight", "style_weight", "content_layers", "style_layers", "tv_weight",
            "pooling", "optimizer", "learning_rate", "steps", "levels", "style_scale", "start",
            "seed", "preserve_color", "max_size",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}

    def save_to_preset(self, directory, **options):
        """Refuse: there are no weights to save.

        Raises:
            UnsupportedOptionError: always.
        """
        raise UnsupportedOptionError(
            "Gatys optimizes pixels and has no weights to save. Keep its arguments, and build it "
            "with `tfstyle.models.Gatys(...)`."
        )

    def compile(self, *_, **__):
        """Refuse: there is nothing to train.

        Raises:
            UnsupportedOptionError: always.
        """
        raise UnsupportedOptionError(
            "Gatys optimizes the pixels of each picture anew: there is nothing to train, evaluate "
            "or export. Use translate(photo, style=painting). "
            f"{those_who_can(lambda can: can.trains and can.style)} learn."
        )

    fit = evaluate = train_on_batch = test_on_batch = export = compile

    def translator(self, direction=None, style=None):
        """Return the function from photographs (B, H, W, 3) to paintings, in [-1, 1].

        Args:
            direction: there is one.
            style: see `check_style`.
        """
        from keras import ops

        self.check_direction(direction)
        if not (self.content_weight or self.style_weight or self.tv_weight):
            raise UnsupportedOptionError("There is no weight above 0, so nothing to optimize.")
        styles = [(picture[0], weight) for picture, weight in self.check_style(style)]
        encoder, content_layers, style_layers = choose_encoder(
            self.encoder, self.content_layers, self.style_layers, self.pooling
        )

        def paint(pictures):
            painted = [
                self._paint(photo, styles, encoder, content_layers, style_layers)
                for photo in np.asarray(ops.convert_to_numpy(pictures), "float32")
            ]
            return ops.convert_to_tensor(np.stack(painted))

        return paint

    def _paint(self, photo, styles, encoder, content_layers, style_layers):
        """Return one photograph (H, W, 3) painted, float32 in [-1, 1]."""
        original = photo
        if max(photo.shape[:2]) > self.max_size:
            photo = images.resize(photo, fit(photo.shape[:2], self.max_size))
            logging.getLogger("tfstyle").warning(
                "gatys: painted at %dx%d and enlarged; max_size allows more.",
                photo.shape[1], photo.shape[0],
            )
        if self.preserve_color == "histogram":
            styles = [(color.match_color(picture, photo), weight) for picture, weight in styles]
        content = photo
        if self.preserve_color == "luminance":
            content = color.luminance(photo)
            styles = [
                (color.match_luminance(color.luminance(picture), content), weight)
                for picture, weight in styles
            ]

        sizes = level_sizes(photo.shape[:2], self.levels)
        steps = level_steps(self.steps, len(sizes))
        picture = content
        if self.start == "noise":
            picture = np.random.default_rng(self.seed).uniform(-1, 1, (*sizes[0], 3))
        done = 0
        for size, count in zip(sizes, steps, strict=True):
            losses = GatysLosses(
                encoder,
                images.resize(content, size)[None],
                [
                    (images.resize(one, cover(one.shape[:2], size, self.style_scale))[None], w)
                    for one, w in styles
                ],
                content_layers=content_layers, style_layers=style_layers,
                content_weight=self.content_weight, style_weight=self.style_weight,
                tv_weight=self.tv_weight,
            )
            function = ValueAndGradient(losses, (1, *size, 3))
            picture = minimize(
                function, images.resize(picture, size)[None], steps=count, method=self.optimizer,
                learning_rate=self.learning_rate,
                callback=self._report(done, sum(steps), size, function),
            )[0]
            done += count
        if picture.shape != original.shape:
            picture = images.resize(picture, original.shape[:2])
        if self.preserve_color == "luminance":
            picture = keep_color(original, picture)
        return picture

    def _report(self, done, total, size, function):
        if self.progress is None:
            return None
        return lambda step, picture: self.progress(
            Progress(done + step, total, size, dict(function.terms), picture[0])
        )


def stylize(content, style, *, size=None, **options):
    """Return `content` painted in the style of one or several pictures, by optimisation.

    Args:
        content: a photograph: path, PIL image or array, or a list of them.
        style: a painting, a list of them, or of (painting, weight).
        size: pixels of the result: its shorter side, or (height, width).
        **options: the arguments of `Gatys`: `content_weight`, `style_weight`, `steps`, `start`,
            `optimizer`, `preserve_color`, `progress`, ...

    Returns:
        What `content` was: a PIL image for a path, an array for an array, a list for a list.

    Raises:
        ImageError: a picture that cannot be read.
        UnsupportedOptionError: an argument out of range.
        OfflineError: VGG19's weights are not to be had.

    Example:
        >>> picture = stylize("photo.jpg", "painting.jpg", size=512)  # doctest: +SKIP
    """
    return Gatys(**options).translate(content, style=style, size=size)
