"""The layout that all feed-forward style networks share (Johnson et al. 2016)."""

from keras import layers

from tfstyle.layers import bounds


def johnson_layout(x, filters, num_blocks, step, double):
    """Return what a style network makes of a symbolic picture, up to its last convolution.

    A 9x9 convolution, two halvings, residual blocks, two doublings.

    Args:
        x: symbolic tensor (B, H, W, 3).
        filters: channels at full resolution.
        num_blocks: residual blocks.
        step: `step(x, width, kernel, prefix, strides=1, relu=True)`: convolution and norm, with a
            ReLU or not, in layers whose names begin with `prefix`.
        double: `double(x, width, prefix)`: the same, to twice the size.

    Returns:
        (B, H, W, filters).
    """
    x = step(x, filters, 9, "stem")  # (B, H, W, F)
    for index in range(2):  # (B, H/2, W/2, 2F), then (B, H/4, W/4, 4F)
        x = step(x, filters * 2 ** (index + 1), 3, f"down{index}", strides=2)
    for block in range(num_blocks):
        y = step(x, 4 * filters, 3, f"block{block}_0")
        y = step(y, 4 * filters, 3, f"block{block}_1", relu=False)
        x = layers.Add(name=f"block{block}_add")([x, y])  # (B, H/4, W/4, 4F)
    for index in range(2):  # (B, H/2, W/2, 2F), then (B, H, W, F)
        x = double(x, filters * 2 ** (1 - index), f"up{index}")
    return x


def check_layout_weights(owner: str, filters: int, num_blocks: int):
    """Check that the residual blocks of such a network are not too large together.

    Raises:
        ValueError: they are.
    """
    bounds.check_weights(
        owner, 2 * num_blocks * 9 * (4 * filters) ** 2, filters=filters, num_blocks=num_blocks
    )
