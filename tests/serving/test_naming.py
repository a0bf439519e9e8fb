"""What a command line names, as the models a server answers for."""

import pytest

from tfstyle.errors import UnknownPresetError, UnsupportedOptionError
from tfstyle.serving.naming import SAVED_MODEL, sources_of
from tfstyle.serving.sources import BasePath, Single


def saved_model(path):
    path.mkdir(parents=True)
    (path / SAVED_MODEL).write_bytes(b"")
    return path


def test_each_kind_of_model(tmp_path):
    saved_model(tmp_path / "base" / "1")
    saved_model(tmp_path / "exported" / "saved_model" / "1")
    saved_model(tmp_path / "alone")
    (tmp_path / "my file.tflite").write_bytes(b"")
    base, exported, alone, file, preset = sources_of([
        f"{tmp_path}/base", f"monet={tmp_path}/exported", f"{tmp_path}/alone",
        f"{tmp_path}/my file.tflite", "fast_style_udnie",
    ])  # fmt: skip
    assert base == BasePath("base", tmp_path / "base")
    assert exported == BasePath("monet", tmp_path / "exported" / "saved_model")
    assert all(isinstance(one, Single) for one in (alone, file, preset))
    assert [one.name for one in (alone, file, preset)] == ["alone", "my_file", "fast_style_udnie"]


def test_a_directory_for_serving_is_all_its_models_with_labels(tmp_path):
    place = tmp_path / "serving"
    for name, count in (("monet", 4), ("udnie", 1)):
        for version in range(1, count + 1):
            saved_model(place / "models" / name / str(version))
    (place / "models" / "empty").mkdir()
    (place / "models.config").write_text("", "utf-8")
    monet, udnie = sources_of([str(place)])
    assert (monet.name, udnie.name) == ("monet", "udnie")
    assert list(monet.wanted()) == [2, 3, 4] and list(udnie.wanted()) == [1]
    assert monet.labels == {"canary": -1, "stable": -2}


def test_names_are_checked_before_anything_is_loaded(tmp_path):
    with pytest.raises(UnknownPresetError, match="fast_style_udnie"):
        sources_of(["fast_style_udni"])
    for name in ("", "a/b", "a b", "-x", "x" * 129):
        with pytest.raises(UnsupportedOptionError, match="letters, digits"):
            sources_of([f"{name}=fast_style_udnie"])
    with pytest.raises(UnsupportedOptionError, match="Two models are called fast_style_udnie"):
        sources_of(["fast_style_udnie", "fast_style_udnie"])
    one, other = sources_of(["fast_style_udnie", "second=fast_style_udnie"])
    assert (one.name, other.name) == ("fast_style_udnie", "second")


def test_a_directory_with_an_equals_sign_is_a_directory(tmp_path, monkeypatch):
    saved_model(tmp_path / "a=b" / "1")
    monkeypatch.chdir(tmp_path)
    (base,) = sources_of(["a=b"])
    assert base.name == "a_b" and base.wanted().keys() == {1}
