"""The published GAN networks, built module by module from PyTorch's layers.

What counts is the order of the modules, which names the arrays of a file, and what each does: an
independent second opinion that knows nothing of Keras.
"""

import numpy as np

from tests.optional import need

torch = need("torch")
nn, functional = torch.nn, torch.nn.functional


def norm_layer(kind, channels, old=False):
    """Batch norm, instance norm (old ones kept statistics that nobody reads), or nothing."""
    if kind == "batch":
        return nn.BatchNorm2d(channels)
    if kind == "instance":
        return nn.InstanceNorm2d(channels, track_running_stats=old)
    return nn.Identity()


class Blur(nn.Module):
    """CUT's halving: reflect one pixel, blur with [1, 2, 1], keep every second pixel."""

    def __init__(self, channels):
        super().__init__()
        line = torch.tensor([1.0, 2.0, 1.0])
        kernel = line[:, None] * line[None] / 16
        self.register_buffer("filt", kernel[None, None].repeat(channels, 1, 1, 1))

    def forward(self, x):
        x = functional.pad(x, (1, 1, 1, 1), mode="reflect")
        return functional.conv2d(x, self.filt, stride=2, groups=x.shape[1])


class Enlarge(nn.Module):
    """CUT's doubling: the edge repeated, a transposed [1, 3, 3, 1], and its border cut off."""

    def __init__(self, channels):
        super().__init__()
        line = torch.tensor([1.0, 3.0, 3.0, 1.0])
        kernel = line[:, None] * line[None] / 64 * 4
        self.register_buffer("filt", kernel[None, None].repeat(channels, 1, 1, 1))

    def forward(self, x):
        x = functional.pad(x, (1, 1, 1, 1), mode="replicate")
        x = functional.conv_transpose2d(x, self.filt, stride=2, padding=2, groups=x.shape[1])
        return x[:, :, 1:-1, 1:-1]


class Block(nn.Module):
    """A residual block."""

    def __init__(self, channels, norm, dropout, old):
        super().__init__()
        bias = norm == "instance"
        half = lambda: [  # noqa: E731
            nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3, bias=bias),
            norm_layer(norm, channels, old),
        ]  # fmt: skip
        between = [nn.ReLU(), nn.Dropout(0.5)] if dropout else [nn.ReLU()]
        self.conv_block = nn.Sequential(*half(), *between, *half())

    def forward(self, x):
        return x + self.conv_block(x)


