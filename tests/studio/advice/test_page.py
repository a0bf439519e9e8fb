"""The page: every sentence in both languages, any picture, the same bits again."""

import html.parser
import json
import re
import string
import subprocess
import sys
import tomllib
from importlib import resources

import numpy as np
import pytest

from tests.studio.advice.pictures import scene, split
from tfstyle.errors import ImageError
from tfstyle.studio import advice
from tfstyle.studio.advice import FINDINGS, html_page, overlay, page, plain, words
from tfstyle.studio.advice.canvas import MEASURED, SHOWN, Canvas


def texts(language):
    file = resources.files("tfstyle.studio.texts").joinpath(f"advice.{language}.toml")
    flat = {}

    def walk(table, prefix):
        for key, value in table.items():
            if isinstance(value, dict):
                walk(value, f"{prefix}{key}.")
            else:
                flat[prefix + key] = value

    walk(tomllib.loads(file.read_text("utf-8")), "")
    return flat


ENGLISH, CHINESE = texts("en"), texts("zh")


def gaps(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_both_languages_have_the_same_texts():
    assert set(ENGLISH) == set(CHINESE)


def test_a_text_says_the_same_in_both():
    for key, text in ENGLISH.items():
        assert set(gaps(text)) == set(gaps(CHINESE[key])), key
        assert text.strip() and CHINESE[key].strip(), key


def test_nobody_says_i_or_praises():
    for key, text in ENGLISH.items():
        said = set(re.findall(r"[A-Za-z']+", text))
        assert not said & {"I", "I'm", "my", "beautiful", "great", "wonderful", "lovely", "good",
                           "bad", "wrong", "unfortunately"}, key  # fmt: skip
    for key, text in CHINESE.items():
        if key != "advice.page.about":
            assert not re.search("我|很好|优秀|精彩|漂亮|完美", text), key
    assert all(re.search("[\u4e00-\u9fff]|\\{", text) or text == "、" for text in CHINESE.values())


def test_every_sentence_of_the_code_has_its_text_and_the_reverse():
    """All keys that the measures may name are there; none is left over."""
    from tfstyle.studio.advice import suggestions
    from tfstyle.studio.advice.harmony import TEMPLATES

    named = {rule.key for rule in suggestions._RULES} | {"crop_third"}
    named |= {f"harmonise_{name}" for name in TEMPLATES if name != "two_opposites"}
    there = {key.removeprefix("advice.suggest.") for key in ENGLISH if ".suggest." in key}
    assert there == {"why"} | named | {f"{name}_how" for name in named}
    titled = {key.split(".")[2] for key in ENGLISH if key.startswith("advice.finding.")}
    assert titled == set(FINDINGS)
    for key in FINDINGS:
        numbers = advice.analyse(scene())[key].numbers
        prefix = f"advice.number.{key}."
        assert {k.removeprefix(prefix) for k in ENGLISH if k.startswith(prefix)} == set(numbers)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_two_pictures(language):
    sections = page(scene(0), scene(1), language)
    assert [section.key for section in sections] == [*FINDINGS, "suggestions"]
    for section in sections[:-1]:
        assert section.sentences and section.master_sentences and section.numbers
        assert section.overlay.dtype == np.uint8 and section.master_overlay.shape[-1] == 3
        for sentence in (*section.sentences, *section.master_sentences, section.drawn):
            assert "{" not in sentence and sentence[-1] in ".。"
    for change in sections[-1].suggestions:
        assert change.title and change.how and change.why and change.preview.ndim == 3
    data = json.loads(json.dumps(plain.as_data(sections), allow_nan=False))
    assert [one["key"] for one in data] == [*FINDINGS, "suggestions"]
    assert sections[2].title in plain.as_text(sections, language)


def test_the_same_bits_again():
    first, again = page(scene(3), scene(4)), page(scene(3), scene(4))
    for one, other in zip(first, again, strict=True):
        assert one.sentences == other.sentences and one.numbers == other.numbers
        np.testing.assert_array_equal(one.overlay, other.overlay)
        for change, same in zip(one.suggestions, other.suggestions, strict=True):
            np.testing.assert_array_equal(change.preview, same.preview)


def test_a_picture_is_left_as_it_was():
    picture = scene(5)
    kept = picture.copy()
    page(picture, picture)
    np.testing.assert_array_equal(picture, kept)
    locked = picture.copy()
    locked.setflags(write=False)
    page(locked)


SIZES = [(1, 1), (1, 2), (2, 1), (3, 3), (1, 400), (400, 1), (5, 700), (2, 2000), (17, 23)]


@pytest.mark.parametrize("size", SIZES)
def test_any_size(size):
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (*size, 3)).astype("uint8")
    for section in page(picture, scene(1)):
        assert min(section.overlay.shape) >= 1


