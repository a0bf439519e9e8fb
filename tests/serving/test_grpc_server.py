"""gRPC's server under what goes wrong: time, size, load, strangers, and its end."""

import dataclasses
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.optional import need
from tests.serving.channels import pictures, question, refused, serving
from tests.serving.fakes import Half
from tests.serving.test_grpc_oip import question as infer
from tests.serving.test_store import Shelf
from tfstyle.errors import BusyError
from tfstyle.protos.health import HealthCheckRequest
from tfstyle.protos.methods import HEALTH, INFERENCE, PREDICTION, Method
from tfstyle.protos.tensors import to_array
from tfstyle.serving.batching import Limits
from tfstyle.serving.grpc_server import make_grpc_server
from tfstyle.serving.sources import Single
from tfstyle.serving.store import ModelStore

grpc = need("grpc")
PREDICT, INFER, CHECK = PREDICTION["Predict"], INFERENCE["ModelInfer"], HEALTH["Check"]


@pytest.fixture
def model():
    made = Half()
    yield made
    made.gate.set()


def source(model):
    return Single("half", lambda: model)


def wait_for(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.002)


def hold(peer, model, **inputs):
    """Start a call that stays in the model until `model.gate` is set; return its future."""
    model.gate.clear()
    queue = peer.store.find("half").batcher
    future = peer.call(PREDICT).future(question(images=pictures(**inputs)), timeout=20)
    wait_for(lambda: queue._busy == 1 and not queue.waiting)
    return future


def test_fifty_at_a_time_get_their_own_answers(model):
    with serving(source(model)) as peer:

        def ask(number):
            side, value = 1 + number % 3, np.float32(number / 50)
            answer = peer.ask(PREDICT, question(images=pictures(side=side, value=value)))
            return to_array(answer.outputs["stylized"]), pictures(side=side, value=value / 2)

        with ThreadPoolExecutor(50) as pool:
            for got, expected in pool.map(ask, range(50)):
                np.testing.assert_array_equal(got, expected)
        assert sum(model.calls) == 50


def test_a_deadline_is_the_queues_too(model):
    with serving(source(model)) as peer:
        held = hold(peer, model)
        start = time.monotonic()
        with refused("DEADLINE_EXCEEDED"):
            peer.ask(PREDICT, question(images=pictures(side=5)), timeout=0.2)
        assert time.monotonic() - start < 5
        model.gate.set()
        assert held.result().outputs
        peer.ask(PREDICT, question(images=pictures()))
        assert model.calls == [1, 1]  # nothing was computed for who had gone


def test_a_server_has_an_end_to_patience_of_its_own(model):
    with serving(source(model), limits=Limits(seconds=0.2)) as peer:
        model.gate.clear()
        with refused("DEADLINE_EXCEEDED", "^Timed out waiting for notification$"):
            peer.call(PREDICT)(question(images=pictures()))  # without a deadline
        model.gate.set()


def test_a_call_that_is_cancelled_leaves_the_queue(model):
    with serving(source(model)) as peer:
        held = hold(peer, model)
        queue = peer.store.find("half").batcher
        gone = peer.call(PREDICT).future(question(images=pictures(side=5)), timeout=20)
        wait_for(lambda: queue.waiting == 1)
        task = queue._tasks[0].future
        gone.cancel()
        wait_for(task.cancelled)
        model.gate.set()
        assert held.result().outputs
        peer.ask(PREDICT, question(images=pictures()))
        assert model.calls == [1, 1]


def test_a_client_that_disappears_costs_nobody_else(model):
    with serving(source(model)) as peer:
        other = grpc.insecure_channel(f"127.0.0.1:{peer.port}")
        hold(peer, model)
        gone = other.unary_unary(PREDICT.path).future(  # kept: a call that nobody holds ends
            question(images=pictures(side=5)).SerializeToString(), timeout=20
        )
        wait_for(lambda: peer.store.find("half").batcher.waiting)
        other.close()
        assert gone.exception().code() is grpc.StatusCode.CANCELLED
        model.gate.set()
        assert peer.ask(PREDICT, question(images=pictures())).outputs


