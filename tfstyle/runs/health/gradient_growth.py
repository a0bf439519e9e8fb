"""Gradients many times as long as usual: the run is about to break."""

from tfstyle.runs.health.check import Check

GRADIENT_GROWTH = Check(
    name="gradient_growth",
    title="gradients, as a multiple of the usual",
    measured="Norm of a player's latest gradients, as Adam remembers them, divided by the median "
    "of the last 20 looks.",
    threshold=100.0,
    sentence="The gradients explode: they are many times as long as they have been",
    remedies=(
        "train.clip_norm=1",
        "lower train.learning_rate",
        "loss.gradient_penalty=10, without which a critic's values know no bounds",
        "discriminator.spectral_normalization=true",
        "train.precision=float32",
    ),
    fits=lambda model: model.capabilities.trains,
    measure=lambda seen: {player: one.growth for player, one in seen.gradients.items()},
    patience=2,
)
