"""Addresses that are none of the studio's, in the language of who asked."""

import pytest

from tests.optional import need

PAGE = {"accept": "text/html", "accept-language": "zh-CN"}


@pytest.mark.parametrize(
    ("method", "address", "status", "told"),
    [
        ("GET", "/nothing/here", 404, "没有这个页面。"),
        ("PUT", "/healthz", 405, "这个地址不能这样请求。"),
    ],
)
def test_where_nothing_is_it_is_said_in_words(browse, method, address, status, told):
    client = browse("ada")
    answer = client.request(method, address, headers=PAGE)
    assert (answer.status_code, answer.text) == (status, told)
    answer = client.request(method, address).json()
    assert set(answer) == {"error", "told"} and answer["error"].endswith(".")


def test_what_no_page_answers_is_answered_last():
    need("nicegui")
    from anyio.from_thread import start_blocking_portal
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    from tests.studio.app.browsing import Browsing
    from tfstyle.studio.pages.nowhere import show_nowhere

    async def here(request):
        return PlainTextResponse("here")

    shown = Starlette()
    show_nowhere(shown)
    shown.router.routes.append(Route("/page", here))
    show_nowhere(shown)  # a second studio of the same process
    with start_blocking_portal() as portal:
        client = Browsing(shown, portal)
        assert client.get("/page").text == "here"
        assert client.get("/paje", headers=PAGE).text == "没有这个页面。"
        assert client.post("/page", headers=PAGE).status_code == 404
