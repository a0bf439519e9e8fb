"""The programs for phones parse, and read what exports really write; one part of them runs."""

import configparser
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.optional import need
from tfstyle.export.tflite import write_tflite

EXAMPLES = Path(__file__).parents[2] / "export" / "examples"
ANDROID, IOS = EXAMPLES / "android", EXAMPLES / "ios"
KOTLIN = ANDROID / "src/main/kotlin/tfstyle/example"
PROGRAMS = sorted(
    path for path in EXAMPLES.rglob("*") if path.suffix in (".kt", ".kts", ".swift")
)
# What of a JSON value the programs' types take.
JSON_TYPES = {
    "String": str, "Int": int, "[Float]": list, "[Int]?": (list, type(None)), "[File]": list,
    "Tensor": dict, "getInt": int, "getLong": int, "getString": str, "getJSONArray": list,
    "getJSONObject": dict,
}  # fmt: skip


@pytest.fixture(scope="module")
def exported(pix2pix, tmp_path_factory):
    """What an export writes: `(folder, model.json)`, one file of a size and one for any."""
    folder = tmp_path_factory.mktemp("tflite")
    write_tflite(
        pix2pix, folder, directions=pix2pix.directions, size=(32, 48), precisions=("fp32",)
    )
    return folder, json.loads((folder / "model.json").read_text("utf-8"))


def wrong_nodes(path, text):
    """Return what a parser could not make sense of."""
    tree_sitter = need("tree_sitter")
    name = "swift" if path.suffix == ".swift" else "kotlin"
    grammar = tree_sitter.Language(need(f"tree_sitter_{name}").language())
    waiting, wrong = [tree_sitter.Parser(grammar).parse(text).root_node], []
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if node.is_error or node.is_missing:
            wrong.append((node.start_point, node.text[:60]))
    return wrong


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.name)
def test_every_program_parses_and_a_broken_one_would_not(path):
    text = path.read_bytes()
    assert wrong_nodes(path, text) == []
    brace = text.rindex(b"}") if b"}" in text else text.rindex(b'"')
    assert wrong_nodes(path, text[:brace] + text[brace + 1 :])


def test_the_programs_are_all_there():
    assert [path.name for path in PROGRAMS] == [
        "build.gradle.kts", "settings.gradle.kts", "MainActivity.kt", "Painter.kt", "Pixels.kt",
        "Painter.swift", "PainterApp.swift", "Pixels.swift",
    ]  # fmt: skip
    readme = (EXAMPLES / "README.md").read_text("utf-8")
    assert all(f"`{name}`" in readme for name in ("raspberry_pi.py", "android/", "ios/"))


def test_the_manifest_names_the_activity():
    name = "{http://schemas.android.com/apk/res/android}name"
    root = ElementTree.parse(ANDROID / "src/main/AndroidManifest.xml").getroot()
    (activity,) = root.iter("activity")
    source = (KOTLIN / f"{activity.get(name).removeprefix('.')}.kt").read_text("utf-8")
    build = (ANDROID / "build.gradle.kts").read_text("utf-8")
    (package,) = re.findall(r'namespace = "(.+)"', build)
    assert f"package {package}\n" in source and f"class {activity.get(name)[1:]} " in source


def test_the_kotlin_program_reads_what_is_written(exported):
    _, told = exported
    source = (KOTLIN / "Painter.kt").read_text("utf-8")
    (name,) = re.findall(r'assets\.open\("(.+?)"\)', source)
    assert name == "model.json"
    owners = {"told": told, "input": told["input"], "output": told["output"]}
    for owner, how, key in re.findall(r'(\w+)\.(get\w+)\("(\w+)"\)', source):
        values = [owners[owner]] if owner in owners else told["files"]
        for value in values:
            right = isinstance(value[key], JSON_TYPES[how])
            assert right or (key == "size" and value[key] is None), (owner, how, key)
    assert re.findall(r'\.isNull\("(\w+)"\)', source) == ["size"]
    assert {entry["size"] is None for entry in told["files"]} == {True, False}


