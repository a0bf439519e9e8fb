"""People, classes and one's own account, of a real studio in a real browser."""

import pytest

from tests.studio.pages.conftest import SIZES
from tests.studio.pages.listening import listening
from tests.studio.pages.school import GOOD

pytestmark = pytest.mark.exhaustive
SECONDS = 20_000  # milliseconds, that is
# Who may open which page.
PAGES = [
    ("/people", {"Root": 200, "Tea": 200, "Ada": 404, None: 401}),
    ("/people/classes", {"Root": 200, "Tea": 200, "Ada": 404, None: 401}),
    ("/account", {"Root": 200, "Tea": 200, "Ada": 200, None: 401}),
]


@pytest.fixture
def address(tmp_path):
    with listening("school", tmp_path) as found:
        yield found


@pytest.fixture
def enter(address, chromium):
    """Return a function that logs somebody in, in a browser of their own."""
    contexts, said = [], []

    def entered(name, size="laptop", password=GOOD, **options):
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=address, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SECONDS)
        page.on("pageerror", lambda error: said.append(str(error)))
        if name:
            log_in(page, name, password)
        return page

    yield entered
    for context in contexts:
        context.close()
    assert said == []


def log_in(page, name, password=GOOD):
    if "/log-in" not in page.url:
        page.goto("/log-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", password)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(lambda url: url.endswith("/"))


def go(page, path):
    page.goto(path)
    page.wait_for_selector("#content")
    page.wait_for_function("window.socket?.connected !== false")


def press(page, name, **options):
    page.get_by_role("button", name=name, **options).last.click()


def test_who_opens_which_page(enter):
    browsers = {name: enter(name) for name in ("Root", "Tea", "Ada", None)}
    for path, answers in PAGES:
        for name, wanted in answers.items():
            answer = browsers[name].request.get(path, headers={"accept": "*/*"})
            assert answer.status == wanted, (path, name)
    for name, shown in (("Root", 1), ("Tea", 1), ("Ada", 0)):
        assert browsers[name].locator("nav.rooms a[href='/people']").count() == shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_long_names_fit_a_phone_in_chinese(enter, scheme):
    root = enter("Root", "phone", locale="zh-CN", color_scheme=scheme)
    go(root, "/people/classes")
    root.get_by_label("班级名称").first.fill("很长的班级名称" * 17)
    press(root, "创建班级", exact=True)
    root.get_by_label("添加成员").select_option(label="Ben")
    root.get_by_role("button", name="将Ben移出").wait_for()
    go(root, "/account")
    root.get_by_label("用户名").fill("W" * 64)
    press(root, "保存", exact=True)
    root.get_by_role("heading", name="W" * 64).wait_for()
    for path in ("/people", "/people/classes", "/account"):
        go(root, path)
        if path == "/people":
            press(root, "管理Ben")
            root.get_by_text("停用", exact=True).wait_for()
        assert root.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert root.evaluate("document.documentElement.lang") == "zh-CN"
        wide = """[...document.querySelectorAll("#content *, .panel *")].filter(
            one => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1
        ).map(one => one.outerHTML.slice(0, 90))"""
        assert root.evaluate(wide) == [], path


