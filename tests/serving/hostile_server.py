"""A server, as a process, of a model that makes negatives, so that every answer can be told right.

    python -m tests.serving.hostile_server

It is all of `tfstyle serve` but the network: files are read, and PNGs written, as for any model.
"""

import faulthandler
import types

from tfstyle.serving.app import make_app
from tfstyle.serving.batching import Limits
from tfstyle.serving.grpc_server import make_grpc_server
from tfstyle.serving.metrics import Metrics
from tfstyle.serving.painting import Painting
from tfstyle.serving.server import listen, run
from tfstyle.serving.sources import Single
from tfstyle.serving.store import ModelStore

# A file of 600 bytes that says it has a hundred million is a picture, and takes seconds a piece.
PIXELS = 1_000_000


class Negative:
    """A model as `Painting` takes it."""

    kind, inference_mode, directions = "Negative", "inference", ("a2b",)
    capabilities = types.SimpleNamespace(alpha=False, style=None, optimizes=False)

    def check_direction(self, name):
        return name or "a2b"

    def channels(self, direction):
        return 3, 3

    def translate(self, picture, *, direction):
        return 255 - picture


def main():
    """Answer until a signal comes; print the two ports."""
    faulthandler.enable()
    metrics = Metrics()
    source = Single("negative", lambda: Painting(Negative(), max_pixels=PIXELS))
    store = ModelStore([source], limits=Limits(), observe=metrics.computed)
    store.start()
    sock, grpc = listen("127.0.0.1", 0), make_grpc_server(store)
    port = grpc.listen("127.0.0.1", 0)
    run(make_app(store, metrics=metrics), store, sock, grpc=grpc, drain=5,
        ready=lambda: print(sock.getsockname()[1], port, flush=True))  # fmt: skip


if __name__ == "__main__":
    main()
