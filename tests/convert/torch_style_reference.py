"""The published style networks once more, from PyTorch's own layers: what conversion must match.

Independent of the networks under test. Every network is a function of a state dict named as the
project names it, so that the test sees the keys, too.
"""

import numpy as np

from tests.optional import need

torch = need("torch")
nn, F = torch.nn, torch.nn.functional

torch.set_num_threads(1)


class PaddedConv(nn.Module):
    """Reflection padding that keeps the size, then a convolution called `name`."""

    def __init__(self, before, after, kernel, stride=1, groups=1, name="conv2d"):
        super().__init__()
        self.pad = nn.ReflectionPad2d(kernel // 2)
        self.name = name
        self.add_module(name, nn.Conv2d(before, after, kernel, stride, groups=groups))

    def forward(self, x):
        return getattr(self, self.name)(self.pad(x))


class FastNeuralStyle(nn.Module):
    """Pictures (B, 3, H, W) of 0 to 255, on both sides."""

    def __init__(self, width=32, blocks=5, running=False):
        super().__init__()
        widths = [3, width, 2 * width, 4 * width]
        for i in range(3):
            self.add_module(
                f"conv{i + 1}", PaddedConv(widths[i], widths[i + 1], (9, 3, 3)[i], (1, 2, 2)[i])
            )
            self.add_module(f"in{i + 1}", _norm(widths[i + 1], running))
        self.blocks = [f"res{i + 1}" for i in range(blocks)]
        for name in self.blocks:
            block = nn.Module()
            for i in (1, 2):
                block.add_module(f"conv{i}", PaddedConv(4 * width, 4 * width, 3))
                block.add_module(f"in{i}", _norm(4 * width, running))
            self.add_module(name, block)
        for i in range(2):
            self.add_module(f"deconv{i + 1}", PaddedConv(widths[3 - i], widths[2 - i], 3))
            self.add_module(f"in{i + 4}", _norm(widths[2 - i], running))
        self.deconv3 = PaddedConv(width, 3, 9)

    def forward(self, x):
        for i in (1, 2, 3):
            x = F.relu(getattr(self, f"in{i}")(getattr(self, f"conv{i}")(x)))
        for name in self.blocks:
            block = getattr(self, name)
            x = x + block.in2(block.conv2(F.relu(block.in1(block.conv1(x)))))
        for i in (1, 2):
            x = F.interpolate(x, scale_factor=2, mode="nearest")
            x = F.relu(getattr(self, f"in{i + 3}")(getattr(self, f"deconv{i}")(x)))
        return self.deconv3(x)


def _norm(channels, running):
    """An instance norm that may keep statistics, as old files do; they are never looked at."""
    norm = nn.InstanceNorm2d(channels, affine=True)
    if running:
        norm.register_buffer("running_mean", torch.randn(channels))
        norm.register_buffer("running_var", torch.rand(channels) + 0.5)
        norm.track_running_stats = False
        norm.forward = lambda x: F.instance_norm(x, weight=norm.weight, bias=norm.bias)
    return norm


def fast_style_transfer(arrays, pixels):
    """Return what TensorFlow's fast-style-transfer paints, (B, 3, H, W) of 0 to 255, unclipped.

    Args:
        arrays: `Variable`, `Variable_1`, ... as numpy arrays in TensorFlow's order of axes.
        pixels: (B, 3, H, W) of 0 to 255, H and W multiples of 4.
    """
    rest = iter(
        torch.tensor(arrays[f"Variable_{i}" if i else "Variable"]) for i in range(len(arrays))
    )

    def norm(x):
        shift, scale = next(rest), next(rest)
        deviation, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
        x = (x - mean) / torch.sqrt(deviation + 1e-3)
        return scale[:, None, None] * x + shift[:, None, None]

    def conv(x, stride=1):
        kernel = next(rest).permute(3, 2, 0, 1)
        padding = kernel.shape[-1] - stride  # TensorFlow pads the end more, sizes being even
        before = padding // 2
        x = F.pad(x, (before, padding - before) * 2)
        return norm(F.conv2d(x, kernel, stride=stride))

    def enlarge(x):
        # The transpose of that convolution: its outermost row and column are the padding.
        kernel = next(rest).permute(3, 2, 0, 1)
        return norm(F.conv_transpose2d(x, kernel, stride=2)[..., :-1, :-1])

    x = F.relu(conv(pixels))
    for _ in range(2):
        x = F.relu(conv(x, 2))
    for _ in range((len(arrays) // 3 - 6) // 2):
        x = x + conv(F.relu(conv(x)))
    for _ in range(2):
        x = F.relu(enlarge(x))
    return 150 * torch.tanh(conv(x)) + 127.5


def adain_encoder(width=64):
    """VGG19 of the AdaIN project, all its 53 modules; pictures of 0 to 1."""
    modules, before = [nn.Conv2d(3, 3, 1)], 3
    for block, count in enumerate((2, 2, 4, 4, 4)):
        if block:
            modules.append(nn.MaxPool2d(2, 2, ceil_mode=True))
        for _ in range(count):
            after = width * min(2**block, 8)
            modules += [nn.ReflectionPad2d(1), nn.Conv2d(before, after, 3), nn.ReLU()]
            before = after
    assert len(modules) == 53
    return nn.Sequential(*modules)


def adain_decoder(width=64):
    """Backwards from relu4_1; pictures of 0 to 1."""
    modules = []
    layers = [
        (8, 4), None, (4, 4), (4, 4), (4, 4), (4, 2), None, (2, 2), (2, 1), None, (1, 1),
    ]  # fmt: skip
    for widths in layers:
        if widths is None:
            modules.append(nn.UpsamplingNearest2d(scale_factor=2))
            continue
        conv = nn.Conv2d(widths[0] * width, widths[1] * width, 3)
        modules += [nn.ReflectionPad2d(1), conv, nn.ReLU()]
    return nn.Sequential(*modules, nn.ReflectionPad2d(1), nn.Conv2d(width, 3, 3))


def statistics(x):
    """Return mean and deviation of every channel, the deviation with n - 1."""
    variance, mean = torch.var_mean(x, (2, 3), correction=1, keepdim=True)
    return mean, torch.sqrt(variance + 1e-5)


def adain(content, mean, deviation):
    """Return the content with other statistics."""
    own_mean, own_deviation = statistics(content)
    return (content - own_mean) / own_deviation * deviation + mean


def adain_picture(encoder, decoder, content, styles, weights=(1.0,), alpha=1.0):
    """Return the AdaIN project's picture, unclipped."""
    encoder = encoder[:31]
    features = encoder(content)
    mixed = sum(
        weight * adain(features, *statistics(encoder(style)))
        for style, weight in zip(styles, weights, strict=True)
    )
    return decoder(alpha * mixed + (1 - alpha) * features)


class Residual(nn.Module):
    """MicroAST's residual block, modulated or not."""

    def __init__(self, channels):
        super().__init__()
        self.conv1 = _micro(channels, channels, 3)
        self.conv2 = _micro(channels, channels, 3)

    def forward(self, x, weight=1.0, bias=0.0):
        y = F.relu(weight * self.conv1(x) + bias * x)
        return x + weight * self.conv2(y) + bias * y


def _micro(before, after, kernel, stride=1, groups=1):
    return PaddedConv(before, after, kernel, stride, groups, name="conv_layer")


class MicroASTEncoder(nn.Module):
    """Pictures of 0 to 1."""

    def __init__(self, width=16):
        super().__init__()
        w = width
        self.enc1 = nn.Sequential(
            _micro(3, w, 9), nn.ReLU(),
            _micro(w, 2 * w, 3, 2, groups=w), nn.ReLU(),
            _micro(2 * w, 2 * w, 1), nn.ReLU(),
            _micro(2 * w, 4 * w, 3, 2, groups=2 * w), nn.ReLU(),
            _micro(4 * w, 4 * w, 1), nn.ReLU(),
            Residual(4 * w),
        )  # fmt: skip
        self.enc2 = nn.Sequential(Residual(4 * w))

    def forward(self, x):
        shallow = self.enc1(x)
        return shallow, self.enc2(shallow)


class MicroASTModulator(nn.Module):
    def __init__(self, channels=64):
        super().__init__()
        for name in ("weight1", "bias1", "weight2", "bias2"):
            self.add_module(name, nn.Sequential(_micro(channels, channels, 3, groups=channels)))

    def forward(self, features):
        return [
            [getattr(self, f"{what}{depth + 1}")(x).mean((2, 3), keepdim=True)
             for what in ("weight", "bias")]
            for depth, x in enumerate(features)
        ]  # fmt: skip


class MicroASTDecoder(nn.Module):
    """Pictures of 0 to 1."""

    def __init__(self, width=16):
        super().__init__()
        w = width
        self.dec1, self.dec2 = Residual(4 * w), Residual(4 * w)
        self.dec3 = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="bilinear"),
            _micro(4 * w, 2 * w, 3, groups=2 * w), nn.ReLU(),
            _micro(2 * w, 2 * w, 1), nn.ReLU(),
            nn.Upsample(scale_factor=2, mode="bilinear"),
            _micro(2 * w, w, 3, groups=w), nn.ReLU(),
            _micro(w, w, 1), nn.ReLU(),
            _micro(w, 3, 9),
        )  # fmt: skip

    def forward(self, x, style, filters, alpha=1.0):
        for block, depth in ((self.dec1, 1), (self.dec2, 0)):
            x = alpha * adain(x, *statistics(style[depth])) + (1 - alpha) * x
            x = block(x, *filters[depth])
        return self.dec3(x)


def microast_picture(networks, content, style, alpha=1.0):
    """Return MicroAST's picture, unclipped."""
    features = networks["style_encoder"](style)
    _, deep = networks["content_encoder"](content)
    return networks["decoder"](deep, features, networks["modulator"](features), alpha)


def randomize(module, seed=0):
    """Give every weight and statistic a random value that reaches the output; return the module.

    Kernels are scaled by their fan-in, so that signals neither fade nor explode, and sum up to 0
    where many channels meet: what is positive everywhere would drown a photograph in its mean.
    """
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, value in module.state_dict().items():
            if not value.is_floating_point():
                continue
            random = torch.randn(value.shape, generator=generator)
            if value.dim() == 4:
                if value.shape[1] > 1:
                    random -= random.mean((1, 2, 3), keepdim=True)
                random /= (value[0].numel() / 2) ** 0.5
            elif name.endswith("weight"):
                random = 1 + 0.2 * random
            elif name.endswith("running_var"):
                random = random.abs() + 0.5
            else:
                random *= 0.2
            value.copy_(random)
    return module.eval()


def stretch(last, pictures, low, high):
    """Change the last convolution so that `pictures`, which it made, would fill their range."""
    with torch.no_grad():
        deviation, mean = torch.std_mean(pictures, (0, 2, 3))
        factor = (high - low) / 4 / deviation
        last.weight *= factor[:, None, None, None]
        last.bias.copy_((last.bias - mean) * factor + (low + high) / 2)


def arrays_of(module):
    """Return the state dict as numpy arrays."""
    return {key: value.numpy() for key, value in module.state_dict().items()}


def to_torch(pictures, low, high):
    """Return pictures (B, H, W, C) in [-1, 1] as (B, C, H, W) from `low` to `high`."""
    x = torch.tensor(np.moveaxis(np.asarray(pictures, "float32"), -1, 1).copy())
    return low + (x + 1) * ((high - low) / 2)


def to_unit(pictures, low, high):
    """Return torch's pictures from `low` to `high` as (B, H, W, C) in [0, 1], clipped."""
    x = np.moveaxis(pictures.detach().numpy(), 1, -1)
    return np.clip((x - low) / (high - low), 0, 1)