def test_the_swift_program_reads_what_is_written(exported):
    _, told = exported
    source = (IOS / "Painter/Painter.swift").read_text("utf-8")
    assert 'appendingPathComponent("model.json")' in source
    body = source[source.index("struct Sidecar") : source.index("struct PainterError")]
    fields = {
        name: dict(re.findall(r"^        let (\w+): (.+)$", part, re.MULTILINE))
        for name, part in re.findall(r"struct (\w+): Decodable \{\n((?:        .*\n)+)", body)
    }
    assert set(fields) == {"Tensor", "File"} and all(fields.values())
    own = dict(re.findall(r"^    let (\w+): (.+)$", body, re.MULTILINE))
    assert own == {"input": "Tensor", "output": "Tensor", "files": "[File]"}
    for values, types in (
        ([told], own), ([told["input"], told["output"]], fields["Tensor"]),
        (told["files"], fields["File"]),
    ):  # fmt: skip
        for value in values:
            for key, kind in types.items():
                assert isinstance(value[key], JSON_TYPES[kind]), (key, kind)


def test_a_static_file_has_one_float_picture_in_and_one_out(exported):
    """As both programs take it: the first tensors, (1, H, W, 3), in the ranges that are named."""
    interpreter = need("ai_edge_litert.interpreter").Interpreter
    folder, told = exported
    (entry,) = (one for one in told["files"] if one["size"])
    run = interpreter(str(folder / entry["file"]))
    run.allocate_tensors()
    ways = (run.get_input_details(), "input"), (run.get_output_details(), "output")
    for (tensor,), name in ways:
        assert tensor["shape"].tolist() == [1, *entry["size"], 3]
        assert tensor["dtype"].__name__ == told[name]["dtype"] == "float32"
        assert told[name]["layout"] == "NHWC" and told[name]["channels"] == 3
        low, high = told[name]["range"]
        assert low < high
    assert told["input"]["name"] == "images" and told["output"]["name"] == "stylized"


def test_android_gets_the_runtime_that_exports_are_proven_with():
    setup = configparser.ConfigParser()
    setup.read(EXAMPLES.parents[1] / "setup.cfg", encoding="utf-8")
    extras = setup.get("options.extras_require", "export", raw=True)
    (least,) = re.findall(r"^ai-edge-litert>=([\d.]+)", extras, re.MULTILINE)
    build = (ANDROID / "build.gradle.kts").read_text("utf-8")
    versions = re.findall(r'"com\.google\.ai\.edge\.litert:litert[\w-]*:([\d.]+)"', build)
    assert len(versions) == 2 and all(version.startswith(f"{least}.") for version in versions)


# Prints what comes of all levels of each channel, there and back, in several ranges.
MAIN = """
import tfstyle.example.*

fun main() {
    val pixels = IntArray(256) { (it shl 16) or ((255 - it) shl 8) or (it * 7 % 256) }
    for (range in listOf(Range(0f, 1f), Range(-1f, 1f), Range(0f, 255f))) {
        val tensor = toTensor(pixels, range)
        println(tensor.take(3))
        val back = toPixels(tensor, range)
        println(back.withIndex().all { (i, pixel) -> pixel == (pixels[i] or (0xFF shl 24)) })
    }
    println(toPixels(floatArrayOf(-5f, 9f, 0.5f), Range(0f, 1f))[0].toUInt().toString(16))
}
"""


@pytest.mark.exhaustive
def test_the_kotlin_of_pixels_runs(tmp_path):
    """The compiler comes inside a kernel for notebooks, half a minute of processor time."""
    jars = Path(need("run_kotlin_kernel").__file__).parent / "jars"
    if not shutil.which("java"):
        pytest.skip("Java is not installed, which Kotlin's compiler needs")
    (library,) = jars.glob("kotlin-stdlib-*.jar")
    (tmp_path / "Main.kt").write_text(MAIN, "utf-8")
    every = ":".join(map(str, sorted(jars.glob("*.jar"))))
    compiler = ["-cp", every, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", "-no-stdlib",
                "-no-reflect", "-cp", library, "-d", tmp_path / "out"]  # fmt: skip
    for arguments in (
        [*compiler, tmp_path / "Main.kt", KOTLIN / "Pixels.kt"],
        ["-cp", f"{tmp_path / 'out'}:{library}", "MainKt"],
    ):
        done = subprocess.run(
            ["java", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == [
        "[0.0, 1.0, 0.0]", "true", "[-1.0, 1.0, -1.0]", "true", "[0.0, 255.0, 0.0]", "true",
        "ff00ff80", "",
    ]  # fmt: skip
