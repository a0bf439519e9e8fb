"""A video's file tells how it was made, and not where its source was filmed."""

import numpy as np
import pytest

from tests.inference.video_clips import panning, write
from tests.optional import need
from tfstyle.errors import DataError
from tfstyle.inference.video import translate_video
from tfstyle.inference.video.comment import read_provenance, tags
from tfstyle.provenance import Origin, Provenance, Step

av = need("av")
MADE = Provenance((Step(Origin("wave <'&\">"), "a2b"),))


def metadata(path):
    with av.open(str(path)) as container:
        return {key.lower(): value for key, value in container.metadata.items()}


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".webm"])
def test_every_container_tells_it_and_another_run_replaces_it(tmp_path, suffix):
    source, once, twice = (tmp_path / f"{n}{suffix}" for n in ("source", "once", "twice"))
    codec = "libvpx-vp9" if suffix == ".webm" else "libx264"
    write(source, panning(2), codec=codec)
    translate_video(lambda frame: 255 - frame, source, once, provenance=MADE)
    assert read_provenance(once) == MADE and read_provenance(source) is None
    other = Provenance((Step(Origin("other")),))
    translate_video(lambda frame: frame, once, twice, provenance=other)
    assert read_provenance(twice) == other
    assert metadata(twice)["comment"].count("format") == 1


def test_place_and_camera_of_the_source_are_left_out(tmp_path):
    source, out = tmp_path / "in.mp4", tmp_path / "out.mp4"
    given = {"title": "A walk", "comment": "in the rain", "location": "+48.8+002.3/"}
    with av.open(str(source), "w") as file:
        file.metadata.update(given)
        stream = file.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 32, 16, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((16, 32, 3), "uint8"), format="rgb24")
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    assert metadata(source)["location"].startswith("+48.8")
    translate_video(lambda frame: frame, source, out, provenance=MADE)
    told = metadata(out)
    assert told["title"] == "A walk" and told["comment"].startswith("in the rain\n{")
    assert not [key for key in told if key.startswith("location")]
    assert read_provenance(out) == MADE
    assert tags({"com.apple.quicktime.location.ISO6709": "x", "make": "y", "title": "z"}, None) == {
        "title": "z"
    }


def test_a_record_that_is_not_understood_is_named(tmp_path):
    source, out = tmp_path / "in.mp4", tmp_path / "out.mp4"
    write(source, panning(1))
    broken = Provenance((Step(Origin("a")),), software="tfstyle 9")
    object.__setattr__(broken, "source_type", 3)
    translate_video(lambda frame: frame, source, out, provenance=broken)
    with pytest.raises(DataError, match=r"out\.mp4 carries a record .*'source_type'"):
        read_provenance(out)
