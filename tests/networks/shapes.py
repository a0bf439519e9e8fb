"""The shapes that networks of features and of logits give, written down once more.

Each is a function of (network, height, width of the pictures) and returns the shape of each output
without its batch.
"""

from tfstyle import networks
from tfstyle.networks.vgg import block_of


def efficientnet_features(network, height, width):
    """Each stage's stride, rounded up."""
    channels = [one.shape[-1] for one in network.outputs]
    return [
        (-(-height // stride), -(-width // stride), count)
        for stride, count in zip((4, 8, 16, 32), channels, strict=True)
    ]


def vgg_features(network, height, width):
    """Each block halves: rounded up in the normalized one."""
    found = []
    for layer in network.layer_names:
        halved = 2 ** (block_of(layer) - 1)
        up = halved - 1 if isinstance(network, networks.NormalizedVGG19) else 0
        channels = network.filters * min(halved, 8)
        found.append(((height + up) // halved, (width + up) // halved, channels))
    return found


def lpips_features(network, height, width):
    """The first layer's stride, then a pooling of 3 by 3 or 2 by 2 before some of the others."""
    first, pooled, places, widths = {
        "squeeze": (
            lambda n: (n - 1) // 2, lambda n: n // 2, (1, 2, 3), (1, 2, 4, 6, 6, 8, 8)
        ),
        "alex": (lambda n: (n - 3) // 4, lambda n: (n - 1) // 2, (1, 2), (1, 3, 6, 4, 4)),
        "vgg": (lambda n: n, lambda n: n // 2, (1, 2, 3, 4), (1, 2, 4, 8, 8)),
    }[network.backbone]
    sizes = [(first(height), first(width))]
    for place in range(1, len(widths)):
        last = sizes[-1]
        sizes.append(tuple(map(pooled, last)) if place in places else last)
    return [(*size, network.filters * wide) for size, wide in zip(sizes, widths, strict=True)]


def patch_logits(network, height, width):
    """Each of the strided layers halves, the last two take a pixel each."""
    if network.num_layers == 0:
        return [(height, width, 1)]
    return [(height // 2**network.num_layers - 2, width // 2**network.num_layers - 2, 1)]


def projected_logits(network, height, width):
    """Four times a logit for each 32 pixels, of a picture that is enlarged if it is too small."""
    least, shorter = network.least_side, min(height, width)
    height, width = (max(side * least // shorter, side) for side in (height, width))
    return [(-(-height // 32), -(-width // 32), 1)] * 4


def scaled_logits(network, height, width):
    """Return activations and logits for each of the scales, full size first."""
    found = []
    for scale in range(network.num_scales):
        h, w = height // 2**scale, width // 2**scale
        for layer in range(network.num_layers):
            halved = 2 ** (layer + 1)
            found.append((h // halved, w // halved, network.filters * min(2**layer, 8)))
        h, w = h // 2**network.num_layers, w // 2**network.num_layers
        channels = network.filters * min(2**network.num_layers, 8)
        found += [(h - 1, w - 1, channels), (h - 2, w - 2, 1)]
    return found
