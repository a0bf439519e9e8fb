"""What models of a single generator share: they translate one way, from one domain to another."""

from tfstyle.models.shared.inference_mode import inference_function


class OneDirection:
    """Mixin for a `keras.Model` with `generator`, `generator_ema`, `inference_mode`, `domains`.

    It stands beside `ImageTranslator`, which asks for `directions` and `translator`.
    """

    @property
    def directions(self) -> tuple[str, ...]:
        """The one direction, e.g. `("label2photo",)`."""
        return ("2".join(self.domains),)

    def call(self, pictures, training=False):
        """Return the translated pictures (B, H, W, C) in [-1, 1], at sizes the network takes."""
        if training:
            return self.generator(pictures, training=True)
        return self.translator()(pictures)

    def translator(self, direction=None):
        """Return the trained function from source to target pictures, in [-1, 1].

        It uses the moving average of the generator where there is one.
        """
        self.check_direction(direction)
        return inference_function(self.generator_ema or self.generator, self.inference_mode)
