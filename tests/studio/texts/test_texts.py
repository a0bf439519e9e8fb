"""Sentences: both languages say the same things, of the same values."""

import re
import string
from pathlib import Path

import pytest

import tfstyle.studio
from tfstyle.studio.texts import LANGUAGES, all_texts, best_language, say

PAGES = Path(tfstyle.studio.__file__).parent / "pages"
# Chosen by a value: a job's state, a style's visibility and order, a person's role.
SAID_BY_VALUE = {
    "jobs.queued", "jobs.running", "jobs.paused", "jobs.done", "jobs.failed", "jobs.cancelled",
    "library.name", "library.newest", "library.liked", "library.private", "library.class",
    "library.published", "gallery.whose_mine", "gallery.whose_class", "gallery.whose_published",
    "account.student", "account.teacher", "account.admin",
}  # fmt: skip


def test_both_languages_have_the_same_keys():
    assert all_texts("en").keys() == all_texts("zh").keys()


@pytest.mark.parametrize("key", sorted(all_texts("en")))
def test_a_sentence_says_the_same_values_in_both_languages(key):
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(all_texts(language)[key]) if name}
        for language in LANGUAGES
    ]
    assert fields[0] == fields[1]
    assert all(all_texts(language)[key].strip() for language in LANGUAGES)


def test_chinese_is_chinese():
    same = {key for key, text in all_texts("en").items() if all_texts("zh")[key] == text}
    assert len(same) <= len(all_texts("en")) * 0.02


def test_another_language_reads_english():
    assert say("nav.paint", "fr") == say("nav.paint", "en")


def test_a_missing_sentence_is_an_error():
    with pytest.raises(KeyError):
        say("nav.nothing", "en")


@pytest.mark.parametrize("header", ["zh;q=x, en", ";;;", "zh;q=0.1, en-GB", "*"])
def test_odd_headers_read_english(header):
    assert best_language(header) == "en"


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.py")), ids=lambda path: path.stem)
def test_what_pages_say_is_written(path):
    said = re.findall(r"""say\((["'])([a-z_]+(?:\.[a-z_]+)+)\1""", path.read_text("utf-8"))
    assert {key for _, key in said} <= all_texts("en").keys()


def test_no_sentence_of_the_pages_is_left_over():
    import tomllib

    code = "".join(path.read_text("utf-8") for path in PAGES.glob("*.py"))
    own = tomllib.loads((PAGES.parent / "texts" / "en.toml").read_text("utf-8"))
    own["advice"] = own["advice"]["room"]
    left = {
        f"{room}.{key}" for room, sentences in own.items() for key in sentences
        if not re.search(rf"""["'.]{key}["']""", code)
    }  # fmt: skip
    assert left - SAID_BY_VALUE == set()
