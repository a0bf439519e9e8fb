"""A teacher invites, two students share and comment, each in a browser of their own."""

import re

import pytest

from tests.studio import real
from tests.studio.pages.acting import arrive, attempts, log_in
from tests.studio.pages.conftest import ready

pytestmark = pytest.mark.exhaustive


@pytest.fixture
def invited(school):
    """The address of an invitation into the class."""
    with real.rooms(school.home, accounts=True) as rooms:
        users = {user.name: user for user in rooms.accounts.list_users(_root(rooms))}
        (room,) = rooms.accounts.classrooms(users["Tea"].id)
        token = rooms.accounts.invite(users["Tea"].id, "student", room.id)
    return f"/invitation/{token}"


def _root(rooms):
    from tfstyle.studio.database.schema import User

    with rooms.db.reading() as session:
        return session.query(User.id).filter(User.name == "Root").scalar()


def paint(page, style):
    """Paint one's own photograph."""
    arrive(page)
    page.get_by_role("button", name=style, exact=True).click()
    attempts(page, 1)


def wall(page, address, whose):
    """Go to the gallery, and to what is whose; return how many works there are."""
    page.goto(f"{address}/gallery")
    ready(page)
    page.locator(".head select").select_option(whose)
    page.wait_for_timeout(500)
    return page.locator(".piece").count()


def test_an_invitation_leads_to_a_class_that_shares(open_page, school, invited):
    address = school.address
    cleo = open_page(invited, at=address)
    cleo.get_by_label("Name").fill("Cleo")
    cleo.get_by_label("Password").fill(real.PASSWORD)
    cleo.locator("form[action='/accept'] button").click()
    cleo.wait_for_selector("studio-drop")
    bob = open_page("/log-in", "phone", "dark", at=address)
    log_in(bob, "Bob")
    paint(cleo, "Udnie")
    picture = cleo.locator("studio-compare").get_attribute("painted")

    # Private is private: not in the class's gallery, and not by its address.
    before = wall(bob, address, "class")
    assert bob.request.get(address + picture).status == 404
    assert bob.request.get(address + f"{picture}/thumb?size=320").status == 404

    cleo.goto(f"{address}/gallery")
    ready(cleo)
    cleo.get_by_role("button", name=re.compile("^Open .*Udnie")).click()
    cleo.locator(".q-dialog select").select_option("class")
    with real.rooms(school.home, accounts=True) as rooms:
        _until(cleo, lambda: _visibility(rooms, picture) == "class")
    cleo.keyboard.press("Escape")

    assert wall(bob, address, "class") == before + 1
    assert bob.request.get(address + picture).status == 200
    bob.get_by_role("button", name=re.compile("^Open .*Udnie")).first.click()
    bob.locator(".q-dialog").get_by_label("Say").or_(
        bob.locator(".q-dialog .field input")).first.fill("The <b>sky</b> is fine.")  # fmt: skip
    bob.locator(".q-dialog").get_by_role("button", name="Send").click()
    bob.get_by_text("Bob: The <b>sky</b> is fine.").wait_for()
    # Bob neither deletes the work, only what he said, nor decides who sees it.
    assert bob.locator(".q-dialog").get_by_role("button", name="Delete", exact=True).count() == 0

    cleo.goto(f"{address}/gallery")
    ready(cleo)
    cleo.get_by_role("button", name=re.compile("^Open .*Udnie")).click()
    cleo.get_by_text("Bob: The <b>sky</b> is fine.").wait_for()
    cleo.locator(".q-dialog select").select_option("private")
    with real.rooms(school.home, accounts=True) as rooms:
        _until(cleo, lambda: _visibility(rooms, picture) == "private")
    assert wall(bob, address, "class") == before
    assert bob.request.get(address + picture).status == 404


def test_an_invitation_opens_once(open_page, school, invited):
    first, second = (open_page(invited, at=school.address) for _ in range(2))
    for page, name in ((first, "Dora"), (second, "Eve")):
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(real.PASSWORD)
        page.locator("form[action='/accept'] button").click()
        page.wait_for_load_state("networkidle")
    assert first.url == f"{school.address}/"
    second.locator("[role=alert]").wait_for()


def _visibility(rooms, picture):
    from tfstyle.studio.database.schema import Picture

    with rooms.db.reading() as session:
        return session.get(Picture, picture.rpartition("/")[2]).visibility


def _until(page, condition):
    for _ in range(100):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("It did not come so far.")
