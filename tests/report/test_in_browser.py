"""The pages in a real browser."""

import json

import pytest

from tests.browser import Browser
from tests.report.conftest import an_evaluation, run_maker
from tests.report.hostile import NAMES, SCRIPT
from tfstyle.report import compare_page, evaluation_page, run_page

BROKEN = "[...document.images].filter(i => !i.complete || !i.naturalWidth || !i.alt).length"
WIDTHS = {"desk": 1280, "phone": 390}


@pytest.fixture(scope="module")
def browser():
    with Browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Address of each kind of page, of hostile names, and how many pictures it has."""
    folder = tmp_path_factory.mktemp("pages")
    make_run = run_maker(folder)
    extra = {SCRIPT: 2.5, **{f"cycle/{name}": 1.5 for name in NAMES[:4]}}
    run, other = make_run("run<b>", note=SCRIPT, extra=extra), make_run("other", seed=1)
    (folder / "scores.json").write_text(json.dumps(an_evaluation()), "utf-8")
    texts = {
        "run": run_page(run), "compare": compare_page([run, other]),
        "evaluation": evaluation_page(folder / "scores.json"),
    }  # fmt: skip
    addresses = {}
    for name, text in texts.items():
        path = folder / f"{name}.html"
        path.write_text(text, "utf-8")
        addresses[name] = (path.as_uri(), text.count("<img"))
    return addresses


def test_pages_show_all_pictures_say_nothing_and_fetch_nothing(browser, pages, tmp_path):
    for name, (address, pictures) in pages.items():
        for width in WIDTHS.values():
            page = browser.open(address, width=width, dark=width < 600)
            assert page.evaluate("document.images.length") == pictures > 0
            assert page.evaluate(BROKEN) == 0, name
            assert page.evaluate("document.scripts.length") == 1
            # What is wider than the screen scrolls by itself; the page never does.
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert page.messages == [] and page.requests == [address], name
            page.screenshot(tmp_path / f"{name}.png")
            assert (tmp_path / f"{name}.png").stat().st_size > 10_000


def test_a_dark_page_has_the_dark_plots(browser, pages):
    shown = "[...document.querySelectorAll('picture img')].map(i => i.currentSrc == i.src)"
    address, _ = pages["run"]
    assert set(browser.open(address).evaluate(shown)) == {True}
    assert set(browser.open(address, dark=True).evaluate(shown)) == {False}


def test_the_slider_goes_through_the_samples(browser, pages):
    page = browser.open(pages["run"][0], width=390)
    page.evaluate(
        "(() => { const s = document.querySelector('.slider input'); s.value = 1;"
        "s.dispatchEvent(new Event('input')); })()"
    )
    assert page.evaluate("document.querySelector('.slider span').textContent") == "step 100"


def test_the_page_says_all_without_scripts(browser, pages):
    address, pictures = pages["run"]
    page = browser.open(address, scripts=False)
    assert page.evaluate("document.images.length") == pictures
    assert page.evaluate(BROKEN) == 0
    assert page.evaluate("document.querySelectorAll('.slider').length") == 0


def test_the_policy_stops_what_escaping_would_have_missed(browser, tmp_path, make_run):
    """The second wall by itself: markup put past the escaping neither runs nor asks a server."""
    bad = "<script>document.title = 'ran'</script><img alt=x src='http://127.0.0.1:9/x.png'>"
    path = tmp_path / "bad.html"
    path.write_text(run_page(make_run()).replace("<main>", f"<main>{bad}", 1), "utf-8")
    page = browser.open(path.as_uri())
    assert page.evaluate("document.title") == "Run run"
    assert any("Content Security Policy" in message for message in page.messages)
    assert page.requests == [path.as_uri()]
