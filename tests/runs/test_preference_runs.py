"""`--ratings` through a whole run: what is recorded, gone on with, refused, and whether it wins."""

import os
import shutil

import numpy as np
import pytest

import tfstyle
from tests.optional import need
from tests.studio.ratings.simulated import Rater, Studio
from tfstyle import cli, images, runs
from tfstyle.cli import ratings
from tfstyle.recipes import load_recipe, make_recipe
from tfstyle.runs.checkpoints import Checkpoints

SIDE = 40
# Who likes it warm and light.
WARM = Rater({"warm": 2.0, "value": 2.0})


def photographs(count):
    data = need("skimage.data")
    whole = [images.resize(p[:300, :300], (SIDE, SIDE)) for p in (data.astronaut(), data.coffee())]
    return [np.roll(whole[i % 2], 9 * i, axis=1)[:, :: (-1) ** i] for i in range(count)]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    root = tmp_path_factory.mktemp("pictures")
    for place, photo in enumerate(photographs(4)):
        images.write_image(root / "photos" / f"{place}.png", photo)
    images.write_image(root / "fire.png", photographs(1)[0][..., ::-1])
    return root


@pytest.fixture
def studio(tmp_path):
    """Votes of someone of a known taste, on photographs of other light and other colours."""
    need("sqlalchemy")
    made, random = Studio(tmp_path / "studio"), np.random.default_rng(0)
    me = made.user("me")
    for photo in photographs(6):
        source, group = made.picture(me, photo), []
        for _ in range(8):
            gain, offset = random.uniform(0.5, 1.3, 3), random.uniform(-40, 60)
            painted = np.clip(photo * gain + offset, 0, 255).astype("uint8")
            work = made.work(me, painted, source, strength=float(random.choice([0.5, 1.0])))
            group.append((work, WARM.worth(painted, photo)))
        for _ in range(30):
            (a, x), (b, y) = (group[i] for i in random.choice(8, 2, replace=False))
            made.prefer(me, *((a, b) if WARM.prefers(x, y, random) else (b, a)))
    made.close()
    return made


def recipe(pictures, **train):
    return make_recipe({
        "model": "fast_style",
        "generator": {"filters": 4, "num_blocks": 1},
        "data": {"crop": 32, "load": 36, "styles": [str(pictures / "fire.png")]},
        "train": {
            "steps": 4, "batch_size": 2, "checkpoint_every": 2, "log_every": 1,
            "sample_every": 100, "samples": 1, **train,
        },
    })  # fmt: skip


def with_votes(pictures, studio, *more, **train):
    from tfstyle.recipes import dumps, parse_recipe

    plain = recipe(pictures, **train)
    said = ratings.overrides(plain, list(more), studio.database)
    return parse_recipe(dumps(plain), [*more, *said])


def test_a_run_goes_on_with_what_was_decided_when_it_began(pictures, studio, tmp_path):
    from tfstyle.recipes import dump

    resolved = with_votes(pictures, studio)
    dump(resolved, tmp_path / "recipe.toml")
    os.remove(studio.database)
    said = ratings.overrides(recipe(pictures), [], studio.database, going_on=tmp_path)
    assert make_recipe(_values(recipe(pictures)), said) == resolved


