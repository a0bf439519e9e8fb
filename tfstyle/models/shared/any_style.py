"""What models share that take a picture as the style."""

from tfstyle.models.shared.kept import needs_a_style
from tfstyle.models.shared.style_pictures import load_styles


class AnyStyle:
    """Mixin of models that paint in the style of any picture; it stands before `ImageTranslator`.

    Class attributes a model may set:
        style_size: pixels a style picture's shorter side is scaled to, `None` for as it is.
    """

    takes_style = True
    style_size = None

    def check_style(self, style=None):
        """Return `[(picture, weight)]` for a user's wish: float32 (1, H, W, 3), weights sum to 1.

        Args:
            style: a path, PIL image or uint8 array; a list of them, or of (picture, weight); a
                dict from paths to weights.

        Raises:
            UnsupportedOptionError: none given, or weights that cannot be scaled to 1.
            ImageError: a picture that cannot be read.
        """
        return load_styles(style, self.style_size)

    def _export_signature(self):
        needs_a_style(self)