@pytest.mark.parametrize("shape", [(40, 60), (40, 60, 1), (40, 60, 2), (40, 60, 3), (40, 60, 4)])
def test_any_channels(shape):
    picture = np.random.default_rng(0).integers(0, 256, shape).astype("uint8")
    assert Canvas(picture).rgb.shape == (40, 60, 3)
    assert len(page(picture)) == 7


@pytest.mark.parametrize("value", [0, 128, 255])
def test_one_flat_value(value):
    for section in page(np.full((40, 60), value, "uint8"), scene(1)):
        assert section.sentences


def test_transparent_is_white():
    picture = np.zeros((4, 4, 4), "uint8")
    picture[:2, :, 3] = 255
    rgb = Canvas(picture).rgb
    assert (rgb[:2] == 0).all() and (rgb[2:] == 255).all()


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((4, 4, 3)), np.zeros((4, 4, 5), "uint8"), np.zeros((0, 4, 3), "uint8"),
     np.zeros(4, "uint8"), "photo.jpg", None, np.zeros((2, 4, 4, 3), "uint8")],
    ids=lambda wrong: str(getattr(wrong, "shape", wrong)),
)  # fmt: skip
def test_what_is_no_picture_is_refused(wrong):
    with pytest.raises(ImageError, match=r"Received|its shape"):
        advice.analyse(wrong)


def test_a_large_picture_is_measured_small():
    picture = np.zeros((3000, 4000, 3), "uint8")
    picture[:, 2000:] = 255
    canvas = Canvas(picture)
    assert canvas.rgb.shape == (384, MEASURED, 3) and max(canvas.shown.shape) == SHOWN
    assert advice.analyse(canvas).value("values.dark_share") == 50


def test_size_changes_no_finding():
    """The same picture at twice the size says the same."""
    big = scene(2, 360, 480)
    small = big.reshape(180, 2, 240, 2, 3).mean(axis=(1, 3)).round().astype("uint8")
    one, other = advice.analyse(big), advice.analyse(small)
    for measure, close in {"values.median": 2, "values.range": 3, "colors.warm": 3,
                           "focus.contrast_ratio": 0.1, "composition.left": 3}.items():  # fmt: skip
        assert one.value(measure) == pytest.approx(other.value(measure), abs=close), measure


@pytest.mark.parametrize("key", FINDINGS)
def test_an_overlay_shows_the_whole_picture(key):
    analysis = advice.analyse(scene(0, 300, 420))
    drawn = overlay(analysis.canvas, analysis[key])
    assert drawn.dtype == np.uint8 and drawn.std() > 5
    np.testing.assert_array_equal(drawn, overlay(scene(0, 300, 420), analysis[key]))


def test_the_edges_of_a_split_are_drawn_where_they_are():
    analysis = advice.analyse(split(240, 320))
    drawn = overlay(analysis.canvas, analysis["edges"]).astype(int)
    orange = (drawn[..., 0] - drawn[..., 2]) > 100
    assert orange.any() and np.abs(np.nonzero(orange)[1] - 160).max() <= 3


class Opened(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.images, self.lang, self.outside = [], None, []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "html":
            self.lang = attrs["lang"]
        if tag == "img":
            self.images.append(attrs)
        self.outside += [v for k, v in attrs.items()
                         if k in ("src", "href") and not v.startswith(("data:", "#"))]  # fmt: skip


@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("zh", "zh-Hans")])
def test_the_html_page_needs_nothing_else(language, lang):
    sections = page(scene(0), scene(1), language)
    text = html_page.html_page("<b>&.jpg", sections, language)
    opened = Opened()
    opened.feed(text)
    assert opened.lang == lang and not opened.outside
    assert len(opened.images) == 2 * len(FINDINGS) + 2 * len(sections[-1].suggestions)
    assert all(image["alt"] for image in opened.images)
    assert "<b>" not in text and "&lt;b&gt;&amp;.jpg" in text


def test_words_of_every_color_and_place():
    for language in ("en", "zh"):
        for color in np.random.default_rng(0).integers(0, 256, (300, 3)):
            from tfstyle.studio.advice.colors import words as color_words

            one = advice.Statement("colors_palette", {"colors": (color_words(color),)}, ())
            assert "{" not in words.sentence(one, language)


def test_nothing_heavy_is_imported():
    code = (
        "import sys, numpy as np\n"
        "from tfstyle.studio.advice import page\n"
        "page(np.zeros((4, 4), 'uint8'))\n"
        "heavy = {'tensorflow', 'keras', 'matplotlib', 'nicegui', 'sqlalchemy'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
