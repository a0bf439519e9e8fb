"""The gallery by liking, and an admin in a class's collection, in a real browser."""

import pytest

from tests.studio import real
from tests.studio.pages.listening import listening
from tests.studio.pages.test_people import go, log_in
from tests.studio.stores import picture

pytestmark = pytest.mark.exhaustive
SECONDS = 20_000  # milliseconds, that is


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A school in which Ada has 70 works in two styles and likes the second of them."""
    home = tmp_path_factory.mktemp("liked")
    with listening("school", home) as found:
        with real.rooms(home, accounts=True) as rooms:
            fill(rooms)
        yield found


def fill(rooms):
    from tfstyle.studio.database.schema import Comparison, User, Work, new_id

    with rooms.db.session() as session:
        people = {user.name: user.id for user in session.query(User)}
        ada = people["Ada"]
    shown = rooms.pictures.add(ada, picture(5, (96, 72)), kind="result").id
    works = {style: [new_id() for _ in range(35)] for style in ("first", "second")}
    with rooms.db.session() as session:
        for style, ids in works.items():
            step = {"style": style, "model": "m", "title": style, "options": {"strength": 1.0}}
            session.add_all(
                Work(id=one, owner_id=ada, picture_id=shown,
                     recipe={"steps": [step], "version": 1}) for one in ids
            )  # fmt: skip
        session.flush()
        for better, worse in zip(works["second"][:10], works["first"], strict=False):
            session.add(Comparison(user_id=ada, better_id=better, worse_id=worse))
    room = rooms.accounts.classrooms(people["Tea"])[0]
    ours = rooms.gallery.collections.create(people["Tea"], "Exhibition", classroom_id=room.id)
    rooms.gallery.collections.add(ours.id, works["first"][0], viewer_id=ada)


@pytest.fixture
def enter(address, chromium):
    contexts = []

    def entered(name, **options):
        contexts.append(chromium.new_context(base_url=address, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(SECONDS)
        log_in(page, name)
        return page

    yield entered
    for context in contexts:
        context.close()


def test_what_one_likes_comes_first_page_after_page(enter):
    page = enter("Ada", viewport={"width": 390, "height": 844}, color_scheme="dark")
    go(page, "/gallery")
    order = page.get_by_label("Order")
    order.focus()
    order.select_option("liked")
    page.get_by_text("Ordered by what your 10 votes say of styles.").wait_for()
    assert order.evaluate("box => document.activeElement === box")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.wait_for_function(  # the order that was chosen, and no button of the one before
        "[...document.querySelectorAll('.piece .title')].slice(0, 35)"
        ".every(one => one.textContent === 'second')"
    )
    page.get_by_role("button", name="Show more").click()
    page.wait_for_function("document.querySelectorAll('.piece').length === 71")
    titles = page.locator(".piece .title").all_inner_texts()
    assert titles[:35] == ["second"] * 35 and titles[35:70] == ["first"] * 35
    order.select_option("newest")
    page.get_by_text("Ordered by").wait_for(state="hidden")


def test_who_gave_no_votes_and_sees_too_few_is_offered_everyones(enter):
    page = enter("Ben")
    go(page, "/gallery")
    page.get_by_label("Whose").select_option("class")
    page.get_by_label("Order").select_option("liked")
    page.get_by_text("Ordered by what everyone's 10 votes say of styles").wait_for()


def test_an_admin_reads_a_class_s_collection(enter):
    page = enter("Root")
    go(page, "/gallery")
    page.get_by_role("link", name="Exhibition (1) · 9b").click()
    page.locator("article.piece").wait_for()
    page.locator(".choose-box").check()
    page.get_by_text("1 chosen").wait_for()
    assert page.get_by_role("button", name="Take out of the collection").count() == 0
    page.locator("button.pick").first.click()
    page.get_by_role("heading", name="Comments").wait_for()
    assert page.get_by_role("button", name="Send").count() == 0
