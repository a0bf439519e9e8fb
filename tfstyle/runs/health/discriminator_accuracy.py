"""The discriminator tells real pictures from results without fail: the game is over."""

from tfstyle.runs.health.check import Check


def _accuracy(seen):
    return {name: (one.real + one.fake) / 2 for name, one in seen.judgements.items()}


DISCRIMINATOR_ACCURACY = Check(
    name="discriminator_accuracy",
    title="accuracy",
    measured="Share of the logits on a few real pictures and on results, half each, that are on "
    "the right side of the loss' threshold.",
    threshold=0.998,
    sentence="The discriminator wins: it tells real pictures from results without fail, and the "
    "generator learns little from it any more",
    remedies=(
        "lower train.discriminator_learning_rate, to a quarter of train.learning_rate say",
        "discriminator.spectral_normalization=true",
        "train.diff_augment='color,translation,cutout' with few pictures",
        "loss.adversarial=hinge",
        "fewer discriminator.filters",
        "more pictures: it may know them by heart",
    ),
    fits=lambda model: model.decision_threshold is not None,
    measure=_accuracy,
    patience=5,
)
