"""Why something was refused: every reason has a text in both languages."""

import ast
from pathlib import Path

import pytest

import tfstyle.studio
from tfstyle.errors import DataError, ImageError, OfflineError, StorageError
from tfstyle.studio.texts import LANGUAGES, all_texts
from tfstyle.studio.texts.refusals import refusal, refusal_in
from tfstyle.studio.texts.telling import Told, recalled, stored

STUDIO = Path(tfstyle.studio.__file__).parent
# Rooms that only a command of whoever runs the studio reaches.
COMMANDS = (
    "backup/", "database/migrating.py", "database/opening.py", "demo.py",
    "deploy/", "services.py", "settings.py", "ratings/exporting.py",
)  # fmt: skip
# What takes arrays from our own code, not a person's files.
ARRAYS = ("advice/canvas.py",)
OURS = {
    "ArchitectureError", "DataError", "HTTPException", "ImageError", "IntegrityError",
    "LogInError", "NotAllowedError", "NotFoundError", "QuotaError", "UnsupportedOptionError",
}  # fmt: skip


def made_in(source: str):
    """Yield the errors that a file makes, with their line and what tells why."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OURS:
            yield node.lineno, node.args[-1] if node.args else None


def tells(why) -> bool:
    """Whether it is a `Told`, one of two, or what a function named for it returns."""
    if isinstance(why, ast.IfExp):
        return tells(why.body) and tells(why.orelse)
    called = why.func if isinstance(why, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in ("Told", "_told")


def files():
    for path in sorted(STUDIO.rglob("*.py")):
        name = path.relative_to(STUDIO).as_posix()
        if not name.startswith(COMMANDS + ARRAYS):
            yield name, path.read_text("utf-8")


def test_every_refusal_can_be_said_in_both_languages():
    silent = [
        f"{name}:{line}" for name, source in files() for line, why in made_in(source)
        if not tells(why)
    ]  # fmt: skip
    assert silent == []


def test_every_key_that_is_written_has_a_text():
    said = set()
    for _, source in files():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                key = node.args[0] if node.func.id == "Told" and node.args else None
                if isinstance(key, ast.Constant):
                    said.add(key.value if "." in key.value else f"jobs_told.{key.value}")
    assert len(said) > 100
    for language in LANGUAGES:
        assert said <= all_texts(language).keys()


def test_no_text_is_left_over():
    code = "".join(source for _, source in files())
    by_value = {"name", "licence", "source"}  # of a style, see `library.styles.tidy`
    left = {
        key for key in all_texts("en") if key.startswith("refused.") and f'"{key}"' not in code
    }  # fmt: skip
    left = {key.removeprefix("refused.") for key in left}
    assert {key for key in left if f'"{key}"' not in code} - by_value == set()


def test_it_is_an_error_in_english_and_a_sentence_in_another():
    error = DataError(Told("refused.name_taken", name="'Ada'"))
    assert str(error) == "The name 'Ada' is taken. Choose another one."
    assert refusal_in(error, "zh") == "名字 'Ada' 已有人用了。请换一个。"
    assert recalled(stored(refusal(error))) == refusal(error)


def test_what_stands_in_a_sentence_is_said_in_its_language_too():
    from tfstyle.studio.pictures.limits import Limits

    with pytest.raises(ImageError) as caught:
        Limits(max_bytes=5).check_bytes(9, video=False)
    assert str(caught.value).startswith("The picture has 9 bytes; at most 5 bytes are taken.")
    assert refusal_in(caught.value, "zh").startswith("图片有 9 字节；最多接受 5 字节。")


@pytest.mark.parametrize(
    ("data", "zh"), [(b"no picture at all", "这不是能读取的图片"), (b"", "图片是空的")]
)
def test_a_picture_that_is_none_is_refused_in_chinese(data, zh):
    from tfstyle.studio.pictures.identifying import identify
    from tfstyle.studio.pictures.limits import Limits

    with pytest.raises(ImageError) as caught:
        identify(data, Limits())
    assert refusal_in(caught.value, "zh").startswith(zh)
    assert refusal_in(caught.value, "en") == str(caught.value)


def test_errors_of_others_say_what_is_known_of_them():
    error = OfflineError("/home/ada/weights.h5 has to be downloaded.")
    assert refusal_in(error, "en") == "weights.h5 has to be downloaded."
    assert "weights.h5" in refusal_in(error, "zh") and "/home" not in refusal_in(error, "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_store_that_is_away_and_of_a_bug_nothing_inside_is_told(language):
    for error in (StorageError("postgresql://ada:secret@db failed"), KeyError("secret")):
        assert "secret" not in refusal_in(error, language)
