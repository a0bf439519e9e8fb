"""pix2pix and CycleGAN updates in PyTorch: the peer that the benchmark measures against.

The same networks (`tests/networks/torch_reference.py`) and the same updates as `tfstyle.models`,
in the settings that were fastest on a CPU: channels-last, fused Adam, autocast for bfloat16.

Seen with PyTorch 2.13 on a CPU: in channels-last memory the gradient through `InstanceNorm2d` is
wrong (it differs from the contiguous one, which agrees with finite differences and with ours).
The benchmark still times it, as the peer's fastest; tests of equality use contiguous memory.
"""

import torch
from torch.nn import functional

from tests.networks.torch_reference import PatchGAN, ResNet, UNet


def _ready(module, channels_last):
    return module.to(memory_format=torch.channels_last) if channels_last else module


def _adam(*modules):
    parameters = [p for module in modules for p in module.parameters()]
    return torch.optim.Adam(parameters, lr=2e-4, betas=(0.5, 0.999), fused=True)


def _frozen(module, value):
    for parameter in module.parameters():
        parameter.requires_grad_(value)


class TorchPix2Pix:
    """Discriminator first, halved; then the generator with 100 times L1."""

    def __init__(self, filters, channels_last=True):
        self.generator = _ready(UNet(filters, 8, "batch"), channels_last)
        self.discriminator = _ready(PatchGAN(filters, 3, "batch", 6), channels_last)
        self.optimizers = _adam(self.generator), _adam(self.discriminator)

    def train_step(self, source, target):
        """Update both networks on one batch (B, 3, H, W)."""
        generator_adam, discriminator_adam = self.optimizers
        fake = self.generator(source)

        _frozen(self.discriminator, True)
        real_logits = self.discriminator(torch.cat([source, target], 1))
        fake_logits = self.discriminator(torch.cat([source, fake.detach()], 1))
        loss = functional.softplus(-real_logits.float()).mean()
        loss = 0.5 * (loss + functional.softplus(fake_logits.float()).mean())
        discriminator_adam.zero_grad()
        loss.backward()
        discriminator_adam.step()

        _frozen(self.discriminator, False)
        logits = self.discriminator(torch.cat([source, fake], 1))
        loss = functional.softplus(-logits.float()).mean()
        loss = loss + 100.0 * (fake.float() - target).abs().mean()
        generator_adam.zero_grad()
        loss.backward()
        generator_adam.step()


class TorchCycleGAN:
    """Both generators in one update, identity on; then both discriminators, pool included."""

    def __init__(self, filters, channels_last=True):
        self.ab, self.ba = (
            _ready(ResNet(filters, 9, "instance", "transpose"), channels_last) for _ in "ab"
        )
        self.a, self.b = (
            _ready(PatchGAN(filters, 3, "instance", 3), channels_last) for _ in "ab"
        )
        self.optimizers = _adam(self.ab, self.ba), _adam(self.a, self.b)
        self.generator = self.ab

    def train_step(self, real_a, real_b):
        """Update all four networks on one batch (B, 3, H, W) of each domain."""
        generator_adam, discriminator_adam = self.optimizers
        for judge in (self.a, self.b):
            _frozen(judge, False)
        fake_b, fake_a = self.ab(real_a), self.ba(real_b)
        loss = (
            (self.b(fake_b).float() - 1).square().mean()
            + (self.a(fake_a).float() - 1).square().mean()
            + 10.0 * (self.ba(fake_b).float() - real_a).abs().mean()
            + 10.0 * (self.ab(fake_a).float() - real_b).abs().mean()
            + 5.0 * (self.ba(real_a).float() - real_a).abs().mean()
            + 5.0 * (self.ab(real_b).float() - real_b).abs().mean()
        )
        generator_adam.zero_grad()
        loss.backward()
        generator_adam.step()

        loss = 0.0
        for judge, real, fake in ((self.a, real_a, fake_a), (self.b, real_b, fake_b)):
            _frozen(judge, True)
            on_real = (judge(real).float() - 1).square().mean()
            on_fake = judge(fake.detach()).float().square().mean()
            loss = loss + 0.5 * (on_real + on_fake)
        discriminator_adam.zero_grad()
        loss.backward()
        discriminator_adam.step()
