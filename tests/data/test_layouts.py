"""The contract of every layout in the registry. A new layout is one more entry in `CASES`."""

import ast
import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pytest

from tfstyle import data, images
from tfstyle.data import DataSpec
from tfstyle.data.layouts import LAYOUTS
from tfstyle.errors import DataError

from .conftest import HORSES
from .helpers import fill, photograph, write

SIZES = {"load": 32, "crop": 24}


def paired(root):
    for split, count in (("train", 3), ("val", 2)):
        fill(root / split / "A", count)
        fill(root / split / "B", count, first=10)
    return DataSpec("paired", root, **SIZES)


def unpaired(root):
    for split, count in (("train", 3), ("val", 2)):
        fill(root / f"{split}A", count)
        fill(root / f"{split}B", count + 1, first=10)
    return DataSpec("unpaired", root, **SIZES)


def pictures(root):
    for number, place in enumerate(("train/coat", "train/shirt", "val/coat", "val/shirt")):
        fill(root / place, 2, first=3 * number)
    return DataSpec("images", root, **SIZES)


def arrays(root):
    root.mkdir()
    whole = np.stack([photograph(n) for n in range(5)])
    np.savez(root / "a.npz", x_train=whole[:3], y_train=[0, 1, 0], x_val=whole[3:])
    return DataSpec("arrays", root / "a.npz", **SIZES)


def tensorflow_dataset(root, request):
    metadata = request.getfixturevalue("prepared")
    return DataSpec("tfds", metadata, name=HORSES, load=8, crop=4, skip_broken=True)


CASES = {
    "paired": paired, "unpaired": unpaired, "images": pictures, "arrays": arrays,
    "tfds": tensorflow_dataset,
}  # fmt: skip
SPLITS = {
    "paired": {"train": 3, "val": 2}, "unpaired": {"train": (3, 4), "val": (2, 3)},
    "images": {"train": 4, "val": 4}, "arrays": {"train": 3, "val": 2},
    "tfds": {"train": (8, 8), "test": (8, 8)},
}  # fmt: skip


@pytest.fixture(params=LAYOUTS)
def spec(request, tmp_path):
    make = CASES[request.param]
    more = [request] if make is tensorflow_dataset else []
    return make(tmp_path / "set", *more)


def steps(spec, count=4, **options):
    """Return batches, each a tuple of arrays."""
    batches = data.load_dataset(spec, batch_size=2, **options).as_numpy_iterator()
    return [b if isinstance(b, tuple) else (b,) for b in itertools.islice(batches, count)]


def same(first, second):
    return all(
        np.array_equal(a, b)
        for one, other in zip(first, second, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def two_sided(spec):
    return not {"pairs", "domains"}.isdisjoint(LAYOUTS[spec.layout].learns_from)


def test_every_layout_has_a_case_and_says_what_it_is():
    assert set(CASES) == set(SPLITS) == set(LAYOUTS)
    for name, layout in LAYOUTS.items():
        assert layout.name == name
        assert set(layout.learns_from) <= {"pairs", "domains", "pictures"} and layout.learns_from
        assert layout.offers(derived=False) == layout.learns_from
        assert layout.offers(derived=True) == ("pairs",)


def test_nobody_else_compares_names_of_layouts():
    """What differs is asked of the `Layout`."""
    root = Path(data.__file__).parents[2]
    files = [*root.glob("tfstyle/**/*.py"), *root.glob("zoo/**/*.py"), *root.glob("export/**/*.py")]
    homes = ("tfstyle/data/layouts/",)
    found = []
    for path in files:
        place = path.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Compare) and not place.startswith(homes):
                words = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}
                if words & {*LAYOUTS} and "layout" in ast.unparse(node):
                    found.append(f"{place}: {ast.unparse(node)}")
    assert len(files) > 100 and not found


def test_splits(spec):
    assert data.describe(spec) == SPLITS[spec.layout]
    found = data.scan_dataset(spec)
    assert set(found) == set(SPLITS[spec.layout])
    if spec.layout != "tfds":  # whose mock pictures have any size
        assert not any(found.values())
    missing = ({"train", "val", "test"} - set(found)).pop()
    with pytest.raises(DataError, match=f"{missing!r}"):
        data.load_dataset(spec, split=missing)


def test_batches(spec):
    spec = dataclasses.replace(spec, in_channels=1)
    whole = steps(spec, seed=3)
    assert len(whole[0]) == (2 if two_sided(spec) else 1)
    for side, channels in zip(whole[0], (1, 3)[-len(whole[0]):], strict=True):
        assert side.shape == (2, spec.crop, spec.crop, channels) and side.dtype == "float32"
        assert np.abs(side).max() <= 1 and side.std() > 0.01
    assert same(whole, steps(spec, seed=3))
    assert not same(whole, steps(spec, seed=4))
    if spec.layout != "tfds":  # whose mock splits and sides are all the same pictures
        assert not same(whole, steps(spec, seed=3, split=list(SPLITS[spec.layout])[1]))


