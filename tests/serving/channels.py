"""A gRPC server of fake models and a channel to it, for tests."""

import contextlib
import re

import numpy as np
import pytest

from tests.optional import need
from tests.serving.fakes import Half
from tfstyle.protos.tensors import from_array
from tfstyle.protos.tf_serving import PredictRequest
from tfstyle.serving.batching import Limits
from tfstyle.serving.grpc_server import make_grpc_server
from tfstyle.serving.sources import Single
from tfstyle.serving.store import ModelStore


class Peer:
    """A channel to a server.

    Args:
        store: that is served.
        settings: see `make_grpc_server`.
    """

    def __init__(self, store, **settings):
        grpc = need("grpc")
        self.store = store
        self.server = make_grpc_server(store, **settings)
        self.port = self.server.listen("127.0.0.1", 0)
        self.server.start()
        self.channel = grpc.insecure_channel(f"127.0.0.1:{self.port}")

    def call(self, method):
        """Return a function of a message, or of bytes, to the answer."""
        return self.channel.unary_unary(
            method.path,
            request_serializer=lambda m: m if isinstance(m, bytes) else m.SerializeToString(),
            response_deserializer=method.response.FromString,
        )

    def ask(self, method, request=None, **options):
        """Return the answer to a message; without one, to an empty one."""
        request = method.request() if request is None else request
        return self.call(method)(request, timeout=options.pop("timeout", 20), **options)

    def close(self):
        self.channel.close()
        self.server.stop(0).wait(5)


@contextlib.contextmanager
def serving(*sources, limits=None, **settings):
    """Yield a `Peer` of sources; a `Half` named half if there are none."""
    store = ModelStore(
        sources or [Single("half", Half)], limits=limits or Limits(seconds=10), poll=0
    )
    store.start()
    peer = Peer(store, **settings)
    yield peer
    peer.close()
    store.close()


def pictures(count=1, side=4, value=0.5, dtype="float32"):
    return np.full((count, side, side, 3), value, dtype)


def question(model="half", *, signature="", version=None, label=None, outputs=(), **inputs):
    """Return a `PredictRequest`."""
    request = PredictRequest(output_filter=outputs)
    request.model_spec.name, request.model_spec.signature_name = model, signature
    if version is not None:
        request.model_spec.version.value = version
    if label is not None:
        request.model_spec.version_label = label
    for name, array in inputs.items():
        request.inputs[name].CopyFrom(from_array(np.asarray(array)))
    return request


@contextlib.contextmanager
def refused(code, words=""):
    """Assert that a call is answered with a status; yield a list for the error."""
    grpc, told = need("grpc"), []
    with pytest.raises(grpc.RpcError) as caught:
        yield told
    told.append(caught.value)
    details = caught.value.details()
    assert caught.value.code() is grpc.StatusCode[code], details
    assert re.search(words, details), details
