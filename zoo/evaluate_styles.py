"""The scores of style models: how much of the photograph stayed, how much of the painting came."""

import numpy as np

from tfstyle.zoo.evaluate import summary

CONTENT_LAYER = "relu3_1"
STYLE_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1")
# The photographs on which the zoo's fast_style_* presets are scored: every second one of CID22's
# validation set without pictures of charts, logos, posters and known people.
PHOTOGRAPHS = (
    "CID22-512/validation 1025469, 1189261, 1418519, 1475938, 1544947, 164595, 225228, 2389166, "
    "2736139, 2887497, 3156482, 3637739, 373965, 382297, 5458393, 70497; the shorter side 256 "
    "pixels, by `images.resize`"
)


def evaluate_styles(
    paint, contents, paintings, encoder, style_size=256, photographs=None
) -> dict:
    """Measure stylized pictures by the features of VGG19, each style against its own painting.

    `content` is the mean squared distance of the features relu3_1 of photograph and result, divided
    by the mean square of the photograph's: 0 is the photograph. `style` is the mean over relu1_1,
    relu2_1, relu3_1 and relu4_1 of the squared distance of the Gram matrices of painting and
    result, divided by the mean square of the painting's: 0 is the painting. `style_before` is the
    same of the photograph itself: what there was to be done.

    Args:
        paint: function of a photograph and a style's name that returns the stylized picture.
        contents: photographs, uint8 (H, W, 3), not trained on.
        paintings: `{name of a style: its painting, uint8 (H, W, 3)}`.
        encoder: `networks.VGG19(STYLE_LAYERS)` with its weights.
        style_size: pixels of the paintings' shorter side.
        photographs: which they are, so that somebody else can repeat the scores; `PHOTOGRAPHS`.

    Returns:
        A report with a row for each style, see `zoo.evaluate`.
    """
    from tfstyle import images

    eye = Eye(encoder)
    seen = [eye.look(content) for content in contents]
    scores = {}
    for name, painting in paintings.items():
        small = images.resize(painting, images.shorter_side(style_size, painting.shape[:2]))
        target = eye.look(small)
        rows = []
        for content, before in zip(contents, seen, strict=True):
            after = eye.look(paint(content, name))
            rows.append({
                "content": relative(before.content, after.content),
                "style": style_distance(target, after),
                "style_before": style_distance(target, before),
            })
        scores[name] = summary(rows)
    return {
        "protocol": (
            f"{len(contents)} photographs not trained on; features of VGG19: `content` at "
            "relu3_1, `style` of Gram matrices at relu1_1 to relu4_1 against the painting, each "
            "relative to the target's own mean square; `style before` is the photograph's; mean "
            "and standard deviation"
        ),
        "pictures": len(contents),
        **({"photographs": photographs} if photographs else {}),
        "scores": scores,
    }


class Seen:
    """Content features and Gram matrices of one picture."""

    def __init__(self, content, grams):
        self.content, self.grams = content, grams


class Eye:
    """Looks at pictures with VGG19 and keeps what the scores compare."""

    def __init__(self, encoder):
        self.encoder = encoder

    def look(self, picture) -> Seen:
        """Return what VGG19 sees in a picture, uint8 (H, W, 3)."""
        from keras import ops

        from tfstyle import images
        from tfstyle.losses import gram_matrix

        features = self.encoder(images.to_float(picture)[None])
        features = dict(zip(self.encoder.layer_names, features, strict=True))
        return Seen(
            ops.convert_to_numpy(features[CONTENT_LAYER]),
            [ops.convert_to_numpy(gram_matrix(features[name])) for name in STYLE_LAYERS],
        )


def style_distance(target: Seen, output: Seen) -> float:
    """Return the mean over layers of the relative distance of Gram matrices."""
    pairs = zip(target.grams, output.grams, strict=True)
    return float(np.mean([relative(a, b) for a, b in pairs]))


def relative(target, output) -> float:
    """Return the mean squared distance divided by the target's mean square."""
    return float(np.mean(np.square(output - target)) / (np.mean(np.square(target)) + 1e-8))
