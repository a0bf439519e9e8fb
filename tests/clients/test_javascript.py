"""The JavaScript client in Node: against the embedded server, and against worse ones."""

import socket
import threading

import numpy as np
import pytest

from tests.clients import node
from tests.clients.servers import Papers, answering, refusal
from tests.commands import ROOT, blocks
from tests.optional import need
from tests.serving.fakes import Half
from tests.serving.plain_http import busy
from tests.serving.servers import PNG, serving
from tfstyle.serving.batching import Limits
from tfstyle.serving.sources import Single

for package in ("fastapi", "httpx", "orjson", "prometheus_client", "uvicorn"):
    need(package)


@pytest.fixture(scope="module")
def server():
    node.need_node()
    with serving() as made:
        yield made


@pytest.fixture
def papers():
    return Papers()


@pytest.fixture
def url(papers):
    node.need_node()
    with answering(papers) as url:
        yield url


def test_files_and_arrays_by_both_protocols(server):
    told = node.run(
        """
        const png = bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0x00, 0x07);
        const tens = Uint8Array.from({ length: 24 }, (_, i) => 10 * i);
        const levels = { data: tens, shape: [2, 4, 3] };
        // A view into the middle of other bytes, of which none may be sent.
        const floats = { data: new Float32Array(27).fill(9).map((_, i) => i / 32).subarray(3),
                         shape: [2, 4, 3] };
        for (const protocol of ["v1", "v2"]) {
          const how = { model: "tiny", protocol };
          for (const file of [png, png.buffer, new Blob([png])]) {
            tell([...await translate(url, file, how)]);
          }
          tell([...await translate(`${url}/`, png, { ...how, version: 1 })]);
          for (const array of [levels, floats]) {
            const { data, shape } = await translate(url, array, how);
            tell({ values: [...data], shape, kind: data.constructor.name });
          }
        }
        tell(await models(url));
        """,
        server.url,
    )
    file = list((PNG + b"\xff\0\7")[::-1])
    levels = (np.arange(24) * 10 // 2).tolist()
    floats = ((np.arange(24) + 3) / 64).tolist()
    for some in (told[:6], told[6:12]):
        assert some[:4] == [file] * 4
        assert some[4] == {"values": levels, "shape": [2, 4, 3], "kind": "Uint8Array"}
        assert some[5] == {"values": floats, "shape": [2, 4, 3], "kind": "Float32Array"}
    assert told[12] == ["tiny"]


def test_a_large_file_comes_back_whole(server):
    """Base64 of more letters than a call takes arguments."""
    (told,) = node.run(
        """
        const png = new Uint8Array(3_000_001).map((_, i) => (i * i) >> 3);
        png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        const backwards = Buffer.from(png).reverse();
        tell(await Promise.all(["v1", "v2"].map(async (protocol) => (
          backwards.equals(await translate(url, png, { model: "tiny", protocol }))))));
        """,
        server.url,
    )
    assert told == [True, True]


def test_a_direction(url, papers):
    papers.direction = "ä2b"
    told = node.run(
        """
        for (const protocol of ["v1", "v2"]) {
          const how = { model: "half", protocol };
          tell([...await translate(url, bytes(1, 2, 3), { ...how, direction: "ä2b" })]);
          tell(await refused(translate(url, bytes(1), how)));
        }
        """,
        url,
    )
    assert told[0] == told[2] == [3, 2, 1]
    assert all("direction" in error["message"] for error in (told[1], told[3]))


def test_a_refusal_has_the_servers_words_and_a_code(server):
    told = node.run(
        """
        const floats = { data: new Float32Array(3).fill(2), shape: [1, 1, 3] };
        for (const protocol of ["v1", "v2"]) {
          tell(await refused(translate(url, bytes(1), { model: "nope", protocol })));
          tell(await refused(translate(url, bytes(1), { model: "tiny", protocol })));
          tell(await refused(translate(url, floats, { model: "tiny", protocol })));
          tell(await refused(translate(url, bytes(1), { model: "a/../b c", protocol })));
        }
        """,
        server.url,
    )
    for some in (told[:4], told[4:]):
        assert all(error["remote"] and error["name"] == "RemoteError" for error in some)
        found = [(error["code"], error["status"]) for error in some]
        assert found == [("NOT_FOUND", 404), *[("INVALID_ARGUMENT", 400)] * 2, ("NOT_FOUND", 404)]
        words = ("nope", "Unknown image file format", "[0, 1]", "a/../b c")
        assert all(word in error["message"] for word, error in zip(words, some, strict=True))


def test_a_token():
    script = """
        tell(await refused(translate(url, bytes(1), { model: "tiny" })));
        const png = bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
        tell([...await translate(url, png, { model: "tiny", token: "s3cret" })]);
        tell(await models(url, { token: "s3cret" }));
        tell(await refused(models(url, { token: "other" })));
    """
    node.need_node()
    with serving(token="s3cret") as server:
        without, png, names, wrong = node.run(script, server.url)
    assert (without["code"], without["status"]) == ("UNAUTHENTICATED", 401)
    assert "Bearer TOKEN" in without["message"] and wrong["status"] == 401
    assert bytes(png) == PNG[::-1] and names == ["tiny"]


def test_a_full_server_is_asked_again():
    node.need_node()
    with serving(limits=Limits(queue=1, seconds=20)) as server:
        first = busy(server)
        waiting = threading.Thread(
            target=node.run,
            args=("await translate(url, { data: bytes(1, 2, 3), shape: [1, 1, 3] }, "
                  '{ model: "tiny" });', server.url),
        )  # fmt: skip
        waiting.start()
        try:
            while not server.store.find("tiny").batcher.waiting:
                assert waiting.is_alive()
            (error,) = node.run(
                'tell(await refused(translate(url, { data: bytes(4, 5, 6), shape: [1, 1, 3] },'
                '{ model: "tiny", retries: 0 })));', server.url,
            )  # fmt: skip
            assert (error["code"], error["status"]) == ("RESOURCE_EXHAUSTED", 429)
            assert "1 requests are waiting" in error["message"]
            threading.Timer(0.2, server.model.gate.set).start()
            (told,) = node.run(
                'tell([...(await translate(url, { data: bytes(4, 6, 8), shape: [1, 1, 3] },'
                '{ model: "tiny" })).data]);', server.url,
            )  # fmt: skip
            assert told == [2, 3, 4]
        finally:
            server.model.gate.set()
            first.join()
            waiting.join()


def test_how_often_and_how_long_it_is_asked_again(url, papers):
    full, silent = refusal(429, "full", **{"Retry-After": "0"}), refusal(503, "away")
    papers.first = [
        full, full, (200, {}, b'{"predictions": [{"b64": "AgE="}]}'), full, full, full,
        refusal(503, "long", **{"Retry-After": "9"}), silent,
        (200, {}, b'{"predictions": [{"b64": "AgE="}]}'), refusal(500, "a bug"),
        refusal(400, "no", **{"Retry-After": "0"}), refusal(429, "slow", **{"Retry-After": "30"}),
    ]  # fmt: skip
    script = """
        const how = { model: "half" };
        tell([...await translate(url, bytes(1, 2), how)]);
        tell(await refused(translate(url, bytes(1), { ...how, retries: 2 })));
        tell(await refused(translate(url, bytes(1), { ...how, seconds: 5 })));  // 9 would be more
        tell([...await translate(url, bytes(1, 2), how)]);  // after a second: it was not told
        tell(await refused(translate(url, bytes(1), how)));
        tell(await refused(translate(url, bytes(1), how)));
        const signal = AbortSignal.timeout(50);
        tell(await refused(translate(url, bytes(1), { ...how, signal })));
    """
    twice, thrice, long, second, bug, wrong, ended = node.run(script, url)
    assert twice == second == [2, 1]
    assert (thrice["status"], thrice["code"]) == (429, "RESOURCE_EXHAUSTED")
    assert (long["status"], long["code"]) == (503, "UNAVAILABLE") and "long" in long["message"]
    assert (bug["status"], bug["code"]) == (500, "INTERNAL") and wrong["status"] == 400
    assert ended["name"] == "TimeoutError" and not ended["remote"]


def test_time_silence_and_no_address():
    node.need_node()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"http://127.0.0.1:{silent.getsockname()[1]}"
        late, *wrong = node.run(
            """
            tell(await refused(translate(url, bytes(1), { model: "m", seconds: 0.1 })));
            const none = ["127.0.0.1:1", "ftp://x", "http://", "http://x?y", "http://u@x", ""];
            for (const no of none) {
              tell(await refused(translate(no, bytes(1), { model: "m" })));
            }
            """,
            place,
        )
    assert late["code"] == "DEADLINE_EXCEEDED"
    assert late["message"] == f"{place} did not answer within 0.1 seconds."
    assert all("no address of HTTP" in error["message"] for error in wrong) and len(wrong) == 6
    (nobody,) = node.run('tell(await refused(translate(url, bytes(1), { model: "m" })));', place)
    assert nobody["code"] == "UNAVAILABLE" and nobody["status"] == 0
    assert f"Nothing answers at {place} (" in nobody["message"]
    assert "ECONNREFUSED" in nobody["message"] and "--cors-origin" not in nobody["message"]


def test_a_connection_that_breaks_and_one_that_leads_elsewhere(url, papers):
    papers.first = [(200, {"Content-Length": "9999"}, b"{"),
                    (307, {"Location": "http://127.0.0.1:1/"}, b"")]  # fmt: skip
    broken, elsewhere = node.run(
        """
        const how = { model: "half", seconds: 0.5, token: "s3cret" };
        tell(await refused(translate(url, bytes(1), how)));
        tell(await refused(translate(url, bytes(1), how)));
        """,
        url,
    )
    assert broken["code"] in ("UNAVAILABLE", "DEADLINE_EXCEEDED")
    assert elsewhere["code"] == "UNAVAILABLE"  # the token stays here
    assert len(papers.asked) == 2


def test_an_answer_of_another_kind_is_told(url, papers):
    answers = [b"", b"<html>", b"{}", b'{"predictions": []}', b'{"predictions": [5]}', b"\xff",
               b'{"predictions": [{"b64": "!"}]}', b'{"predictions": [{"a": 1, "b": 2}]}',
               b'{"predictions": [null]}']  # fmt: skip
    length = "Inference-Header-Content-Length"
    two = (b'{"outputs": [{"name": "stylized_bytes", "datatype": "BYTES", "shape": [1], '
           b'"parameters": {"binary_data_size": %d}}]}')  # fmt: skip
    binary = [({}, b""), ({length: "x"}, b"{}"), ({length: "9"}, b"{}"), ({length: "2"}, b"{}"),
              ({length: str(len(two % 5))}, two % 5 + b"\x05\0\0\0a"),
              ({length: str(len(two % 2))}, two % 2 + b"ab"),
              ({length: str(len(two % 5))}, two % 5 + b"\x01\0\0\0ab")]  # fmt: skip
    papers.first = [(200, {}, content) for content in answers]
    papers.first += [(200, headers, content) for headers, content in binary]
    told = node.run(
        """
        for (const [protocol, count] of [["v1", 9], ["v2", 7]]) {
          for (let i = 0; i < count; i++) {
            tell(await refused(translate(url, bytes(1), { model: "half", protocol })));
          }
        }
        """,
        url,
    )
    assert len(told) == 16
    for error in told:
        assert error["remote"] and "answered what is no picture" in error["message"], error


def test_what_is_no_picture_is_not_sent(url, papers):
    told = node.run(
        """
        const no = [undefined, null, 5, "photo.jpg", [1, 2], new Float64Array(3), {},
          { data: bytes(1, 2, 3), shape: [1, 3] }, { data: bytes(1, 2, 3), shape: [1, 2, 3] },
          { data: bytes(), shape: [0, 1, 3] }, { data: [1, 2, 3], shape: [1, 1, 3] }];
        for (const picture of no) tell(await refused(translate(url, picture, { model: "half" })));
        tell(await refused(translate(url, bytes(1))));
        tell(await refused(translate(url, bytes(1), { model: "half", protocol: "v3" })));
        const label = { model: "half", protocol: "v2", version: "stable" };
        tell(await refused(translate(url, bytes(1), label)));
        tell(await refused(translate(url, bytes(1), { model: "half", token: "a\\nb" })));
        """,
        url,
    )
    assert {error["name"] for error in told} == {"TypeError"} and len(told) == 15
    assert not papers.asked


def test_a_server_that_does_not_list_its_models(url, papers):
    papers.first = [refusal(400, "Malformed request"), (200, {}, b"<html>"), (200, {}, b"[1]"),
                    refusal(401, "no")]  # fmt: skip
    script = "for (let i = 0; i < 5; i++) tell(await refused(models(url)));"
    told = node.run(script, url)
    assert [error["code"] for error in told] == [  # the last is answered 404
        *["UNIMPLEMENTED"] * 3, "UNAUTHENTICATED", "UNIMPLEMENTED"
    ]  # fmt: skip
    assert sum("does not list its models" in error["message"] for error in told) == 4


def test_the_documented_script(tmp_path):
    (script,) = blocks((ROOT / "docs" / "clients.md").read_text("utf-8"), "js")
    (tmp_path / "photo.jpg").write_bytes(PNG + b"photo")
    (tmp_path / "tfstyle.mjs").write_bytes(node.MODULE.read_bytes())
    node.need_node()
    model = Half()
    with serving(model, sources=[Single("fast_style_udnie", lambda: model)]) as server:
        (tmp_path / "paint.mjs").write_text(
            script.replace("http://127.0.0.1:8501", server.url), "utf-8"
        )
        node.run('await import(`file://${process.cwd()}/paint.mjs`);', folder=tmp_path)
    assert (tmp_path / "painted.png").read_bytes() == b"otohp" + PNG[::-1]
