"""The demo behind `make demo`: translate, train for a minute, export, prove, in five commands.

    python notebooks/demo.py [FOLDER]

Every step is a `tfstyle` command that is printed before it runs, so that you can run it again
with your own pictures. The photographs are those inside scikit-image (free to use).
"""

import argparse
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PHOTOGRAPHS = ("astronaut", "chelsea", "coffee", "rocket", "hubble_deep_field")


def write_photographs(folder):
    """Write scikit-image's photographs as PNG files into `folder`."""
    from skimage import data

    from tfstyle.images import write_image

    for name in PHOTOGRAPHS:
        write_image(folder / f"{name}.png", getattr(data, name)())


def tfstyle(*arguments):
    """Print a command of the command line and run it; stop the demo if it fails."""
    arguments = [str(argument) for argument in arguments]
    print(f"\n$ tfstyle {shlex.join(arguments)}", flush=True)
    result = subprocess.run([sys.executable, "-m", "tfstyle", *arguments])
    if result.returncode:
        sys.exit(f"The demo stopped: the command above ended with {result.returncode}.")


def main(folder, steps=None):
    """Run the demo into `folder`; a former demo there is replaced.

    Args:
        folder: where everything is written.
        steps: training steps, if not those of `demo_recipe.toml`.
    """
    photographs, run, models = folder / "photographs", folder / "run", folder / "models"
    for old in (photographs, run, models, folder / "monet", folder / "trained"):
        shutil.rmtree(old, ignore_errors=True)
    write_photographs(photographs)

    tfstyle("list")
    tfstyle(
        "translate", "cyclegan_monet2photo_256", photographs,
        "--direction", "photo2monet", "-o", folder / "monet",
    )
    override = ("--set", f"train.steps={steps}") if steps else ()
    tfstyle("train", HERE / "demo_recipe.toml", "--data", photographs, "--out", run, *override)
    tfstyle("translate", run, photographs, "-o", folder / "trained")
    tfstyle("export", run, "-o", models, "--size", 128)

    print(
        f"""
What the demo made:
  {folder / 'monet'}/         the photographs as Monet, by the pretrained CycleGAN
  {folder / 'trained'}/       the photographs coloured by the pix2pix trained just now
  {run / 'samples'}/   what it painted on the way
  {run / 'tb'}/        its logs: tensorboard --logdir {run / 'tb'}
  {run / 'final'}/     the model: tfstyle.from_preset("{run}")
  {models}/        SavedModel and TFLite, with the proof in parity.md"""
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("demo"))
    parser.add_argument("--steps", type=int, default=None, help="training steps")
    options = parser.parse_args()
    main(options.folder, options.steps)
