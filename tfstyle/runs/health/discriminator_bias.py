"""The discriminator says the same of everything: it teaches nothing."""

from tfstyle.runs.health.check import Check


def _one_sided(seen):
    return {
        name: abs(one.real - one.fake) * (1 - abs(2 * one.order - 1))
        for name, one in seen.judgements.items()
    }


DISCRIMINATOR_BIAS = Check(
    name="discriminator_bias",
    title="one-sidedness",
    measured="How far its accuracy on real pictures and on results are apart, times how little its "
    "logits order the two: 1 says the same of everything.",
    threshold=0.98,
    sentence="The discriminator says the same of everything, real or made, and the generator "
    "learns nothing from it",
    remedies=(
        "raise train.discriminator_learning_rate",
        "more discriminator.filters or discriminator.num_layers",
        "lower train.learning_rate, which is the generator's",
        "a smaller train.pool_size",
        "train.diff_augment=none, if results are as varied as the pictures",
        "look at the samples: a discriminator that cannot tell may be at the end of its use",
    ),
    fits=lambda model: model.decision_threshold is not None,
    measure=_one_sided,
)