class ResNet(nn.Module):
    """CycleGAN's generator; CUT's with `antialiased`; pix2pixHD's with four halvings.

    `antialiased_up` is for CUT's `--no_antialias` and `--no_antialias_up` alone.
    """

    def __init__(
        self, filters=4, blocks=2, downs=2, norm="instance", antialiased=False, dropout=False,
        channels=(3, 3), old=False, antialiased_up=None,
    ):  # fmt: skip
        super().__init__()
        antialiased_up = antialiased if antialiased_up is None else antialiased_up
        bias = norm == "instance"
        modules = [
            nn.ReflectionPad2d(3), nn.Conv2d(channels[0], filters, 7, bias=bias),
            norm_layer(norm, filters, old), nn.ReLU(),
        ]  # fmt: skip
        width = filters
        for _ in range(downs):
            stride = 1 if antialiased else 2
            modules += [
                nn.Conv2d(width, 2 * width, 3, stride, 1, bias=bias),
                norm_layer(norm, 2 * width, old), nn.ReLU(),
            ]  # fmt: skip
            width *= 2
            modules += [Blur(width)] if antialiased else []
        modules += [Block(width, norm, dropout, old) for _ in range(blocks)]
        for _ in range(downs):
            if antialiased_up:
                modules += [Enlarge(width), nn.Conv2d(width, width // 2, 3, 1, 1, bias=bias)]
            else:
                modules += [
                    nn.ConvTranspose2d(width, width // 2, 3, 2, 1, output_padding=1, bias=bias)
                ]
            width //= 2
            modules += [norm_layer(norm, width, old), nn.ReLU()]
        modules += [nn.ReflectionPad2d(3), nn.Conv2d(width, channels[1], 7), nn.Tanh()]
        self.model = nn.Sequential(*modules)

    def forward(self, x):
        return self.model(x)


class Level(nn.Module):
    """A box of the U-Net, with the next one inside."""

    def __init__(self, outer, inner, inputs, deeper, norm, place, dropout, old):
        super().__init__()
        bias = norm == "instance"
        down = nn.Conv2d(inputs, inner, 4, 2, 1, bias=bias)
        last = place == "outermost"
        up = nn.ConvTranspose2d(
            inner if deeper is None else 2 * inner, outer, 4, 2, 1, bias=bias or last
        )
        self.outermost = last
        if last:
            modules = [down, deeper, nn.ReLU(), up, nn.Tanh()]
        elif deeper is None:
            modules = [nn.LeakyReLU(0.2), down, nn.ReLU(), up, norm_layer(norm, outer, old)]
        else:
            modules = [
                nn.LeakyReLU(0.2), down, norm_layer(norm, inner, old), deeper, nn.ReLU(), up,
                norm_layer(norm, outer, old), *([nn.Dropout(0.5)] if dropout else []),
            ]  # fmt: skip
        self.model = nn.Sequential(*modules)

    def forward(self, x):
        y = self.model(x)
        return y if self.outermost else torch.cat([x, y], dim=1)


class UNet(nn.Module):
    """pix2pix' generator."""

    def __init__(self, filters=4, downs=5, norm="batch", channels=(3, 3), dropout=True, old=False):
        super().__init__()
        widths = [filters * min(2**level, 8) for level in range(downs)]
        level = None
        for place in reversed(range(1, downs)):
            level = Level(
                widths[place - 1], widths[place], widths[place - 1], level, norm, "inside",
                dropout and place >= 4, old,
            )  # fmt: skip
        self.model = Level(
            channels[1], widths[0], channels[0], level, norm, "outermost", False, old
        )

    def forward(self, x):
        return self.model(x)


class PatchGAN(nn.Module):
    """The discriminator of n layers; CUT's with `antialiased`.

    `of_2019`: as it was then, with biases unless it has batch norm.
    """

    def __init__(
        self, filters=4, layers=3, norm="batch", channels=6, old=False, antialiased=False,
        of_2019=False,
    ):  # fmt: skip
        super().__init__()
        bias = norm != "batch" if of_2019 else norm == "instance"
        modules = [
            nn.Conv2d(channels, filters, 4, 1 if antialiased else 2, 1), nn.LeakyReLU(0.2),
            *([Blur(filters)] if antialiased else []),
        ]  # fmt: skip
        width = filters
        for layer in range(1, layers + 1):
            after = filters * min(2**layer, 8)
            stride = 2 if layer < layers else 1
            modules += [
                nn.Conv2d(width, after, 4, 1 if antialiased else stride, 1, bias=bias),
                norm_layer(norm, after, old), nn.LeakyReLU(0.2),
                *([Blur(after)] if antialiased and stride == 2 else []),
            ]  # fmt: skip
            width = after
        self.model = nn.Sequential(*modules, nn.Conv2d(width, 1, 4, 1, 1))

    def forward(self, x):
        return self.model(x)


class PixelGAN(nn.Module):
    """The discriminator that judges every pixel alone.

    `of_2019`: as it was then, with biases unless it has an instance norm.
    """

    def __init__(self, filters=4, norm="batch", channels=6, old=False, of_2019=False):
        super().__init__()
        bias = (norm == "instance") != of_2019
        self.net = nn.Sequential(
            nn.Conv2d(channels, filters, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(filters, 2 * filters, 1, bias=bias), norm_layer(norm, 2 * filters, old),
            nn.LeakyReLU(0.2), nn.Conv2d(2 * filters, 1, 1, bias=bias),
        )  # fmt: skip

    def forward(self, x):
        return self.net(x)


def lived_in(network, seed=0):
    """Give every array a random value, statistics too, so that none goes unnoticed."""
    draws = torch.Generator().manual_seed(seed)
    for name, value in network.state_dict().items():
        if name.endswith("filt") or not value.is_floating_point():
            continue
        noise = torch.randn(value.shape, generator=draws)
        if name.endswith("running_var"):
            value.copy_(0.5 + noise.abs())
        elif value.ndim == 4:
            value.copy_(noise * (2.0 / (value.shape[0] * value[0, 0].numel())) ** 0.5)
        else:
            value.copy_(0.2 * noise + (1.0 if "weight" in name else 0.0))
    return network.eval()


def call(network, pictures):
    """Return what the network makes of (B, H, W, C), as (B, H, W, C)."""
    with torch.no_grad():
        x = torch.from_numpy(np.moveaxis(pictures, -1, 1).copy())
        return np.moveaxis(network(x).numpy(), 1, -1)
