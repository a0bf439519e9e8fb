"""What a step sees depends on the seed and its number, on nothing else."""

import itertools

import numpy as np
import pytest

from tfstyle import images
from tfstyle.errors import StorageError

from .helpers import dataset_of, fill, photograph, places, samples_of, write

SIZES = {"load": 16, "crop": 8}


def steps(dataset, count):
    """Return the batches as uint8; with `places` they tell what was drawn."""
    batches = itertools.islice(dataset.as_numpy_iterator(), count)
    return [[images.to_uint8(part) for part in np.stack(batch)] for batch in batches]


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("TFSTYLE_CACHE", str(folder))
    return folder


@pytest.fixture
def pairs(tmp_path):
    """Five AB pictures; both halves tell number, row and column of each pixel."""
    for n in range(5):
        write(tmp_path, **{f"p{n}": np.hstack([places(n), places(n)])})
    return tmp_path


@pytest.fixture
def sides(tmp_path):
    fill(tmp_path / "trainA", 3, make=places)
    fill(tmp_path / "trainB", 5, make=places)
    return tmp_path


def test_batches_are_global_float_and_endless(pairs):
    dataset = dataset_of("paired", pairs, batch_size=7, **SIZES)
    assert [tuple(spec.shape) for spec in dataset.element_spec] == [(7, 8, 8, 3)] * 2
    assert dataset.cardinality().numpy() == -1
    a, _ = next(iter(dataset))
    assert a.dtype == "float32" and abs(a.numpy()).max() <= 1
    assert dataset.options().deterministic


def test_pairs_share_crop_and_flip(pairs):
    for a, b in steps(dataset_of("paired", pairs, batch_size=4, **SIZES), 5):
        np.testing.assert_array_equal(a, b)


def test_crop_and_flip_cover_everything(pairs):
    tops, lefts, flips = set(), set(), set()
    for a, _ in steps(dataset_of("paired", pairs, batch_size=20, **SIZES), 20):
        for picture in a:
            tops.add(picture[0, 0, 1])
            lefts.add(picture[0, :, 2].min())
            flips.add(picture[0, 0, 2] > picture[0, -1, 2])
    assert tops == lefts == set(range(9)) and flips == {True, False}


def test_no_flip(pairs):
    for a, _ in steps(dataset_of("paired", pairs, batch_size=20, flip=False, **SIZES), 2):
        assert (a[:, 0, 0, 2] < a[:, 0, -1, 2]).all()


def test_an_epoch_sees_every_picture_once_in_an_order_of_its_own(pairs):
    seen = [int(a[0, 0, 0, 0]) for a, _ in steps(dataset_of("paired", pairs, **SIZES), 30)]
    epochs = [tuple(seen[n : n + 5]) for n in range(0, 30, 5)]
    assert all(sorted(epoch) == [0, 1, 2, 3, 4] for epoch in epochs)
    assert len(set(epochs)) > 1


def test_augmentation_differs_between_epochs(tmp_path):
    """Guards against caching what is already augmented."""
    write(tmp_path, only=places(0))
    batches = dataset_of("images", tmp_path, **SIZES).as_numpy_iterator()
    assert len({batch.tobytes() for batch in itertools.islice(batches, 12)}) > 8


@pytest.mark.parametrize("memory", [None, 0], ids=["in memory", "on disk"])
@pytest.mark.parametrize("layout", ["paired", "unpaired"])
def test_resume_sees_the_same(request, layout, memory):
    root = request.getfixturevalue({"paired": "pairs", "unpaired": "sides"}[layout])

    def run(start, count, seed=1):
        dataset = dataset_of(
            layout, root, batch_size=2, seed=seed, start_step=start, memory=memory, **SIZES
        )
        return steps(dataset, count)

    whole = run(0, 9)
    np.testing.assert_array_equal(run(6, 3), whole[6:])
    assert not np.array_equal(run(0, 3, seed=2), whole[:3])


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_on_disk_is_the_same_as_in_memory(sides, cache, channels):
    kept, stored = (
        steps(
            dataset_of(
                "unpaired", sides, load=12, crop=8, memory=memory, in_channels=channels,
                out_channels=channels,
            ),
            4,
        )
        for memory in (10**6, 0)
    )  # fmt: skip
    np.testing.assert_array_equal(kept, stored)
    # Pictures of the same content are one file; both sides share three.
    assert len(list(cache.rglob("*.png"))) == 5


def test_no_room_for_the_cache(sides, monkeypatch):
    monkeypatch.setenv("TFSTYLE_CACHE", str(sides / "trainA" / "p0.png"))
    with pytest.raises(StorageError, match="Set TFSTYLE_CACHE to a place with room"):
        dataset_of("unpaired", sides, memory=0, **SIZES)


def test_no_python_in_the_pipeline(sides):
    """It can hang the process when an iterator goes away; see `tfstyle.data.pipeline`."""
    graph = dataset_of("unpaired", sides, **SIZES)._as_serialized_graph().numpy()
    assert b"PyFunc" not in graph and b"FlatMapDataset" in graph


def test_sides_are_drawn_independently(sides):
    drawn = steps(dataset_of("unpaired", sides, **SIZES), 180)
    together = {(int(a[0, 0, 0, 0]), int(b[0, 0, 0, 0])) for a, b in drawn}
    assert together == set(itertools.product(range(3), range(5)))
    same_window = sum(np.array_equal(a[..., 1:], b[..., 1:]) for a, b in drawn)
    assert same_window < 20
    a = [int(a[0, 0, 0, 0]) for a, _ in drawn]
    assert all(sorted(a[n : n + 3]) == [0, 1, 2] for n in range(0, 180, 3))


@pytest.mark.parametrize("direction", ["a2b", "b2a"])
@pytest.mark.parametrize("layout", ["paired", "unpaired"])
def test_channels(request, layout, direction):
    root = request.getfixturevalue({"paired": "pairs", "unpaired": "sides"}[layout])
    options = {"in_channels": 1, "out_channels": 4, "direction": direction, **SIZES}
    a, b = next(iter(dataset_of(layout, root, **options)))
    assert a.shape == (1, 8, 8, 1) and b.shape == (1, 8, 8, 4)
    a, b = samples_of(layout, root, **options)
    assert a.shape[1:] == (8, 8, 1) and b.shape[1:] == (8, 8, 4)


def test_pictures_of_any_size_are_resized_to_load(tmp_path):
    write(tmp_path, wide=photograph(0, 40, 60), tall=photograph(0, 60, 40))
    (batch,) = itertools.islice(
        dataset_of("images", tmp_path, load=24, crop=24, flip=False, batch_size=2), 1
    )
    expected = {images.resize(photograph(0, *size), (24, 24)).tobytes()
                for size in ((40, 60), (60, 40))}  # fmt: skip
    assert {picture.tobytes() for picture in images.to_uint8(batch)} == expected


def test_fit_takes_it(pairs):
    """`fit` with steps_per_epoch asks for nothing more than what it trains on."""
    import keras

    model = keras.Sequential([keras.layers.Conv2D(3, 1)])
    model.compile(loss="mae", optimizer="sgd")
    dataset = dataset_of("paired", pairs, batch_size=2, **SIZES)
    history = model.fit(dataset, steps_per_epoch=3, epochs=2, shuffle=False, verbose=0)
    assert len(history.history["loss"]) == 2
