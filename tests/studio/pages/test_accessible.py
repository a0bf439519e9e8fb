"""Every page by the rules of axe-core: nothing serious, in both themes and languages."""

import pytest

from tests.optional import need
from tests.studio.pages.acting import arrive, attempts, log_in
from tests.studio.pages.conftest import ready

pytestmark = pytest.mark.exhaustive
LOOKS = [
    ("laptop", "light", "en-GB"), ("laptop", "dark", "zh-CN"),
    ("phone", "dark", "en-GB"), ("phone", "light", "zh-CN"),
]  # fmt: skip


def findings(page):
    """Return what axe-core finds serious or critical: the rule, and where."""
    axe = need("axe_playwright_python.sync_playwright").Axe()
    page.wait_for_timeout(350)  # what fades in has less contrast until it is there
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for one in found if one["impact"] in ("serious", "critical") for node in one["nodes"]
    ]  # fmt: skip


def rooms_of(page):
    """Return the addresses that the menu of a page leads to."""
    return page.locator("nav.rooms a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )


@pytest.fixture(scope="module")
def lived_in(chromium, school):
    """A school in which Ada has painted twice: pages that show something."""
    page = chromium.new_page()
    page.set_default_timeout(90_000)
    page.goto(school.address)
    log_in(page, "Ada")
    arrive(page)
    for number, name in enumerate(("Udnie", "The Scream"), 1):
        page.get_by_role("button", name=name, exact=True).click()
        attempts(page, number)
    page.close()
    return school


@pytest.mark.parametrize(("size", "scheme", "locale"), LOOKS)
def test_no_page_shuts_anybody_out(open_page, lived_in, chromium, size, scheme, locale):
    page = open_page("/log-in", size, scheme, at=lived_in.address, locale=locale)
    found = {"/log-in": findings(page)}
    page.goto(f"{lived_in.address}/invitation/nothing")
    ready(page)
    found["/invitation"] = findings(page)
    for person in ("Ada", "Root"):
        page.goto(f"{lived_in.address}/log-in")
        ready(page)
        page.locator("input[name=name]").fill(person)
        page.locator("input[name=password]").fill("correct horse battery")
        page.locator("form[action='/log-in'] button").click()
        page.wait_for_url(f"{lived_in.address}/")
        ready(page)
        for address in rooms_of(page):
            page.goto(lived_in.address + address)
            ready(page)
            page.wait_for_load_state("networkidle")
            found[f"{person} {address}"] = findings(page)
    assert {key: value for key, value in found.items() if value} == {}


@pytest.mark.parametrize(("size", "scheme", "locale"), LOOKS)
def test_the_easel_and_what_opens_over_it(open_page, lived_in, size, scheme, locale):
    page = open_page("/log-in", size, scheme, at=lived_in.address, locale=locale)
    page.locator("input[name=name]").fill("Ada")
    page.locator("input[name=password]").fill("correct horse battery")
    page.locator("form[action='/log-in'] button").click()
    page.wait_for_selector("studio-drop.drop")
    arrive(page)
    found = {"the sheet": findings(page)}
    page.locator(".tile button.pick").first.click()
    attempts(page, 1)
    page.locator(".tile button.add:visible").first.click()
    found["the easel"] = findings(page)
    page.locator(".brushes button").first.click()
    page.wait_for_selector("dialog.mask")
    found["the mask"] = findings(page)
    page.keyboard.press("Escape")
    page.goto(f"{lived_in.address}/gallery")
    ready(page)
    page.locator(".piece button.pick").first.click()
    page.wait_for_selector(".q-dialog .panel img")
    found["a work"] = findings(page)
    page.goto(f"{lived_in.address}/library")
    ready(page)
    page.locator(".head button").first.click()
    page.wait_for_selector(".q-dialog .panel")
    found["a new painting"] = findings(page)
    assert {key: value for key, value in found.items() if value} == {}
