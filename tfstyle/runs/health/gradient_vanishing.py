"""The generator's gradients are as good as nothing: it has stopped learning."""

from tfstyle.runs.health.check import Check

_LEARNS = "generator"

GRADIENT_VANISHING = Check(
    name="gradient_vanishing",
    title="gradient of a weight",
    measured="Root mean square of the generator's latest gradients. Adam's smallest denominator is "
    "1e-7: below it steps shrink with the gradients.",
    threshold=1e-7,
    direction="below",
    sentence="The generator's gradients vanish: it does not learn any more",
    remedies=(
        "begin again, from an earlier model by --init, with a lower train.learning_rate",
        "loss.adversarial=least_squares or hinge",
        "discriminator.spectral_normalization=true",
        "generator.normalization=instance",
        "train.precision=float32",
    ),
    fits=lambda model: model.capabilities.trains,
    measure=lambda seen: {
        player: one.per_weight for player, one in seen.gradients.items() if player == _LEARNS
    },
)
