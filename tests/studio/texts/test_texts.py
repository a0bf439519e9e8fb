"""Sentences: both languages say the same things, of the same values."""

import string

import pytest

from tfstyle.studio.texts import LANGUAGES, all_texts, best_language, say


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
