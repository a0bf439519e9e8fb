"""What a PyTorch pix2pix of the paper's size makes of the façades in the time ours had.

    python -m tests.benchmarks.facades_peer FACADES --out MADE [--minutes 41] [--steps N]
    tfstyle evaluate MADE/translated MADE/targets --metrics kid768_clean,lpips_squeeze,l1

Isola et al. 2017, as they describe it (section 6.1, appendix): U-Net 256 of width 64 with dropout,
PatchGAN 70, both with batch norm, cross-entropy and 100 times L1, Adam 2e-4 with beta 0.5, one
picture a step, enlarged to 286 and cropped to 256, mirrored; the rate falls to 0 over the second
half; dropout and batch statistics stay on when it translates. The paper takes 200 epochs, 80,000
steps; here as many as fit the minutes, by the median of the first steps, so that a busy machine
takes longer and learns as much. In bfloat16 and channels-last, which are fastest on a CPU.

FACADES has the layout of pix2pix: train/ and val/ of photograph and label map side by side.
"""

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

from tests.benchmarks.torch_training import TorchPix2Pix
from tests.networks.torch_reference import UNet

_TIMED, _WARM = 12, 4  # steps whose median says how many fit


class PaperUNet(UNet):
    """The U-Net with the paper's dropout: half of what three inner levels of the decoder give."""

    def block(self, x, level):
        """Go down and up again; drop at the three levels within the innermost."""
        x = super().block(x, level)
        inner = self.depth - 4 <= level < self.depth - 1
        return functional.dropout(x, 0.5, self.training) if inner else x


class PaperPix2Pix(TorchPix2Pix):
    """pix2pix of the paper's size, begun as the paper begins: N(0, 0.02)."""

    def __init__(self):
        super().__init__(64)
        self.generator = PaperUNet(64, 8, "batch").to(memory_format=torch.channels_last)
        for network in (self.generator, self.discriminator):
            network.apply(_begin)
        adam = [
            torch.optim.Adam(network.parameters(), lr=2e-4, betas=(0.5, 0.999), fused=True)
            for network in (self.generator, self.discriminator)
        ]
        self.optimizers = tuple(adam)

    def set_rate(self, share):
        """Take this share of the learning rate from now on."""
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = 2e-4 * share


def _begin(layer):
    if isinstance(layer, (torch.nn.Conv2d, torch.nn.ConvTranspose2d)):
        torch.nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, torch.nn.BatchNorm2d):
        torch.nn.init.normal_(layer.weight, 1.0, 0.02)


def read_pair(path):
    """Return label map and photograph of a file as pictures (256, 256) of Pillow."""
    both = Image.open(path).convert("RGB")
    half = both.width // 2
    return both.crop((half, 0, both.width, both.height)), both.crop((0, 0, half, both.height))


def to_tensor(picture):
    """Return a picture as float32 (1, 3, H, W) in [-1, 1]."""
    values = np.asarray(picture, np.float32).transpose(2, 0, 1)[None] / 127.5 - 1.0
    return torch.from_numpy(values).contiguous(memory_format=torch.channels_last)


def augmented(pair, rng):
    """Enlarge to 286, crop 256 at random and mirror half the time, both alike."""
    left, top = (int(offset) for offset in rng.integers(0, 31, 2))
    mirror = rng.random() < 0.5
    found = []
    for picture in pair:
        picture = picture.resize((286, 286), Image.Resampling.BICUBIC)
        picture = picture.crop((left, top, left + 256, top + 256))
        found.append(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirror else picture)
    return [to_tensor(picture) for picture in found]


def train(pairs, minutes, steps, report=print):
    """Return the generator after the steps that fit the minutes, or after `steps`."""
    rng, model, taken, order = np.random.default_rng(0), PaperPix2Pix(), [], []
    done = 0
    while steps is None or done < steps:
        order = order or list(rng.permutation(len(pairs)))
        begun = time.perf_counter()
        source, target = augmented(pairs[order.pop()], rng)
        if steps is not None:
            model.set_rate(min(1.0, 2.0 * (1.0 - done / steps)))
        with torch.autocast("cpu", torch.bfloat16):
            model.train_step(source, target)
        done += 1
        taken.append(time.perf_counter() - begun)
        if steps is None and done == _WARM + _TIMED:
            steps = int(60.0 * minutes / statistics.median(taken[_WARM:]))
            report(f"{statistics.median(taken[_WARM:]):.3f} s a step: {steps} steps", flush=True)
        if done % 200 == 0:
            report(f"step {done}, {sum(taken) / 60:.1f} minutes", flush=True)
    return model.generator


def translate(generator, files, out):
    """Write each file's translation and target as PNG below `out`."""
    for name in ("translated", "targets"):
        (out / name).mkdir(parents=True, exist_ok=True)
    for path in files:
        label, photograph = read_pair(path)
        with torch.no_grad():  # float32; batch statistics and dropout as in training
            made = generator(to_tensor(label))[0].permute(1, 2, 0).numpy()
        made = np.rint((made + 1.0) * 127.5).clip(0, 255).astype(np.uint8)
        Image.fromarray(made).save(out / "translated" / f"{path.stem}.png")
        photograph.save(out / "targets" / f"{path.stem}.png")


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("facades", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=41.0)
    parser.add_argument("--steps", type=int)
    arguments = parser.parse_args(argv)
    torch.manual_seed(0)
    files = {name: sorted((arguments.facades / name).glob("*.jpg")) for name in ("train", "val")}
    pairs = [read_pair(path) for path in files["train"]]
    generator = train(pairs, arguments.minutes, arguments.steps)
    torch.save(generator.state_dict(), arguments.out.with_suffix(".pt"))
    translate(generator, files["val"], arguments.out)


if __name__ == "__main__":
    main()
