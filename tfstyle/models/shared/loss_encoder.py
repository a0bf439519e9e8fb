"""The fixed network that losses look at pictures through, VGG19 unless another is given."""

from tfstyle.networks.vgg import FixedEncoder, load_vgg19


def loss_encoder(encoder, layers) -> FixedEncoder:
    """Return the encoder of a model's losses, which is no part of the model.

    Args:
        encoder: network from pictures to the features `layers`; VGG19 with its trained weights
            if `None`.
        layers: names of the features.

    Raises:
        OfflineError: VGG19's weights are not to be had.
    """
    if encoder is None:
        # Losses make what they see float32 themselves, and Gram matrices need not.
        encoder = load_vgg19(tuple(layers), feature_dtype="compute")
    return encoder if isinstance(encoder, FixedEncoder) else FixedEncoder(encoder)


def features_by_layer(encoder, pictures) -> dict:
    """Return what an encoder sees, by the names of its layers.

    Args:
        encoder: from pictures to a list of features; has `layer_names`.
        pictures: (B, H, W, 3) in [-1, 1].
    """
    return dict(zip(encoder.layer_names, encoder(pictures), strict=True))


def check_encoder(model, encoder) -> None:
    """Check that a model has the encoder its losses need.

    Raises:
        ValueError: it was not compiled.
    """
    if encoder is None:
        raise ValueError(
            f"This {type(model).__name__} has no encoder to measure its losses with. "
            "Call compile(...) before training."
        )
