"""What is said of one picture."""

import dataclasses

import numpy as np

from tfstyle import images
from tfstyle.judging.heat_map import place_of
from tfstyle.judging.scores import HINTS, WEAK, overall, sentence


@dataclasses.dataclass(frozen=True)
class Verdict:
    """How good a picture is.

    Attributes:
        overall: 0 to 100, see `judging.scores`.
        probability: of being a real photograph, 0 to 1.
        scores: by name, 0 to 100: `naturalness`, one for each kind of damage the judge knows
            (`sharpness`, `cleanness`, ...), and `content` and `style` where they were asked.
        sentences: one for each weak score, the worst first.
        heat: where it looks wrong, float32 (H, W), 0 to 1.
    """

    overall: float
    probability: float
    scores: dict[str, float]
    sentences: tuple[str, ...]
    heat: np.ndarray = dataclasses.field(repr=False)

    def plain(self) -> dict:
        """Return all but the heat map, ready for JSON."""
        return {
            "overall": round(self.overall, 2),
            "probability": round(self.probability, 5),
            "scores": {name: round(value, 2) for name, value in self.scores.items()},
            "sentences": list(self.sentences),
        }


def deliver(judge, picture, *, content=None, style=None, weights=None) -> Verdict:
    """Judge a picture, alone or beside what it was made of.

    Args:
        judge: a `models.Judge`.
        picture: path, PIL image or uint8 array.
        content: the photograph it was made of, in the same way, of any size: the score is
            `100 (1 - d)`, d the metric `content_lpips`.
        style: the painting whose style it should have: `100 exp(-d)`, d the metric `style`, or of
            those of its layers whose weights are at hand.
        weights: of the scores in the whole, see `judging.refit`; the judge's own if not given.

    Raises:
        ImageError: a picture cannot be read.
        OfflineError: the weights of LPIPS or VGG19 are not to be had.
        UnsupportedOptionError: the model is no judge.

    Example:
        >>> from tfstyle.models import Judge
        >>> from tfstyle.networks import PatchJudge, PictureJudge
        >>> judge = Judge(PatchJudge(filters=2), PictureJudge(filters=2))
        >>> verdict = deliver(judge, np.zeros((20, 30, 3), "uint8"))
        >>> verdict.heat.shape, sorted(verdict.scores)[:3]
        ((20, 30), ['cleanness', 'colour', 'evenness'])
    """
    check_judge(judge)
    pixels = judge.pixels(picture)
    judgement = judge.judge(pixels)
    scores = {"naturalness": 100 * judgement.probability}
    heats = {"naturalness": judgement.heat}
    for kind, severity in judgement.severities.items():
        name = HINTS.get(kind, kind)
        scores[name] = 100 * (1 - severity)
        heats[name] = judgement.heats[kind]
    scores |= _beside(judge, images.to_rgb(pixels), content, style)
    weak = sorted((value, name) for name, value in scores.items() if value < WEAK)
    sentences = [sentence(name, place_of(heats[name]) if name in heats else "") for _, name in weak]
    return Verdict(
        overall(scores, weights), judgement.probability, scores, tuple(sentences), judgement.heat
    )


def check_judge(model) -> None:
    """Check that a model judges.

    Raises:
        UnsupportedOptionError: it does not; the message names who does.
    """
    from tfstyle.capabilities import those_who_can
    from tfstyle.errors import UnsupportedOptionError

    if not model.capabilities.judges:
        raise UnsupportedOptionError(
            f"judge: a {type(model).__name__} makes pictures and judges none. Use a preset of "
            f"{those_who_can(lambda can: can.judges)}, e.g. a run of `tfstyle train judge`."
        )


def _beside(judge, result, content, style):
    """Return the scores of what stayed of the photograph and came of the painting."""
    if content is None and style is None:
        return {}
    from tfstyle.evaluation.encoders import load_encoders
    from tfstyle.metrics import Measuring, painting_as_measured

    asked = {"content": (content, "content_lpips"), "style": (style, "style")}
    names = [metric for picture, metric in asked.values() if picture is not None]
    photograph = result if content is None else images.to_rgb(judge.pixels(content))
    photograph = images.resize(photograph, result.shape[:2])
    painting = result if style is None else painting_as_measured(images.to_rgb(judge.pixels(style)))
    measuring = Measuring(names, load_encoders(names))
    (row,) = measuring.rows("stylized", [(photograph, painting, result)])
    scores = {}
    if content is not None:
        scores["content"] = 100 * float(np.clip(1 - row["content_lpips"], 0, 1))
    if style is not None:
        scores["style"] = 100 * float(np.exp(-row["style"]))
    return scores
