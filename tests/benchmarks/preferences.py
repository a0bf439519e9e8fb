"""What votes are worth to a training.

    python -m tests.benchmarks.preferences PHOTOS PAINTING [RATER ...] [KEY=VALUE ...]

A simulated rater of known taste chooses 300 times among paintings of pictures of
`PHOTOS/training` by the zoo; `fast_style_udnie` is trained on with and without these votes; then
the rater compares what each paints of `PHOTOS/validation` with what the preset did. TFSTYLE_VGG19
names VGG19's weights.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.studio.ratings.simulated import RATERS, Rater, Studio

PRESET, VOTES, SIDE, PHOTOS = "fast_style_udnie", 300, 256, 24
STEPS = ["train.steps=150", "train.decay_from=75", "train.learning_rate=5e-4", "train.batch_size=2",
         "data.crop=160", "data.load=256", "train.precision=mixed_bfloat16",
         "train.sample_every=1000", "train.checkpoint_every=1000", "train.ema=0",
         "train.health_every=0"]  # fmt: skip


def photographs(folder: Path, count: int):
    """Return the first photographs of a folder, the shorter side 256."""
    from tfstyle import images

    for path in sorted(folder.glob("*.jpg"))[:count]:
        picture = images.read_image(path)
        yield images.resize(picture, images.shorter_side(SIDE, picture.shape[:2]))


def paint(photos: Path, seed: int):
    """Return photographs, each with paintings of it: picture, model, style and strength."""
    from tfstyle import zoo

    random, painted = np.random.default_rng(seed), []
    multi, one = zoo.from_preset("fast_style_multi"), zoo.from_preset(PRESET)
    for photo in photographs(photos, PHOTOS):
        styles = [(one, PRESET, "udnie")] * 4
        chosen = random.choice(multi.styles, 6, replace=False)
        styles += [(multi, "fast_style_multi", str(style)) for style in chosen]
        group = []
        for model, name, style in styles:
            strength = float(random.choice([0.4, 0.6, 0.8, 1.0]))
            picture = model.translate(photo, style=style, strength=strength)
            group.append((picture, name, style, strength))
        painted.append((photo, group))
    return painted


def vote(rater: Rater, painted, home: Path, seed: int) -> Path:
    """Let a rater choose among paintings of the same photographs, and return the database."""
    random, works = np.random.default_rng(seed), []
    studio = Studio(home)
    person = studio.user("me")
    for photo, group in painted:
        source, there = studio.picture(person, photo), []
        for picture, name, style, strength in group:
            work = studio.work(person, picture, source, style=f"{name}/{style}", model=name,
                               strength=strength)  # fmt: skip
            there.append((work, rater.worth(picture, photo)))
        works.append(there)
    for _ in range(VOTES):
        there = works[random.integers(len(works))]
        (a, worth_a), (b, worth_b) = (there[i] for i in random.choice(len(there), 2, replace=False))
        studio.prefer(person, *((a, b) if rater.prefers(worth_a, worth_b, random) else (b, a)))
    studio.close()
    return studio.database


def train(photos: Path, painting: Path, out: Path, more: list[str]) -> None:
    """Train the preset on by the command."""
    command = [sys.executable, "-m", "tfstyle", "train", PRESET, "--init", PRESET, "--data",
               str(photos), "--style", str(painting), "--out", str(out)]  # fmt: skip
    sets = [part for value in STEPS for part in ("--set", value)]
    subprocess.run([*command, *sets, *more], check=True)


def wins(rater: Rater, photos: Path, new, old, seed: int) -> dict:
    """Return how often a rater prefers what is new: in 20 answers a photograph, and surely."""
    random, shares, sure = np.random.default_rng(seed), [], []
    for photo in photographs(photos, 1000):
        a, b = (rater.worth(model.translate(photo), photo) for model in (new, old))
        sure.append(a > b)
        shares.append(np.mean([rater.prefers(a, b, random) for _ in range(20)]))
    return {
        "wins": round(float(np.mean(shares)), 3), "without noise": round(float(np.mean(sure)), 3),
        "photographs": len(sure),
    }  # fmt: skip


def main(photos: Path, painting: Path, names: list[str], sets: list[str]) -> None:
    """Print one line of JSON for each rater and training."""
    import tfstyle
    from tfstyle import zoo

    old = zoo.from_preset(PRESET)
    more = [part for value in sets for part in ("--set", value)]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        plain = [part for value in sets if "loss." not in value for part in ("--set", value)]
        train(photos / "training", painting, home / "plain", plain)
        painted = paint(photos / "training", seed=7)
        for name in names:
            began = time.monotonic()
            place = name.replace(" ", "_")
            database = vote(RATERS[name], painted, home / place, seed=7)
            train(photos / "training", painting, home / f"{place}_run",
                  ["--ratings", str(database), *more])  # fmt: skip
            for kind, run in (("without votes", "plain"), ("with votes", f"{place}_run")):
                new = tfstyle.from_preset(home / run)
                found = wins(RATERS[name], photos / "validation", new, old, seed=8)
                print(json.dumps({"rater": name, "trained": kind, **found}), flush=True)
            print(f"{time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    texts = sys.argv[3:]
    main(Path(sys.argv[1]), Path(sys.argv[2]), [t for t in texts if "=" not in t] or list(RATERS),
         [t for t in texts if "=" in t])  # fmt: skip