def test_who_sends_nothing_is_hung_up_on(model):
    """More of them than there are threads do not keep a server from answering."""
    done = threading.Event()

    def silent():
        done.wait(20)
        yield from ()

    with serving(source(model), calls=1, message_seconds=0.2) as peer:
        slow = peer.channel.stream_unary(PREDICT.path)
        held = [slow.future(silent(), timeout=20) for _ in range(12)]
        time.sleep(0.05)
        assert peer.ask(PREDICT, question(images=pictures())).outputs
        codes = {call.exception().code().name for call in held}
        done.set()
        assert codes == {"CANCELLED"}
        with refused("INVALID_ARGUMENT", "no message"):
            slow(iter(()), timeout=20)


def test_a_full_queue_says_when_to_return(model):
    with serving(source(model), limits=Limits(queue=1, seconds=10)) as peer:
        held = hold(peer, model)
        waits = peer.call(PREDICT).future(question(images=pictures(side=5)), timeout=20)
        wait_for(lambda: peer.store.find("half").batcher.waiting)
        with refused("RESOURCE_EXHAUSTED", "1 requests are waiting") as told:
            peer.ask(PREDICT, question(images=pictures()))
        assert dict(told[0].trailing_metadata())["retry-after"] == "1"
        model.gate.set()
        assert held.result().outputs and waits.result().outputs


def test_full_of_calls_it_still_says_so_and_tells_its_health(model):
    with serving(source(model), calls=1) as peer:
        held = hold(peer, model)
        for method, request in [
            (PREDICT, question(images=pictures())),
            (INFER, None),
        ]:
            with refused("RESOURCE_EXHAUSTED", "1 calls are being answered") as told:
                peer.ask(method, request)
            assert dict(told[0].trailing_metadata())["retry-after"] == "1"
        assert peer.ask(CHECK).status == 1
        model.gate.set()
        assert held.result().outputs
        assert peer.ask(PREDICT, question(images=pictures())).outputs


def test_a_message_over_the_limit_is_refused(model):
    with serving(source(model), max_bytes=10_000) as peer:
        assert peer.ask(PREDICT, question(images=pictures(side=28))).outputs
        with refused("RESOURCE_EXHAUSTED", "larger than max"):
            peer.ask(PREDICT, question(images=pictures(side=30)))
        assert peer.ask(PREDICT, question(images=pictures(side=28))).outputs


def test_a_token_is_asked_of_all_but_health_checks(model):
    with serving(source(model), token="s3cret") as peer:
        for shown in ((), (("authorization", "Bearer other"),), (("authorization", "s3cret"),),
                      (("authorization", "Bearer s3cret2"),)):  # fmt: skip
            for method in (PREDICT, INFERENCE["ServerLive"]):
                with refused("UNAUTHENTICATED", "`Bearer` and the token"):
                    peer.ask(method, metadata=shown)
        shown = (("authorization", "Bearer s3cret"),)
        assert peer.ask(PREDICT, question(images=pictures()), metadata=shown).outputs
        assert peer.ask(CHECK).status == 1


@pytest.mark.parametrize("token", ["", "gehörig"])
def test_a_token_that_nobody_could_send_is_refused(token):
    with pytest.raises(ValueError, match="ASCII and not empty"):
        make_grpc_server(ModelStore([]), token=token)


def test_health():
    shelf = Shelf()
    serving_, not_serving = 1, 2
    with serving(shelf) as peer:
        assert peer.ask(CHECK).status == not_serving
        shelf.put(1, Half())
        peer.store.look()
        assert peer.ask(CHECK).status == serving_
        for service in (PREDICT.service, INFER.service):
            assert peer.ask(CHECK, HealthCheckRequest(service=service)).status == serving_
        with refused("NOT_FOUND", "no service x"):
            peer.ask(CHECK, HealthCheckRequest(service="x"))
        with refused("UNIMPLEMENTED"):
            peer.ask(Method(CHECK.service, "Watch", CHECK.request, CHECK.response))


