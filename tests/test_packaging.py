"""What is shipped: the package list against the tree, and the built wheel from a foreign place."""

import configparser
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.optional import need

ROOT = Path(__file__).parent.parent
TREES = {"tfstyle": "tfstyle", "zoo": "tfstyle.zoo", "export": "tfstyle.export"}


def listed():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    return config["options"]["packages"].split()


def test_the_package_list_is_the_tree():
    found = []
    for folder, package in TREES.items():
        for file in (ROOT / folder).rglob("__init__.py"):
            inner = file.parent.relative_to(ROOT / folder).parts
            found.append(".".join((package, *inner)))
    assert sorted(listed()) == sorted(found)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    need("build")
    target = tmp_path_factory.mktemp("wheel")
    result = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, ROOT],
        capture_output=True, text=True, encoding="utf-8",
    )
    assert result.returncode == 0, result.stdout + result.stderr
    (path,) = target.glob("*.whl")
    return path


def test_the_wheel_holds_every_preset_and_nothing_outside_tfstyle(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"tfstyle"}
    assert "tfstyle/zoo/catalogue.toml" in names
    for part in ("page.css", "page.js", "published.toml"):
        assert f"tfstyle/report/{part}" in names
    assert "tfstyle/clients/tfstyle.mjs" in names
    assert "tfstyle/py.typed" in names
    for stub in (ROOT / "tfstyle").rglob("*.pyi"):
        assert stub.relative_to(ROOT).as_posix() in names
    for preset in (ROOT / "zoo" / "presets").iterdir():
        for file in preset.iterdir():
            assert f"tfstyle/zoo/presets/{preset.name}/{file.name}" in names


def test_the_wheel_imports_far_from_the_checkout(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "import tfstyle, tfstyle.zoo, tfstyle.export;"
        f"assert tfstyle.__file__.startswith({str(tmp_path)!r}), tfstyle.__file__;"
        "print(len(tfstyle.list_presets()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd="/", capture_output=True, text=True,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"}, encoding="utf-8",
    )
    assert result.returncode == 0, result.stderr
    presets = list((ROOT / "zoo" / "presets").glob("*/config.json"))  # not recipes alone
    assert int(result.stdout) == len(presets)
