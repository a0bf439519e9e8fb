"""What becomes of proportions, and of the colours of label maps."""

import itertools

import numpy as np
import pytest
from PIL import Image

from tfstyle import images
from tfstyle.data import fixed_samples, geometry
from tfstyle.errors import DataError, RecipeError
from tfstyle.recipes import make_recipe, parse_recipe
from tfstyle.runs.pictures import data_spec, open_data

from .helpers import dataset_of, photograph, problems_of, samples_of, write

COLOURS = np.array([[0, 0, 0], [128, 64, 128], [70, 70, 70], [220, 20, 60]], "uint8")


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("TFSTYLE_CACHE", str(folder))
    return folder


def ramp(number, height, width):
    """Return a picture that tells its number, and each pixel's place from 0 to 200 either way."""
    rows, columns = (np.linspace(0, 200, n).round() for n in (height, width))
    red = np.full((height, width), 10 * number)
    return np.dstack([red, *np.broadcast_arrays(rows[:, None], columns)]).astype("uint8")


def labels(number, height=24, width=36):
    """Return a label map of four colours with slanted borders."""
    rows, columns = np.indices((height, width))
    return COLOURS[(rows + 2 * columns + 3 * number) // 17 % 4]


def drawn(*arguments, steps=8, **options):
    """Return every picture of some batches as uint8, a list for each side."""
    batches = itertools.islice(dataset_of(*arguments, **options).as_numpy_iterator(), steps)
    batches = [batch if isinstance(batch, tuple) else (batch,) for batch in batches]
    return [
        [picture for part in side for picture in images.to_uint8(part)]
        for side in zip(*batches, strict=True)
    ]


@pytest.mark.parametrize("memory", [None, 0], ids=["in memory", "on disk"])
def test_the_shorter_side_is_resized_and_every_part_is_cut_out(tmp_path, memory):
    write(tmp_path, wide=ramp(1, 40, 80), tall=ramp(2, 90, 30), square=ramp(3, 50, 50))
    options = {"load": 20, "crop": 16, "flip": False, "batch_size": 6, "memory": memory}
    (pictures,) = drawn("images", tmp_path, steps=25, geometry="shorter_side", **options)
    seen = {}
    for picture in pictures:
        number = round(float(picture[..., 0].mean()) / 10)
        # As much of a pixel's place changes along each side as in the whole picture.
        seen.setdefault(number, []).append(
            (*(int(np.ptp(picture[..., c].astype(int))) for c in (1, 2)), picture)
        )
    spans = {1: (160, 80), 2: (53, 160), 3: (160, 160)}
    assert set(seen) == set(spans)
    for number, found in seen.items():
        for high, wide, _ in found:
            assert (high, wide) == pytest.approx(spans[number], abs=14)
    # From one end to the other.
    assert min(p[..., 2].min() for *_, p in seen[1]) < 15
    assert max(p[..., 2].max() for *_, p in seen[1]) > 185
    assert max(p[..., 1].max() for *_, p in seen[2]) > 185
    (squashed,) = drawn("images", tmp_path, steps=4, **options)
    assert all(np.ptp(p[..., 2].astype(int)) > 140 for p in squashed)


def test_on_disk_is_the_same_as_in_memory_and_another_geometry_another_file(tmp_path, cache):
    write(tmp_path, wide=photograph(0, 40, 80), tall=photograph(1, 90, 50))
    options = {"load": 20, "crop": 16, "batch_size": 3, "geometry": "shorter_side"}
    kept, stored = (drawn("images", tmp_path, memory=m, **options) for m in (None, 0))
    np.testing.assert_array_equal(kept, stored)
    assert len(list(cache.rglob("*.png"))) == 2
    drawn("images", tmp_path, memory=0, **options | {"geometry": "squash"})
    assert len(list(cache.rglob("*.png"))) == 4


@pytest.mark.parametrize("memory", [None, 0], ids=["in memory", "on disk"])
def test_pairs_share_their_window_and_unpaired_sides_do_not_need_to(tmp_path, memory):
    for n, (height, width) in enumerate([(40, 60), (70, 44), (50, 50)]):
        write(tmp_path / "A", **{f"p{n}": ramp(n, height, width)})
        write(tmp_path / "B", **{f"p{n}": ramp(n, 2 * height, 2 * width)})
    options = {"load": 24, "crop": 16, "batch_size": 4, "memory": memory}
    for direction in ("a2b", "b2a"):
        a, b = drawn(
            "paired", tmp_path, geometry="shorter_side", direction=direction, **options
        )
        for first, second in zip(a, b, strict=True):
            assert np.abs(first.astype(int) - second).max() < 14
    a, b = drawn("unpaired", tmp_path, geometry="shorter_side", steps=2, **options)
    assert a[0].shape == b[0].shape == (16, 16, 3)


def test_derived_pairs_and_arrays_keep_their_proportions_too(tmp_path):
    write(tmp_path, wide=photograph(0, 40, 80), tall=photograph(1, 90, 40))
    options = {"load": 40, "crop": 16, "geometry": "shorter_side"}
    gray, photo = drawn("images", tmp_path, derive="gray", **options)
    for first, second in zip(gray, photo, strict=True):
        assert np.abs(first[..., 0] - second @ [0.299, 0.587, 0.114]).max() < 1
    np.savez(tmp_path / "a.npz", images=np.stack([ramp(n, 30, 60) for n in range(3)]))
    (pictures,) = drawn("arrays", tmp_path / "a.npz", **options | {"load": 20})
    assert np.ptp(pictures[0][..., 2].astype(int)) < 100


def test_samples_follow_the_geometry(tmp_path):
    write(tmp_path, wide=ramp(1, 40, 80))
    squashed, kept = (
        images.to_uint8(
            samples_of("images", tmp_path, load=18, crop=16, geometry=geometry)
        )[0]
        for geometry in ("squash", "shorter_side")
    )
    assert np.ptp(squashed[..., 2].astype(int)) > 180
    assert np.ptp(kept[..., 2].astype(int)) == pytest.approx(100, abs=14)  # the middle half
    assert int(kept[8, 8, 2]) == pytest.approx(100, abs=10)
    np.testing.assert_array_equal(kept, images.resize(ramp(1, 40, 80), (16, 32))[:, 8:24])


def test_a_panorama_is_no_problem_unless_it_is_squashed(tmp_path):
    write(tmp_path, **{f"p{n}": photograph(n) for n in range(3)}, wide=photograph(5, 40, 200))
    with pytest.raises(DataError, match=r"wide.png is 5 times as wide as high"):
        dataset_of("images", tmp_path, load=32, crop=32)
    dataset_of("images", tmp_path, load=32, crop=32, geometry="shorter_side")
    assert problems_of("images", tmp_path, crop=32, geometry="shorter_side") == {"train": []}


@pytest.mark.parametrize(("geometry", "memory"), [("squash", None), ("shorter_side", 0)])
def test_label_maps_keep_their_colours(tmp_path, geometry, memory):
    for n in range(3):
        write(tmp_path / "A", **{f"p{n}": labels(n)})
        write(tmp_path / "B", **{f"p{n}": photograph(n, 48, 72)})
    options = {"load": 20, "crop": 16, "memory": memory, "geometry": geometry}

    def colours(pictures):
        return {tuple(colour) for picture in pictures for colour in picture.reshape(-1, 3)}

    wanted = set(map(tuple, COLOURS.tolist()))
    a, b = drawn("paired", tmp_path, nearest="a", **options)
    assert colours(a) == wanted and len(colours(b)) > 300
    b, a = drawn("paired", tmp_path, nearest="a", direction="b2a", **options)
    assert colours(a) == wanted and len(colours(b)) > 300
    b, a = drawn("unpaired", tmp_path, nearest="a", direction="b2a", **options)
    assert colours(a) == wanted and len(colours(b)) > 300
    a, b = drawn("paired", tmp_path, **options)
    assert len(colours(a)) > 20
    del options["memory"]
    a, b = samples_of("paired", tmp_path, nearest="a", **options)
    assert colours(images.to_uint8(a)) == wanted and len(colours(images.to_uint8(b))) > 300


def test_ab_pictures_have_sides_and_photographs_have_none(tmp_path):
    write(tmp_path, p=np.hstack([labels(0, 24, 24), photograph(0, 24, 24)]))
    a, _ = drawn("paired", tmp_path, load=18, crop=16, nearest="a")
    assert len(np.unique(np.stack(a).reshape(-1, 3), axis=0)) == 4
    with pytest.raises(DataError, match="nearest = 'a' names a side, and these pictures have none"):
        dataset_of("images", tmp_path, load=18, crop=16, nearest="a")
    with pytest.raises(DataError, match=r"nearest must be .* Received: 'left'"):
        dataset_of("paired", tmp_path, load=18, crop=16, nearest="left")
    with pytest.raises(DataError, match=r"Received: 'shorter'. Did you mean 'shorter_side'"):
        dataset_of("paired", tmp_path, load=18, crop=16, geometry="shorter")


def test_nearest_takes_the_pixel_in_the_middle():
    picture = np.arange(12, dtype="uint8").reshape(3, 4, 1)
    np.testing.assert_array_equal(geometry.resize(picture, (3, 4), nearest=True), picture)
    doubled = geometry.resize(picture, (6, 8), nearest=True)
    np.testing.assert_array_equal(doubled, picture.repeat(2, 0).repeat(2, 1))
    np.testing.assert_array_equal(geometry.resize(picture, (1, 1), nearest=True), [[[6]]])
    for size in ((7, 5), (2, 3), (9, 1)):
        theirs = Image.fromarray(picture[..., 0]).resize(size[::-1], Image.Resampling.NEAREST)
        np.testing.assert_array_equal(geometry.resize(picture, size, nearest=True)[..., 0], theirs)


def test_a_recipes_keys_reach_training_samples_and_cards(tmp_path):
    for n in range(2):
        write(tmp_path / "A", **{f"p{n}": labels(n)})
        write(tmp_path / "B", **{f"p{n}": ramp(n, 24, 36)})
    part = {"load": 20, "crop": 16, "geometry": "shorter_side", "nearest": "a"}
    recipe = make_recipe({"model": "pix2pix", "generator": {"num_downs": 2}, "data": part})
    found = open_data(recipe, tmp_path)
    batch = [side[0] for side in map(images.to_uint8, next(iter(found.dataset)))]
    shown = list(map(images.to_uint8, found.samples[0][1:]))
    measured = [
        images.to_uint8(side[0])
        for side in fixed_samples(data_spec(recipe, tmp_path), count=None)
    ]
    for a, b in (batch, shown, measured):
        assert {tuple(colour) for colour in a.reshape(-1, 3)} <= set(map(tuple, COLOURS.tolist()))
        assert np.ptp(b[..., 2].astype(int)) < 150


def test_the_keys_defaults_are_what_was_and_labels_need_sides():
    recipe = parse_recipe("")
    assert (recipe.data.geometry, recipe.data.nearest) == ("squash", "none")
    assert parse_recipe('model = "fast_style"\ndata.styles = ["x.png"]').data.nearest is None
    with pytest.raises(RecipeError, match=r"Did you mean 'shorter_side'"):
        parse_recipe("", ["data.geometry=shorter"])
    with pytest.raises(RecipeError, match=r"data.nearest .* applies only when data.layout is"):
        parse_recipe('data.layout = "images"\ndata.nearest = "a"')