def test_what_was_not_foreseen_is_internal_and_only_in_the_log(model, caplog):
    def run(arrays):
        raise OSError("/secret/place is damaged")

    plain = model.signatures["serving_default"]
    model.signatures["serving_default"] = dataclasses.replace(plain, run=run)
    with serving(source(model)) as peer, caplog.at_level(logging.ERROR, "tfstyle.serving"):
        with refused("INTERNAL", "^Internal error$"):
            peer.ask(PREDICT, question(images=pictures()))
        assert "/secret/place" in caplog.text
        peer.store.find = None
        with refused("INTERNAL", "^Internal error$"):
            peer.ask(PREDICT, question(images=pictures()))
        assert "Traceback" in caplog.text and "NoneType" in caplog.text


def test_a_refusal_fits_into_its_header(model):
    with serving(source(model)) as peer:
        for name in ("n" * 100_000, "\U0001f600" * 10_000, "line\nbreak\0"):
            with refused("NOT_FOUND", r"Latest\("):
                peer.ask(PREDICT, question(name, images=pictures()))


WHOLE = {
    PREDICT: [
        question(images=pictures(2)),
        question(signature="serving_bytes", image_bytes=np.array([b"ab"], object), version=1,
                 outputs=["stylized_bytes"]),
    ],
    INFER: [
        infer(model="half", images=pictures(2)),
        infer(False, model="half", image_bytes=np.array([b"ab"], object), version="1",
              outputs=["stylized_bytes"]),
    ],
}  # fmt: skip


@pytest.mark.parametrize("method", list(WHOLE), ids=lambda method: method.name)
def test_any_bytes_are_answered_or_refused(model, method):
    """Damaged messages: never INTERNAL, never UNKNOWN, and the server goes on."""
    hypothesis = need("hypothesis")
    draw = hypothesis.strategies
    whole = [message.SerializeToString() for message in WHOLE[method]]
    seen = set()
    with serving(source(model)) as peer:
        call = peer.call(method)

        @hypothesis.settings(max_examples=100, deadline=None, database=None)
        @hypothesis.given(
            draw.one_of(
                draw.binary(max_size=40),
                draw.tuples(draw.sampled_from(whole), draw.lists(
                    draw.tuples(draw.integers(0, 300), draw.binary(max_size=3)), max_size=3)),
            )
        )  # fmt: skip
        def check(drawn):
            if isinstance(drawn, tuple):
                content, changes = drawn
                for place, put in changes:
                    content = content[:place] + put + content[place + 1 :]
            else:
                content = drawn
            try:
                call(content, timeout=20)
            except grpc.RpcError as error:
                seen.add(error.code().name)
            else:
                seen.add("OK")

        check()
        assert peer.ask(PREDICT, question(images=pictures())).outputs
    assert {"OK", "INVALID_ARGUMENT"} <= seen
    assert seen <= {"OK", "INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION"}


def test_a_port_that_is_taken_is_told(model):
    with serving(source(model)) as peer:
        other = make_grpc_server(peer.store)
        with pytest.raises(BusyError, match=f"127.0.0.1:{peer.port}.*another port"):
            other.listen("127.0.0.1", peer.port)
        other.stop(0).wait(5)


def test_the_end_waits_for_calls_and_takes_no_new_ones(model):
    with serving(source(model)) as peer:
        held = hold(peer, model)
        ended = peer.server.stop(10)
        with refused("UNAVAILABLE"):
            peer.ask(PREDICT, question(images=pictures()))
        assert not ended.is_set()
        model.gate.set()
        assert held.result().outputs
        assert ended.wait(10)


def test_the_end_does_not_wait_for_ever(model):
    with serving(source(model)) as peer:
        held = hold(peer, model)
        assert peer.server.stop(0.1).wait(10)
        assert held.exception().code() in (
            grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE,
        )  # fmt: skip
        model.gate.set()


def test_two_who_look_load_a_version_once():
    shelf = Shelf()
    loading, go_on = threading.Event(), threading.Event()
    shelf.put(1, Half())
    load = shelf.load

    def slowly(version):
        loading.set()
        go_on.wait(10)
        return load(version)

    shelf.load = slowly
    with ThreadPoolExecutor(2) as pool:
        store = ModelStore([shelf], poll=0)
        first = pool.submit(store.look)
        assert loading.wait(10)
        second = pool.submit(store.look)
        time.sleep(0.05)
        go_on.set()
        first.result(10), second.result(10)
    assert shelf.loads == [1] and store.find("shelf").version == 1
    store.close()
