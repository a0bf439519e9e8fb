"""One function tells what a name stands for, and everything that takes a name asks it."""

import ast
from pathlib import Path

import pytest

import tfstyle
from tests.zoo.test_zoo import save_tiny
from tfstyle.errors import UnknownPresetError
from tfstyle.zoo import Kind, known_names, list_presets, registry, resolve

ROOT = Path(tfstyle.__file__).parent
HOMES = {"tfstyle": ROOT, "zoo": ROOT.parent / "zoo", "export": ROOT.parent / "export"}
# What makes presets: no way of a user's may lead there.
WORKSHOP = ("workshop", "make_preset")


def is_workshop(module: str) -> bool:
    return module.startswith(tuple(f"tfstyle.zoo.{name}" for name in WORKSHOP))


def modules_of(path: Path):
    """Dotted names of all that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_way_of_a_users_leads_to_the_workshop():
    looked_at = 0
    for home, folder in HOMES.items():
        for path in folder.rglob("*.py"):
            parts = path.relative_to(folder).with_suffix("").parts
            if home == "zoo" and is_workshop(".".join(("tfstyle.zoo", *parts))):
                continue
            looked_at += 1
            assert not [name for name in modules_of(path) if is_workshop(name)], path
    assert looked_at > 100


def test_the_workshop_would_be_seen(tmp_path):
    path = tmp_path / "user.py"
    path.write_text("def f():\n    from tfstyle.zoo.workshop import exhibit\n", "utf-8")
    assert [name for name in modules_of(path) if is_workshop(name)]
    assert not is_workshop("tfstyle.zoo.catalogue")


def test_the_five_kinds(publish, tmp_path, monkeypatch):
    shipped = tmp_path / "presets" / "cyclegan_tiny_64"
    save_tiny(shipped)
    run = tmp_path / "run"
    (run / "checkpoints" / "step_00000003").mkdir(parents=True)
    (run / "recipe.toml").touch()
    found = {
        "cyclegan_tiny_64": (Kind.PRESET, shipped, True),
        "cyclegan_style_tiny": (
            Kind.PUBLISHED, tmp_path / "cache" / "converted" / "cyclegan_style_tiny", False
        ),
        "gatys": (Kind.BUILT_IN, None, False),
        str(shipped): (Kind.DIRECTORY, shipped, True),
        str(run): (Kind.RUN, run, False),
    }  # fmt: skip
    for name, (kind, directory, is_preset) in found.items():
        told = resolve(name)
        assert (told.kind, told.name, told.directory) == (kind, name, directory)
        assert told.is_preset is is_preset
    assert set(known_names()) == {
        "cyclegan_tiny_64", "gatys", "cyclegan_style_tiny", "cyclegan_style_other"
    }  # fmt: skip
    assert {kind for kind, *_ in found.values()} == set(Kind)
    (run / "final").mkdir()
    save_tiny(run / "final")
    assert resolve(run).directory == run / "final" and resolve(run).kind is Kind.DIRECTORY


def test_a_directory_comes_before_a_name_where_paths_are_taken(publish, tmp_path, monkeypatch):
    save_tiny(tmp_path / "presets" / "same")
    save_tiny(tmp_path / "here" / "same")
    save_tiny(tmp_path / "here" / "gatys")
    monkeypatch.chdir(tmp_path / "here")
    assert resolve("same").kind is Kind.DIRECTORY and resolve("gatys").kind is Kind.DIRECTORY
    assert resolve("same", paths=False).kind is Kind.PRESET
    assert resolve("gatys", paths=False).kind is Kind.BUILT_IN
    # What else lies there under a name of the zoo is none of its business.
    (tmp_path / "here" / "cyclegan_style_tiny").mkdir()
    assert resolve("cyclegan_style_tiny").kind is Kind.PUBLISHED


def test_what_has_no_files_is_told_by_kind():
    with pytest.raises(UnknownPresetError, match="'gatys' is built in"):
        resolve("gatys").local()
    with pytest.raises(UnknownPresetError, match=r"download adain_vgg19"):
        resolve("adain_vgg19", paths=False).local()
    with pytest.raises(UnknownPresetError, match=r"There is no preset './x'"):
        resolve("./x", paths=False)
    assert registry.BUILT_IN.keys() <= set(known_names()) and set(list_presets()) <= set(
        known_names()
    )


def test_a_preset_behind_links_is_where_its_files_are(tmp_path, monkeypatch):
    store = tmp_path / "store" / "tiny"
    save_tiny(store)
    linked = tmp_path / "presets" / "tiny"
    linked.mkdir(parents=True)
    for file in store.iterdir():
        (linked / file.name).symlink_to(file)
    monkeypatch.setattr(registry, "PRESETS", tmp_path / "presets")
    assert resolve("tiny").local() == store.resolve()