def test_a_teacher_makes_a_class_invites_into_it_and_removes_what_is_shared(enter):
    tea = enter("Tea")
    go(tea, "/people/classes")
    tea.get_by_label("Name of the class").first.fill("10 <b>c</b>")
    press(tea, "Make a class", exact=True)
    tea.get_by_text("10 <b>c</b>").first.wait_for()
    press(tea, "Make the collection")
    collection = tea.locator("a[href^='/gallery?collection=']")
    collection.wait_for()
    tea.get_by_label("Put somebody in").select_option(label="Ben")
    tea.get_by_role("button", name="Take Ben out of 10 <b>c</b>").wait_for()
    press(tea, "Invite somebody")
    press(tea, "Make a link")
    link = tea.locator("input[readonly]").input_value()
    tea.get_by_role("button", name="Copy", exact=True).click()
    tea.get_by_role("button", name="Copied").wait_for()

    cem = enter(None, "phone")
    cem.goto(link)
    cem.fill("input[name=name]", "Cem")
    cem.fill("input[name=password]", GOOD)
    cem.locator("form button[type=submit]").click()
    cem.wait_for_url(lambda url: url.endswith("/"))
    go(cem, "/account")
    cem.get_by_text("10 <b>c</b>, with Tea").wait_for()
    press(cem, "Leave: 10 <b>c</b>")
    press(cem, "Leave", exact=True)
    cem.get_by_text("You are in no class.").wait_for()

    go(tea, "/gallery")
    tea.get_by_label("Whose").select_option("class")
    tea.locator("article.piece button.pick").first.click()
    press(tea, "Delete the comment of Ada")
    tea.get_by_text("A good blue.").wait_for(state="detached")
    press(tea, "Remove for everyone")
    press(tea, "Delete", exact=True)
    tea.locator("article.piece").wait_for(state="detached")
    # The link has made its account.
    again = enter(None)
    again.goto(link)
    again.fill("input[name=name]", "Dan")
    again.fill("input[name=password]", GOOD)
    again.locator("form button[type=submit]").click()
    alert = again.get_by_role("alert")
    assert alert.inner_text().startswith("This invitation was used, has expired or is none.")
    chinese = enter(None, locale="zh-CN")
    chinese.goto(again.url)  # a reason is kept as its key: it is said in whatever language
    assert chinese.get_by_role("alert").inner_text().startswith("这份邀请已被用过")
    chinese.goto(again.url.partition("?")[0] + "?why=Send+your+password+to+Eve")
    chinese.locator("form").wait_for()
    assert chinese.get_by_role("alert").count() == 0


def test_what_is_refused_is_told_in_chinese(enter):
    ada = enter("Ada", locale="zh-CN")
    go(ada, "/")
    broken = {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"}
    ada.locator("studio-drop input[type=file]").first.set_input_files(broken)
    ada.get_by_text("没有成功：这不是能读取的图片").wait_for()
    go(ada, "/account")
    ada.locator("input[autocomplete=new-password]").fill("short")
    ada.locator("input[autocomplete=current-password]").first.fill(GOOD)
    ada.locator("section, .card", has=ada.locator("input[autocomplete=new-password]")).last \
        .get_by_role("button").first.click()
    ada.get_by_text("没有成功：密码至少 8 个字符。收到的是：5 个").wait_for()


def test_an_admin_changes_and_deletes_somebody_whose_page_is_open(enter):
    root, ben = enter("Root"), enter("Ben", "phone")
    go(ben, "/account")
    go(root, "/people")
    root.get_by_label("Name or class").fill("ben")
    root.wait_for_function("document.querySelectorAll('table.people tbody tr').length === 1")
    press(root, "Ben: change")
    root.get_by_label("Room for pictures and styles, in MB").fill("x")
    press(root, "Save", exact=True)
    root.get_by_text("a number of megabytes").wait_for()
    root.get_by_label("Room for pictures and styles, in MB").fill("2,5")
    press(root, "Save", exact=True)
    root.get_by_text("of 2.5 MB").wait_for()
    root.get_by_label("Role").select_option("teacher")
    root.locator("table.people tbody td", has_text="teacher").wait_for()
    press(root, "Delete the account")
    root.get_by_text("Delete Ben for good?").wait_for()
    press(root, "Delete the account")
    root.get_by_text("Nobody has that name or class.").wait_for()
    ben.wait_for_url("**/log-in")  # by itself


def test_one_changes_language_and_password_and_leaves(enter):
    ada = enter("Ada")
    go(ada, "/account")
    ada.get_by_label("Language of the pages").select_option("zh")
    ada.get_by_role("heading", name="账户").wait_for()
    other = enter("Ada")  # another browser reads it, too
    go(other, "/account")
    other.get_by_role("heading", name="账户").wait_for()
    other.get_by_label("页面语言").select_option("en")
    other.get_by_role("heading", name="Account").wait_for()
    other.get_by_label("Present password").fill("wrong horse")
    other.get_by_label("New password").fill("battery staple")
    press(other, "Change the password")
    other.get_by_text("The password is not right.").wait_for()
    other.get_by_label("Present password").fill(GOOD)
    press(other, "Change the password")
    other.get_by_text("The password is changed.").wait_for()
    log_in(other, "Ada", "battery staple")
    go(other, "/account")
    other.locator("summary").click()
    other.get_by_label("Password", exact=True).fill("battery staple")
    press(other, "Delete my account")
    other.locator(".sure").get_by_role("button", name="Delete my account").click()
    other.get_by_text("Your account and all that was yours is deleted.").wait_for()
