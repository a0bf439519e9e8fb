"""The web page: what lies in its folder, where LiteRT.js comes from, what is refused."""

import json
import shutil

import numpy as np
import pytest

from tfstyle.errors import ExportError, IntegrityError, OfflineError
from tfstyle.export import export
from tfstyle.export.web import runtime
from tfstyle.export.web.page import write_page

FILES = [
    ("b2a", [64, 64], "fp16"), ("a2b", [64, 64], "fp16"), ("a2b", [32, 48], "int8"),
    ("a2b", [32, 48], "fp32"), ("a2b", None, "fp32"),
]  # fmt: skip


@pytest.fixture
def tflite(tmp_path):
    """A directory of files that are none, and their sidecar."""
    return made(tmp_path / "tflite", FILES)


def made(folder, files, channels=3, name="</script><b>"):
    folder.mkdir()
    entries = []
    for direction, size, precision in files:
        entries.append({
            "file": f"{direction}_{size}_{precision}.tflite", "direction": direction,
            "size": size, "precision": precision, "bytes": 1,
        })  # fmt: skip
        (folder / entries[-1]["file"]).write_bytes(b"x")
    sidecar = {
        "name": name, "input": {"channels": channels}, "output": {"channels": 3},
        "files": entries,
    }  # fmt: skip
    (folder / "model.json").write_text(json.dumps(sidecar), "utf-8")
    return folder


@pytest.fixture
def program(tmp_path):
    """A directory in the place of LiteRT.js."""
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "index.js").write_text("", "utf-8")
    return folder


def test_of_each_direction_and_size_one_file_is_offered(tflite, program, tmp_path):
    write_page(tflite, tmp_path / "web", license="CC0", runtime=program)
    page = (tmp_path / "web" / "index.html").read_text("utf-8")
    facts = page.split('<script type="application/json" id="about">')[1].split("</script>")[0]
    facts = json.loads(facts)
    assert (facts["name"], facts["license"]) == ("</script><b>", "CC0")
    chosen = [(file["direction"], file["size"], file["precision"]) for file in facts["files"]]
    assert chosen == [
        ("b2a", [64, 64], "fp16"), ("a2b", [32, 48], "fp32"), ("a2b", [64, 64], "fp16"),
    ]  # fmt: skip
    assert {path.name for path in (tmp_path / "web" / "models").iterdir()} == {
        file["file"] for file in facts["files"]
    }
    assert "<b>" not in page and "{{" not in page


def test_without_a_static_file_or_with_other_channels_there_is_no_page(tmp_path, program):
    free = made(tmp_path / "free", [("a2b", None, "fp32")])
    with pytest.raises(ExportError, match="static size in fp16, fp32, int8"):
        write_page(free, tmp_path / "web", runtime=program)
    gray = made(tmp_path / "gray", FILES, channels=1)
    with pytest.raises(ExportError, match="1 channels in and 3 out"):
        write_page(gray, tmp_path / "web", runtime=program)
    assert not (tmp_path / "web").exists()


def test_an_earlier_page_follows_the_files_or_is_not_lost(pix2pix, program, tmp_path):
    picture = [np.random.default_rng(0).integers(0, 256, (32, 32, 3), "uint8")]
    tiny = {"size": 16, "quantize": "fp16", "formats": "tflite", "pictures": picture}
    out = tmp_path / "out"
    export(pix2pix, out, **tiny)
    write_page(out / "tflite", out / "web", runtime=program)
    export(pix2pix, out, **{**tiny, "size": 24})
    models = {path.name for path in (out / "web" / "models").iterdir()}
    assert models == {"label2photo_16_fp16.tflite", "label2photo_24_fp16.tflite"}

    shutil.rmtree(out / "tflite")
    with pytest.raises(ExportError, match="whose TFLite files are gone"):
        export(pix2pix, out, **{**tiny, "formats": "saved_model"})
    assert len(list((out / "web" / "models").iterdir())) == 2


def test_offline_the_file_to_provide_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path))
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    monkeypatch.delenv(runtime.VARIABLE, raising=False)
    with pytest.raises(OfflineError, match=r"core-2\.5\.3\.tgz .*SHA-256.*TFSTYLE_LITERT_JS"):
        runtime.litert_js(tmp_path)


def test_a_directory_without_the_packages_or_with_others_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv(runtime.VARIABLE, str(tmp_path))
    with pytest.raises(ExportError, match=r"litertjs-core-2\.5\.3\.tgz is missing\. `npm pack"):
        runtime.litert_js(tmp_path)
    (tmp_path / "litertjs-core-2.5.3.tgz").write_bytes(b"another")
    with pytest.raises(IntegrityError, match=r"is not core-2\.5\.3\.tgz of LiteRT\.js 2\.5\.3"):
        runtime.litert_js(tmp_path)
    shutil.rmtree(tmp_path)
