"""What docs/clients.md shows really runs."""

import numpy as np
import pytest

from tests.clients.servers import Papers, answering
from tests.commands import ROOT, blocks, run, tfstyle_commands
from tests.optional import need
from tests.serving.channels import serving
from tests.serving.fakes import Half
from tfstyle import images
from tfstyle.serving.sources import Single

need("httpx")
need("grpc")
PAGE = (ROOT / "docs" / "clients.md").read_text("utf-8")
MODEL = "fast_style_udnie"


@pytest.fixture
def photo(tmp_path, monkeypatch):
    """A photo.jpg where the examples run, and its pixels."""
    monkeypatch.chdir(tmp_path)
    pixels = np.full((8, 12, 3), 200, "uint8")
    images.write_image("photo.jpg", pixels)
    return pixels


@pytest.fixture
def url(photo):
    papers = Papers()
    papers.model = MODEL
    with answering(papers) as url:
        yield url


def test_the_command(url, photo, tmp_path):
    images.write_image("made.png", photo)
    png = (tmp_path / "made.png").read_bytes()
    (tmp_path / "photo.jpg").write_bytes(png[::-1])  # the server turns bytes round
    (arguments,) = tfstyle_commands(PAGE.replace("http://127.0.0.1:8501", url))
    assert run(arguments) == 0
    assert (tmp_path / "painted.png").read_bytes() == png


def test_the_python(url, tmp_path):
    over_http, over_grpc = blocks(PAGE, "python")
    exec(compile(over_http.replace("http://127.0.0.1:8501", url), "clients.md", "exec"), {})
    sent = (tmp_path / "photo.jpg").read_bytes()
    assert (tmp_path / "painted.png").read_bytes() == sent[::-1]
    with serving(Single(MODEL, Half)) as peer:
        text = over_grpc.replace("127.0.0.1:8500", f"127.0.0.1:{peer.port}")
        exec(compile(text, "clients.md", "exec"), {})
    painted = images.read_image(tmp_path / "painted.png")
    assert painted.shape == (8, 12, 3) and abs(int(painted.mean()) - 100) <= 2
