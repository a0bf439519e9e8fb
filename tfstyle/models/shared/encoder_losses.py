"""What a model compares through a fixed VGG19: content, style, and the target's features."""

from tfstyle.losses import content_loss, perceptual_loss, style_loss, style_statistics

# pix2pixHD's, without relu5_1 (weight 1), which a user's `perceptual_layers` may add.
PERCEPTUAL_LAYERS = {"relu1_1": 1 / 32, "relu2_1": 1 / 16, "relu3_1": 1 / 8, "relu4_1": 1 / 4}


def encoder_losses(
    encoder, source, target, fake, *, layers, perceptual=0.0, content=0.0, style=0.0,
    statistics="gram",
) -> dict:  # fmt: skip
    """Return the weighted losses by name, those of weight 0 left out.

    With the encoder's features phi, `perceptual * sum_l w_l |phi_l(y) - phi_l(G)| / |phi_l(y)|`,
    `content * d(phi(x), phi(G))` in the last layer, `style * mean_l d(S(phi_l(y)), S(phi_l(G)))`.

    Args:
        encoder: from pictures to the list of their features, one for each of `layers`.
        source: x, (B, H, W, 3) in [-1, 1].
        target: y, the same.
        fake: G, the same.
        layers: dict from the layers' names to the weights w_l.
        perceptual: weight of the distance to the target's features.
        content: weight of the distance to the source's.
        style: weight of the distance of statistics S to the target's.
        statistics: which, see `losses.style_statistics`.
    """
    losses = {}
    on_fake = encoder(fake)
    on_target = encoder(target) if perceptual or style else ()
    if perceptual:
        losses["perceptual"] = perceptual * perceptual_loss(on_target, on_fake, layers.values())
    if content:
        distance = content_loss(encoder(source)[-1], on_fake[-1], normalize=True)
        losses["content"] = content * distance
    if style:
        pairs = zip(on_target, on_fake, strict=True)
        distance = sum(
            style_loss(style_statistics(a, statistics), b, statistics) for a, b in pairs
        )
        losses["style"] = style * distance / len(on_fake)
    return losses
