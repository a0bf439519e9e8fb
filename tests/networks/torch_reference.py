"""The networks once more, from PyTorch's layers, as the papers describe them.

An independent second opinion: nothing here knows how the Keras networks are written, except that
the modules carry the names of the Keras layers, so that `copy_weights` finds them.
"""

import numpy as np

from tests.optional import need

torch = need("torch")
nn, functional = torch.nn, torch.nn.functional


def normalization(kind, channels):
    """Return the normalization of the reference GANs, in PyTorch's words."""
    if kind == "batch":
        return nn.BatchNorm2d(channels)
    return nn.InstanceNorm2d(channels) if kind == "instance" else nn.Identity()


class UNet(nn.Module):
    """pix2pix' generator: halve to the innermost level, double back, joining each level."""

    def __init__(self, filters, num_downs, norm, channels=3):
        super().__init__()
        bias = norm != "batch"
        widths = [min(filters * 2**level, filters * 8) for level in range(num_downs)]
        self.depth = num_downs
        self.parts = nn.ModuleDict()
        for level in range(num_downs):
            outer, inner = widths[level - 1] if level else channels, widths[level]
            joined = inner if level == num_downs - 1 else 2 * inner
            down = nn.Conv2d(outer, inner, 4, 2, 1, bias=bias)
            up = nn.ConvTranspose2d(joined, outer, 4, 2, 1, bias=bias or level == 0)
            self.parts[f"down{level}_conv"], self.parts[f"up{level}_conv"] = down, up
            if 0 < level < num_downs - 1:
                self.parts[f"down{level}_norm"] = normalization(norm, inner)
            if level > 0:
                self.parts[f"up{level}_norm"] = normalization(norm, outer)

    def forward(self, x):
        return torch.tanh(self.block(x, 0))

    def block(self, x, level):
        """Go down one level, through all the deeper ones, and up again."""
        x = self.parts[f"down{level}_conv"](x)
        if f"down{level}_norm" in self.parts:
            x = self.parts[f"down{level}_norm"](x)
        if level < self.depth - 1:
            deeper = self.block(functional.leaky_relu(x, 0.2), level + 1)
            x = torch.cat([x, deeper], dim=1)
        x = self.parts[f"up{level}_conv"](functional.relu(x))
        return self.parts[f"up{level}_norm"](x) if level else x


class ResNet(nn.Module):
    """CycleGAN's generator: stem, two halvings, residual blocks, two doublings, picture."""

    def __init__(self, filters, num_blocks, norm, upsampling, channels=3):
        super().__init__()
        f, bias = filters, norm != "batch"
        self.num_blocks, self.upsampling = num_blocks, upsampling
        convs = {
            "stem": nn.Conv2d(channels, f, 7, padding=3, padding_mode="reflect", bias=bias),
            "down0": nn.Conv2d(f, 2 * f, 3, 2, 1, bias=bias),
            "down1": nn.Conv2d(2 * f, 4 * f, 3, 2, 1, bias=bias),
        }
        for block in range(num_blocks):
            for half in (0, 1):
                convs[f"block{block}_{half}"] = nn.Conv2d(
                    4 * f, 4 * f, 3, padding=1, padding_mode="reflect", bias=bias
                )
        for step, (before, after) in enumerate(((4 * f, 2 * f), (2 * f, f))):
            if upsampling == "transpose":
                up = nn.ConvTranspose2d(before, after, 3, 2, 1, output_padding=1, bias=bias)
            else:
                up = nn.Conv2d(before, after, 3, padding=1, padding_mode="reflect", bias=bias)
            convs[f"up{step}"] = up
        self.parts = nn.ModuleDict()
        for name, conv in convs.items():
            self.parts[f"{name}_conv"] = conv
            self.parts[f"{name}_norm"] = normalization(norm, conv.out_channels)
        self.parts["picture_conv"] = nn.Conv2d(f, channels, 7, padding=3, padding_mode="reflect")

    def forward(self, x):
        for name in ("stem", "down0", "down1"):
            x = functional.relu(self.step(x, name))
        for block in range(self.num_blocks):
            inner = functional.relu(self.step(x, f"block{block}_0"))
            x = x + self.step(inner, f"block{block}_1")
        for name in ("up0", "up1"):
            if self.upsampling == "resize":
                x = functional.interpolate(x, scale_factor=2, mode="nearest")
            x = functional.relu(self.step(x, name))
        return torch.tanh(self.parts["picture_conv"](x))

    def step(self, x, name):
        """Convolve and normalize."""
        return self.parts[f"{name}_norm"](self.parts[f"{name}_conv"](x))


class PatchGAN(nn.Module):
    """The discriminator of n strided layers, or of 1x1 convolutions for n = 0."""

    def __init__(self, filters, num_layers, norm, channels):
        super().__init__()
        bias = norm != "batch"
        kernel, padding = (4, 1) if num_layers else (1, 0)
        strides = [2] * num_layers + [1] if num_layers else [1, 1]
        self.depth = len(strides)
        self.parts = nn.ModuleDict()
        for index, stride in enumerate(strides):
            width = filters * min(2**index, 8)
            self.parts[f"layer{index}_conv"] = nn.Conv2d(
                channels, width, kernel, stride, padding, bias=bias or index == 0
            )
            if index:
                self.parts[f"layer{index}_norm"] = normalization(norm, width)
            channels = width
        last_bias = bool(num_layers) or bias
        self.parts["logits_conv"] = nn.Conv2d(channels, 1, kernel, 1, padding, bias=last_bias)

    def forward(self, x):
        for index in range(self.depth):
            x = self.parts[f"layer{index}_conv"](x)
            if index:
                x = self.parts[f"layer{index}_norm"](x)
            x = functional.leaky_relu(x, 0.2)
        return self.parts["logits_conv"](x)


def copy_weights(keras_model, module):
    """Copy every weight of a Keras network into its PyTorch twin and return the twin.

    Raises:
        AssertionError: a weight of either side has no partner, or another shape.
    """
    parts, untouched = module.parts, set(module.state_dict())
    for layer in keras_model.layers:
        for weight in layer.weights:
            kind, value = weight.path.rsplit("/", 1)[-1], np.array(weight.numpy())
            name = {
                "kernel": "weight", "gamma": "weight", "beta": "bias",
                "moving_mean": "running_mean", "moving_variance": "running_var",
            }.get(kind, kind)
            if kind == "kernel":  # (H, W, a, b) to (b, a, H, W), transposed convolutions too
                value = value.transpose(3, 2, 0, 1)
            target = parts[layer.name].state_dict()[name]
            assert target.shape == value.shape, f"{layer.name}/{kind}"
            target.copy_(torch.from_numpy(value))
            untouched.discard(f"parts.{layer.name}.{name}")
    untouched = {name for name in untouched if not name.endswith("num_batches_tracked")}
    assert not untouched, f"no Keras weight for {sorted(untouched)}"
    return module


def call(module, x):
    """Apply a PyTorch module to pictures (B, H, W, C) and return the same form."""
    with torch.no_grad():
        out = module(torch.from_numpy(x.transpose(0, 3, 1, 2).copy()))
    return out.numpy().transpose(0, 2, 3, 1)
