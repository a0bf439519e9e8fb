"""What another site can make a browser do, and what every answer carries."""

import pytest

from tests.studio.app.conftest import sent, words_of


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "x" * 300])
def test_another_name_of_this_computer_is_refused(browse, host):
    assert browse("ada").get("/healthz", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8600", "127.0.0.1:1", "[::1]:8600", "LOCALHOST"])
def test_its_own_names_are_known(browse, host):
    assert browse("ada").get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "x"])
def test_a_form_of_another_site_is_refused(browse, photo, origin):
    client = browse("ada")
    client.headers["origin"] = origin
    assert sent(client, photo).status_code == 403
    assert client.get("/healthz").status_code == 200


def test_a_form_of_our_own_is_taken(browse, photo):
    client = browse("ada")
    client.headers["origin"] = "http://127.0.0.1:8600"
    assert sent(client, photo).status_code == 201


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_without_the_token_nothing_is_changed(browse, studio, photo, token):
    client = browse("ada")
    client.headers["x-csrf-token"] = token
    assert "Reload" in words_of(sent(client, photo))
    assert not studio.pictures.rows


def test_the_token_of_another_browser_is_none(browse, photo):
    client, other = browse("ada"), browse("ada")
    client.headers["x-csrf-token"] = other.headers["x-csrf-token"]
    assert sent(client, photo).status_code == 403


def test_a_socket_of_another_site_is_closed(browse):
    said = browse("ada").open_socket("/_nicegui_ws/x", origin="http://evil.example")
    assert (said["type"], said["code"]) == ("websocket.close", 4403)


def test_every_answer_says_what_browsers_may_do_with_it(browse):
    for path in ("/healthz", "/nothing", "/pictures/0"):
        headers = browse("ada").get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
        assert "http:" not in policy and "*" not in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_cookies_are_for_no_script_and_no_other_site(browse, studio):
    client = browse()
    token = client.headers["x-csrf-token"]
    form = {"csrf": token, "name": "ada", "password": "ada's password"}
    answer = client.post("/log-in", data=form, follow_redirects=False)
    (cookie,) = answer.headers.get_list("set-cookie")
    assert answer.headers["location"] == "/" and cookie.startswith("studio_session=")
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie


def test_who_logs_out_is_out(browse):
    client = browse("ada")
    client.post("/log-out", data={"csrf": client.headers["x-csrf-token"]}, follow_redirects=False)
    client.cookies.set("studio_session", "session-of-ada")  # a copy of it opens nothing either
    assert client.get("/pictures/0").status_code == 401


def test_a_wrong_password_leads_back_without_saying_which_is_wrong(browse):
    client = browse()
    for name in ("ada", "nobody"):
        form = {"csrf": client.headers["x-csrf-token"], "name": name, "password": "x"}
        answer = client.post("/log-in", data=form, follow_redirects=False)
        assert answer.headers["location"] == "/log-in?wrong=1"


def test_guessing_is_slowed_down(browse):
    client = browse()
    form = {"csrf": client.headers["x-csrf-token"], "name": "ada", "password": "x"}
    codes = [client.post("/log-in", data=form, follow_redirects=False).status_code
             for _ in range(15)]  # fmt: skip
    assert codes[0] == 303 and codes[-1] == 429


def test_a_page_leads_to_the_door(browse):
    answer = browse().get("/gallery", headers={"accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/log-in")


@pytest.mark.parametrize("cookie", ["a=b; c", "=;;=", 'studio_session="', "x" * 5000])
def test_odd_cookies_are_nobody(browse, cookie):
    client = browse()
    client.cookies.clear()
    assert client.get("/pictures/0", headers={"cookie": cookie}).status_code == 401


def test_who_guessed_too_often_is_told_how_long_to_wait(browse, studio, monkeypatch):
    from tfstyle.studio.accounts.attempts import TooManyAttemptsError

    def refuse(*_):
        raise TooManyAttemptsError(12.3)

    monkeypatch.setattr(studio.accounts, "log_in", refuse)
    client = browse()
    form = {"name": "ada", "password": "x", "csrf": client.headers["x-csrf-token"]}
    answer = client.post("/log-in", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/log-in?wait=13")


def test_why_an_invitation_makes_no_account_is_kept_as_its_key(browse):
    from urllib.parse import parse_qs, urlsplit

    from tfstyle.studio.texts.telling import in_language, recalled

    client = browse()
    form = {"invitation": "x", "name": "cem", "password": "y" * 9,
            "csrf": client.headers["x-csrf-token"]}  # fmt: skip
    answer = client.post("/accept", data=form, follow_redirects=False)
    address = urlsplit(answer.headers["location"])
    told = recalled(parse_qs(address.query)["why"][0])
    assert address.path == "/invitation/x"
    assert "expired" in told and "expired" in in_language(told, "zh")  # a stand-in's own words
