"""Several discriminators as one."""

import math

import keras

from tfstyle.layers import bounds
from tfstyle.networks.configured import Configured
from tfstyle.roles import Role


@keras.saving.register_keras_serializable("tfstyle")
class JointDiscriminator(Configured, keras.Model):
    """Shows a picture to several judges, each of which answers for itself.

    What one of them overlooks another sees: a PatchGAN texture and, in a pair, whether the target
    fits its source; a `ProjectedDiscriminator` whether the target looks like a photograph. Give the
    model a `losses.JointGANLoss` with a loss and a weight for each.

    Args:
        judges: 1 to 8 discriminators of the same input, the one first that further losses look
            through: a model's feature matching and gradient penalties concern it alone.
        name: of the network.

    Input: that of each judge. Output: a list of what each judge gives.

    Raises:
        ValueError: judges that take other inputs, or whose layers share names.

    Example:
        >>> import numpy as np
        >>> from tfstyle.networks import PatchDiscriminator, ProjectedDiscriminator
        >>> network = JointDiscriminator([
        ...     PatchDiscriminator(filters=4, in_channels=6),
        ...     ProjectedDiscriminator(filters=4, in_channels=6, backbone="random"),
        ... ])
        >>> patches, projected = network(np.zeros((1, 64, 64, 6), "float32"))
        >>> tuple(patches.shape), len(projected)
        ((1, 6, 6, 1), 4)
    """

    role = Role.DISCRIMINATOR
    holds_networks = ("judges",)

    def __init__(self, judges, name="joint_discriminator"):
        bounds.check_list("JointDiscriminator", 8, judges=judges)
        if all(isinstance(judge, dict) for judge in judges):  # from a file
            judges = [keras.saving.deserialize_keras_object(judge) for judge in judges]
        wrong = [judge for judge in judges if not isinstance(judge, keras.Model)]
        if wrong:
            raise ValueError(
                "JointDiscriminator takes judges, each a keras.Model. "
                f"Received: {bounds.shown(wrong[0])}"
            )
        taken = [[tuple(one.shape[3:] or one.shape[1:]) for one in j.inputs] for j in judges]
        if any(one != taken[0] for one in taken):
            raise ValueError(
                "The judges of a JointDiscriminator take the same input, as many channels and "
                f"classes. Received: {', '.join(map(str, taken))}"
            )
        paths = [weight.path for judge in judges for weight in judge.weights]
        twice = next((path for path in paths if paths.count(path) > 1), None)
        if twice:
            raise ValueError(
                "The judges of a JointDiscriminator need layers of different names. "
                f"Received: {twice} in two of them"
            )
        inputs = [
            keras.Input(one.shape[1:], name=one.name) for one in _most_definite(judges).inputs
        ]
        given = inputs[0] if len(inputs) == 1 else inputs
        super().__init__(given, [judge(given) for judge in judges], name=name)
        self.judges = list(judges)
        first = judges[0]
        self.size_multiple = math.lcm(*(getattr(judge, "size_multiple", 1) for judge in judges))
        self.min_size = max(getattr(judge, "min_size", 1) for judge in judges)
        self.in_channels = inputs[0].shape[-1]
        # What models ask of the discriminator that they were made for.
        self.channels = self.in_channels
        self.num_classes = getattr(first, "num_classes", 0)
        self.resolution = next(
            (one.resolution for one in judges if getattr(one, "resolution", None)), None
        )
        norms = [getattr(judge, "normalization", "none") for judge in judges]
        self.normalization = "batch" if "batch" in norms else norms[0]

    def call(self, inputs, training=None, mask=None):
        """Judge `inputs`, those of each judge."""
        return [judge(inputs, training=training) for judge in self.judges]

    @property
    def penalized(self):
        """The judge that a gradient penalty concerns: the first, with what it says of itself."""
        return getattr(self.judges[0], "penalized", self.judges[0])

    @property
    def features(self):
        """A function like the first judge's `features`, `None` if it tells none.

        What it returns last is what a call returns.
        """
        first, *others = self.judges
        if getattr(first, "features", None) is None:
            return None

        def features(pictures, training=False):
            *layers, logits = first.features(pictures, training=training)
            return [*layers, [logits, *(one(pictures, training=training) for one in others)]]

        return features

    def get_config(self):
        """Return the constructor's arguments, the judges serialized."""
        judges = [keras.saving.serialize_keras_object(judge) for judge in self.judges]
        return {**super().get_config(), "judges": judges}


def _most_definite(judges):
    """Return the judge whose input says most of its size."""
    return min(judges, key=lambda judge: sum(side is None for side in judge.inputs[0].shape))
