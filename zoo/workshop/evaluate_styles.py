"""The scores of style models: how much of the photograph stayed, how much of the painting came."""

from tfstyle.metrics import Measuring, painting_as_measured
from tfstyle.zoo.workshop.report import summary

METRICS = ("content", "style", "style_before")
# The photographs on which the zoo's fast_style_* presets are scored: every second one of CID22's
# validation set without pictures of charts, logos, posters and known people.
PHOTOGRAPHS = (
    "CID22-512/validation 1025469, 1189261, 1418519, 1475938, 1544947, 164595, 225228, 2389166, "
    "2736139, 2887497, 3156482, 3637739, 373965, 382297, 5458393, 70497; the shorter side 256 "
    "pixels, by `images.resize`"
)


def evaluate_styles(
    paint, contents, paintings, encoders, style_size=256, photographs=None
) -> dict:
    """Measure stylized pictures, each style against its own painting.

    Args:
        paint: function of a photograph and a style's name that returns the stylized picture.
        contents: photographs, uint8 (H, W, 3), not trained on.
        paintings: `{name of a style: its painting, uint8 (H, W, 3)}`.
        encoders: the networks that the metrics look through, see `evaluation.encoders`.
        style_size: pixels of the paintings' shorter side.
        photographs: which they are, so that somebody else can repeat the scores; `PHOTOGRAPHS`.

    Returns:
        A report with a row for each style, see `report.py`.
    """
    measuring, scores = Measuring(METRICS, encoders), {}
    for name, painting in paintings.items():
        target = painting_as_measured(painting, style_size)
        rows = ((content, target, paint(content, name)) for content in contents)
        scores[name] = summary(measuring.rows("stylized", rows))
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
