"""Other people's networks beside ours: what is read of them, and what is shown."""

import numpy as np
import pytest

from tests.convert.style_checks import peers
from tests.optional import need
from tfstyle import images, models, networks
from tfstyle.errors import CheckpointError
from tfstyle.zoo import registry
from tfstyle.zoo.workshop import gallery, gallery_pictures, gallery_readers
from tfstyle.zoo.workshop.gallery_page import write_page
from tfstyle.zoo.workshop.gallery_peers import PEERS, Peer

need("skimage.data")


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A zoo of one preset; returns the folder it lies in."""
    monkeypatch.setattr(gallery_pictures, "LARGEST", 32)
    monkeypatch.setattr(registry, "PRESETS", tmp_path / "presets")
    for variable in ("TFSTYLE_DATA", "TFSTYLE_PEERS"):
        monkeypatch.delenv(variable, raising=False)
    model = models.FastStyle(networks.StyleNetwork(filters=2, num_blocks=0), ("wave",))
    model.save_to_preset(tmp_path / "presets" / "a_preset")
    return tmp_path


@pytest.fixture
def negative(monkeypatch):
    """A peer that paints negatives."""
    def read(path):
        assert path.read_text("utf-8") == "weights"
        return lambda picture, style: 255 - picture

    one = Peer("Negatives", "https://example.org", "MIT", "a_preset", ("theirs.txt",), read, "So.")
    monkeypatch.setitem(PEERS, "negative", one)
    return one


def test_a_peer_whose_files_are_there_is_drawn_and_stays(shipped, negative):
    theirs = shipped / "theirs"
    theirs.mkdir()
    (theirs / "theirs.txt").write_text("weights", "utf-8")
    places = {"--out": "docs", "--peers": "theirs", "--full": "full"}
    command = [word for flag, name in places.items() for word in (flag, str(shipped / name))]
    assert gallery.main(command) == 0
    full = shipped / "full" / "beside_negative"
    photograph, made = (images.read_image(full / f"coffee_{n}.png") for n in (1, 2))
    np.testing.assert_array_equal(made, 255 - photograph)
    assert (full / "coffee.png").is_file()

    (theirs / "theirs.txt").unlink()
    page = write_page(shipped / "docs").read_text("utf-8")
    assert "![beside_negative](gallery/beside_negative.jpg)" in page
    assert "Negatives (https://example.org, MIT). Ours is `a_preset`. So." in page


def test_our_side_of_every_peer_ships():
    assert {one.ours for one in PEERS.values()} <= set(registry.list_presets())


def test_a_graph_that_reads_files_is_not_run(tmp_path):
    import tensorflow as tf

    graph = tf.Graph()
    with graph.as_default():
        tf.io.read_file("/etc/hostname")
    (tmp_path / "graph.pb").write_bytes(graph.as_graph_def().SerializeToString())
    with pytest.raises(CheckpointError, match=r"more than arithmetic: ReadFile\."):
        gallery_readers.magenta_of_26(tmp_path / "graph.pb")


@pytest.mark.weights
@pytest.mark.exhaustive
@pytest.mark.parametrize("name", PEERS)
def test_the_published_ones_paint(name):
    need("onnxruntime")
    need("ai_edge_litert")
    peer, root = PEERS[name], peers()
    picture = gallery_pictures.photographs()["cat"]
    (style,) = gallery_pictures.any_style().values()
    learned = peer.ours != "adain_style_256"
    made = peer.read(*(root / file for file in peer.files))(picture, None if learned else style)
    assert made.shape == picture.shape and made.dtype == np.uint8 and made.std() > 20
    change = np.abs(made.astype(int) - picture).mean()
    assert change > 8
    # The cat looks the same way as it did.
    gray, before = made.mean(-1), picture.mean(-1)
    there, mirrored = (np.corrcoef(one.ravel(), before.ravel())[0, 1] for one in (
        gray, gray[:, ::-1]
    ))  # fmt: skip
    assert there > mirrored