@pytest.mark.exhaustive
def test_a_run_follows_records_and_goes_on_without_the_database(
    eye, pictures, studio, tmp_path, quiet, monkeypatch
):
    monkeypatch.setenv("TFSTYLE_VGG19", str(eye))
    resolved, out = with_votes(pictures, studio), tmp_path / "run"
    assert resolved.loss.preference == 1.0 and "warmth" in resolved.loss.taste
    runs.train(resolved, pictures / "photos", out, strategy="one", console=quiet)
    assert "generator/preference" in (out / "metrics.jsonl").read_text("utf-8")
    written = load_recipe(out / "recipe.toml")
    assert written == resolved
    assert written.train.ratings.startswith("sha256:") and "1 on 48" in written.train.ratings
    first = tfstyle.from_preset(out)
    assert first.taste == resolved.loss.taste

    # The studio is gone, and the run was killed after its first checkpoint.
    os.remove(studio.database)
    shutil.rmtree(studio.blobs)
    shutil.rmtree(out / "final")
    shutil.rmtree(Checkpoints(out / "checkpoints").path(4))
    said = ratings.overrides(recipe(pictures), [], studio.database, going_on=out)
    again = make_recipe(_values(recipe(pictures)), said)
    assert again == resolved
    runs.train(again, pictures / "photos", out, resume=True, strategy="one", console=quiet)
    second = tfstyle.from_preset(out)
    for a, b in zip(first.generator.weights, second.generator.weights, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def _values(plain):
    from tfstyle.recipes import flatten

    values = {}
    for name, value in flatten(plain).items():
        section, _, key = name.rpartition(".")
        (values.setdefault(section, {}) if section else values)[key] = value
    return values


def test_what_is_said_by_hand_is_not_decided_by_votes(pictures, studio):
    more = ["loss.style=7", "loss.preference=0.5"]
    resolved = with_votes(pictures, studio, *more)
    assert (resolved.loss.style, resolved.loss.preference) == (7.0, 0.5)


def test_votes_move_the_weights_of_content_and_style_once(pictures, studio):
    once = with_votes(pictures, studio, "loss.style=7")
    again = ratings.overrides(once, [], studio.database)
    assert "loss.style=7.0" in again and f"loss.content={once.loss.content}" in again
    assert f"loss.preference={once.loss.preference}" in again


def told(capsys, *arguments):
    with pytest.raises(SystemExit) as exit:
        cli.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return exit.value.code or 0, out, err


def test_the_command(pictures, studio, tmp_path, capsys, monkeypatch):
    made = []
    monkeypatch.setattr(runs, "train", lambda resolved, *args, **options: made.append(resolved))
    common = ["train", "fast_style", "--style", pictures / "fire.png", "--data", pictures,
              "--out", tmp_path / "run"]  # fmt: skip
    code, out, err = told(capsys, *common, "--ratings", studio.database, "--rater", "me")
    assert code == 0 and not err and "votes of 1 on 48 pictures" in out
    assert made[0].loss.taste != "none" and made[0].train.ratings != "none"
    weight = ("--set", "loss.preference=0.7")
    code, out, err = told(capsys, *common, "--ratings", studio.database, *weight)
    assert code == 0 and not err and made.pop().loss.preference == 0.7
    code, _, err = told(capsys, *common, "--rater", "me")
    assert code and "--ratings" in err
    code, _, err = told(capsys, *common, "--ratings", studio.database, "--rater", "you")
    assert code and "Nobody called 'you'" in err
    code, _, err = told(capsys, "train", "cyclegan", "--data", "d", "--out", "o", "--ratings", "x")
    assert code and "follows no taste" in err
    code, _, err = told(capsys, *common, "--ratings", tmp_path / "none.db")
    assert code and "is no file" in err
    shutil.rmtree(studio.blobs)
    code, _, err = told(capsys, *common, "--ratings", studio.database)
    assert code and "beside the studio's blobs" in err
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "recipe.toml").write_text(
        'model = "fast_style"\n[data]\nstyles = ["fire.png"]\n', "utf-8"
    )
    code, _, err = told(capsys, *common, "--ratings", studio.database, "--resume")
    assert code and "begun without ratings" in err
    assert len(made) == 1


def test_a_damaged_picture_takes_its_votes_with_it_and_no_more(pictures, studio):
    files = sorted(path for path in studio.blobs.rglob("*") if path.is_file())
    whole = len(with_votes(pictures, studio).train.ratings)
    files[0].write_bytes(b"no picture")
    files[1].unlink()
    assert 0 < len(with_votes(pictures, studio).train.ratings) <= whole


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["loss.preference=1"], "needs a taste.*--ratings"),
        (["loss.taste=warm"], "loss.taste: A taste is"),
        (["loss.taste=warmth 0 1 1 0", "loss.preference=11"], "at most 10"),
        (["train.ratings=many"], "written by --ratings"),
    ],
)
def test_what_is_no_taste_is_refused(pictures, overrides, message):
    from tfstyle.errors import RecipeError

    with pytest.raises(RecipeError, match=message):
        make_recipe(_values(recipe(pictures)), overrides)


@pytest.mark.exhaustive
def test_what_was_trained_on_votes_wins_against_what_was_before(
    eye, pictures, studio, tmp_path, quiet, monkeypatch
):
    monkeypatch.setenv("TFSTYLE_VGG19", str(eye))
    data = pictures / "photos"
    first = recipe(pictures, steps=80, checkpoint_every=80, log_every=40)
    runs.train(first, data, tmp_path / "old", strategy="one", console=quiet)
    fine = with_votes(pictures, studio, "train.init=preset", "loss.preference=1", steps=80,
                      checkpoint_every=80, log_every=40)  # fmt: skip
    runs.train(fine, data, tmp_path / "new", strategy="one", console=quiet, preset=tmp_path / "old")
    old, new = (tfstyle.from_preset(tmp_path / name) for name in ("old", "new"))
    random, wins = np.random.default_rng(1), []
    for photo in photographs(12)[4:]:
        held = np.rot90(photo).copy()  # never seen
        a, b = (WARM.worth(model.translate(held), held) for model in (new, old))
        wins += [WARM.prefers(a, b, random) for _ in range(10)]
    assert np.mean(wins) >= 0.65
