"""Losses on `keras.ops`: float32 whatever the precision, the mean over everything but scalars."""

from tfstyle.losses.adversarial import (
    ADVERSARIAL_LOSSES,
    HingeGANLoss,
    LeastSquaresGANLoss,
    NonSaturatingGANLoss,
    WassersteinGANLoss,
    decision_threshold,
    get_adversarial_loss,
)
from tfstyle.losses.damage_found import Damage, damage_of, finding_loss, mending_loss
from tfstyle.losses.feature_matching import FeatureMatchingLoss
from tfstyle.losses.joint import (
    JointGANLoss,
    discriminator_loss,
    generator_loss,
    logit_maps,
)
from tfstyle.losses.lattice import lattice_loss
from tfstyle.losses.lpips_distance import lpips_distance
from tfstyle.losses.outliers import outlier_loss
from tfstyle.losses.patch_nce import patch_nce_loss
from tfstyle.losses.perceptual import content_loss, perceptual_loss
from tfstyle.losses.preference import preference_loss
from tfstyle.losses.reconstruction import (
    CharbonnierLoss,
    CycleConsistencyLoss,
    IdentityLoss,
    L1Loss,
    L2Loss,
    charbonnier_distance,
    mean_absolute_error,
    mean_squared_error,
    psnr_loss,
)
from tfstyle.losses.relative import own_size
from tfstyle.losses.signal_contrast import signal_contrastive_loss
from tfstyle.losses.style import (
    feature_statistics,
    gram_loss,
    gram_matrix,
    statistics_loss,
)
from tfstyle.losses.style_statistics import (
    STYLE_STATISTICS,
    layered_style_loss,
    style_loss,
    style_statistics,
)
from tfstyle.losses.tone import tone_loss
from tfstyle.losses.total_variation import total_variation

__all__ = [
    "ADVERSARIAL_LOSSES",
    "STYLE_STATISTICS",
    "CharbonnierLoss",
    "CycleConsistencyLoss",
    "Damage",
    "FeatureMatchingLoss",
    "HingeGANLoss",
    "IdentityLoss",
    "JointGANLoss",
    "L1Loss",
    "L2Loss",
    "LeastSquaresGANLoss",
    "NonSaturatingGANLoss",
    "WassersteinGANLoss",
    "charbonnier_distance",
    "content_loss",
    "damage_of",
    "decision_threshold",
    "discriminator_loss",
    "feature_statistics",
    "finding_loss",
    "generator_loss",
    "get_adversarial_loss",
    "gram_loss",
    "gram_matrix",
    "lattice_loss",
    "layered_style_loss",
    "logit_maps",
    "lpips_distance",
    "mean_absolute_error",
    "mean_squared_error",
    "mending_loss",
    "outlier_loss",
    "own_size",
    "patch_nce_loss",
    "perceptual_loss",
    "preference_loss",
    "psnr_loss",
    "signal_contrastive_loss",
    "statistics_loss",
    "style_loss",
    "style_statistics",
    "tone_loss",
    "total_variation",
]