def test_a_run_that_goes_on_sees_what_it_would_have_seen(spec, tmp_path, monkeypatch):
    """Even where it goes on with less memory, and reads from the disk."""
    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path / "cache"))
    assert same(steps(spec, 7)[5:], steps(spec, 2, start_step=5, memory=0))


def test_the_other_direction(spec):
    other = dataclasses.replace(spec, direction="b2a")
    there, back = (data.fixed_samples(each, count=2) for each in (spec, other))
    if two_sided(spec):
        assert same([there], [back[::-1]])
        assert np.array_equal(*there) == (spec.layout == "tfds")
        gray = dataclasses.replace(other, in_channels=1)
        assert [side.shape[-1] for side in data.fixed_samples(gray)] == [1, 3]
    else:
        assert np.array_equal(there, back)


def test_fixed_samples(spec):
    split = list(SPLITS[spec.layout])[1]
    counts = SPLITS[spec.layout][split]
    counts = counts if isinstance(counts, tuple) else (counts,) * (1 + two_sided(spec))
    for count, wanted in ((1, (1,) * len(counts)), (99, (min(counts),) * len(counts)),
                          (None, counts)):  # fmt: skip
        columns = data.fixed_samples(spec, count=count)
        columns = columns if isinstance(columns, tuple) else (columns,)
        assert tuple(map(len, columns)) == wanted
        assert all(c.shape[1:] == (spec.crop, spec.crop, 3) for c in columns)
        assert all(np.abs(c).max() <= 1 for c in columns)


def test_what_a_layout_cannot_do_is_refused_and_what_it_can_is_done(spec):
    layout = LAYOUTS[spec.layout]
    if layout.labelled:
        labelled = dataclasses.replace(spec, num_classes=2)
        seen = {int(label) for _, labels in steps(labelled) for label in labels}
        assert seen == {0, 1}
    else:
        with pytest.raises(DataError, match="num_classes needs"):
            dataclasses.replace(spec, num_classes=2)
    if not layout.derives:
        with pytest.raises(DataError, match="derive applies to"):
            dataclasses.replace(spec, derive="gray")
    elif "domains" not in layout.learns_from:
        gray, photo = steps(dataclasses.replace(spec, derive="gray"), 1)[0]
        assert np.ptp(gray, axis=-1).max() == 0 < np.ptp(photo, axis=-1).max()
    maps = dataclasses.replace(spec, nearest="b")
    if layout.sided:
        assert not same(steps(maps, 1), steps(spec, 1))
    else:
        with pytest.raises(DataError, match="names a side, and these pictures have none"):
            data.load_dataset(maps)


def test_a_place_that_holds_nothing_of_it_is_told_in_one_line(spec, tmp_path):
    (tmp_path / "a file.txt").write_text("junk", "utf-8")
    (tmp_path / "empty").mkdir()
    roots = [str(tmp_path / name) for name in ("nowhere", "a file.txt", "empty", "bytes\0")]
    hostile = [dataclasses.replace(spec, root=root) for root in (*roots, "~nobody/x", None)]
    if LAYOUTS[spec.layout].named:  # the root is where downloads go
        hostile = [dataclasses.replace(spec, name=name) for name in ("nobody_knows", "cycle_gan/x")]
    for each in hostile:
        for function in (data.load_dataset, data.fixed_samples, data.describe, data.scan_dataset):
            with pytest.raises(DataError) as told:
                function(each)
            assert "\n" not in str(told.value)


def test_broken_pictures_are_named_and_left_out_where_asked(tmp_path):
    """For layouts of files; `test_npz` and `test_scan` have the others'."""
    for make in (paired, unpaired, pictures):
        spec = make(tmp_path / make.__name__)
        broken = next((tmp_path / make.__name__).rglob("train*/**/p1.png"))
        broken.write_bytes(broken.read_bytes()[:90])
        assert "p1.png" in data.scan_dataset(spec)["train"][0]
        with pytest.raises(DataError, match=r"p1\.png"):
            data.load_dataset(spec)
        steps(dataclasses.replace(spec, skip_broken=True), 1)


def test_one_picture_is_enough_of_each(tmp_path):
    write(tmp_path / "p", one=np.hstack([photograph(0), photograph(1)]))
    a, b = steps(DataSpec("paired", tmp_path / "p", load=40, crop=40, flip=False), 1)[0]
    np.testing.assert_array_equal(images.to_uint8(a), [photograph(0)] * 2)
    np.testing.assert_array_equal(images.to_uint8(b), [photograph(1)] * 2)
