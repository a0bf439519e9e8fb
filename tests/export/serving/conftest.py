"""Serving directories whose models are made of two small files: most of what is tested is names."""

import json

import pytest

from tfstyle.export.serving import export_for_serving, write

# What `export` says of a model of two directions that takes pictures.
REPORT = {
    "rows": [
        {"artefact": f"saved_model {signature}", "direction": direction}
        for direction in ("monet2photo", "photo2monet")
        for signature in ("serving_default", "serving_uint8", "serving_bytes")
    ],
    "contract": {"channels": [3, 3]},
}


def fake_export(model, directory, **options):
    """Write what `export` writes of a SavedModel, `model` being its content."""
    version = directory / "saved_model" / "1"
    (version / "assets.extra").mkdir(parents=True)
    (version / "saved_model.pb").write_bytes(model)
    (directory / "parity.json").write_text(json.dumps(REPORT), "utf-8")
    return REPORT


@pytest.fixture
def add(tmp_path, monkeypatch):
    """Add a version to `tmp_path / "serving"`: a function of a model's name and its content."""
    monkeypatch.setattr(write, "export", fake_export)
    return lambda name, content=b"graph": export_for_serving(
        content, tmp_path / "serving", name=name
    )


@pytest.fixture
def place(tmp_path):
    return tmp_path / "serving"


def contents(directory):
    """Return every file's bytes by its path."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*")) if path.is_file()
    }  # fmt: skip
