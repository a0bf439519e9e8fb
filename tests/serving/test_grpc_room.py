"""gRPC's messages are held within bounds, those on their way included."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.optional import need
from tests.serving.channels import pictures, question, refused, serving
from tests.serving.fakes import Half
from tests.serving.servers import until
from tfstyle.protos.methods import HEALTH, PREDICTION
from tfstyle.serving import grpc_server
from tfstyle.serving.grpc_room import Room
from tfstyle.serving.problems import ServingError
from tfstyle.serving.sources import Single

need("grpc")
PREDICT, CHECK = PREDICTION["Predict"], HEALTH["Check"]


def test_a_message_counts_as_the_longest_until_it_has_come():
    room = Room(100, 40)
    with room.taken(0) as hold:
        assert room.free == 60
        hold(7)
        assert room.free == 93
        with room.taken(0), room.taken(0):
            assert room.free == 13
            with pytest.raises(ServingError, match="Too many large messages") as caught:
                room.taken(0).__enter__()
            assert caught.value.code == "RESOURCE_EXHAUSTED" and caught.value.retry_after == 1
    assert room.free == 100
    with pytest.raises(ZeroDivisionError), room.taken(0):
        raise ZeroDivisionError
    assert room.free == 100


def test_who_waits_gets_the_room_that_becomes_free():
    room, inside = Room(10, 10), threading.Event()

    def wait():
        with room.taken(20):
            inside.set()

    thread = threading.Thread(target=wait)
    with room.taken(0) as hold:
        thread.start()
        assert not inside.wait(0.05)
        hold(0)
        assert inside.wait(10)
    thread.join()
    assert room.free == 10


def test_a_room_is_never_smaller_than_a_message():
    with Room(1, 10).taken(0):
        pass


def test_messages_that_do_not_come_keep_their_room_and_no_other(monkeypatch):
    """Two of three places are taken by who sends nothing; the others get along with one."""
    monkeypatch.setattr(grpc_server, "_PATIENCE", 0.1)
    done = threading.Event()

    def silent():
        done.wait(20)
        yield from ()

    model = Half()
    with serving(
        Single("half", lambda: model), max_bytes=10_000, held_bytes=30_000, message_seconds=20
    ) as peer:
        slow = peer.channel.stream_unary(PREDICT.path)
        rooms = []
        real = Room.taken
        monkeypatch.setattr(Room, "taken", lambda room, seconds: rooms.append(room) or real(
            room, seconds))  # fmt: skip
        held = [slow.future(silent(), timeout=20) for _ in range(2)]
        until(lambda: len(rooms) == 2 and rooms[0].free == 10_000)
        with ThreadPoolExecutor(4) as pool:
            answers = pool.map(
                lambda value: peer.ask(PREDICT, question(images=pictures(value=np.float32(value)))),
                [0.1] * 8,
            )
            assert all(answer.outputs for answer in answers)
        held.append(slow.future(silent(), timeout=20))
        until(lambda: rooms[0].free == 0)
        with refused("RESOURCE_EXHAUSTED", "Too many large messages") as told:
            peer.ask(PREDICT, question(images=pictures()))
        assert dict(told[0].trailing_metadata())["retry-after"] == "1"
        assert peer.ask(CHECK).status == 1
        done.set()
        for call in held:
            call.exception()
        until(lambda: rooms[0].free == 30_000)
        assert peer.ask(PREDICT, question(images=pictures())).outputs
