"""The Open Inference Protocol over a real channel."""

import dataclasses

import numpy as np
import pytest

import tfstyle
from tests.optional import need
from tests.serving.channels import pictures, refused, serving
from tests.serving.fakes import Half
from tests.serving.test_store import Shelf
from tfstyle.protos import open_inference
from tfstyle.protos.methods import INFERENCE
from tfstyle.protos.open_tensors import datatype, from_contents, from_raw, to_contents, to_raw
from tfstyle.serving.signature import TensorInfo

need("grpc")
INFER = INFERENCE["ModelInfer"]


@pytest.fixture
def shelf():
    made = Shelf()
    made.there, made.models = {1: 0, 2: 0}, {1: Half(0.5), 2: Half(0.25)}
    return made


@pytest.fixture
def peer(shelf):
    with serving(shelf) as peer:
        yield peer


def question(raw=True, *, model="shelf", version="", outputs=(), parameters=None, **inputs):
    """Return a `ModelInferRequest`."""
    request = open_inference.ModelInferRequest(
        model_name=model, model_version=version, id="7",
        outputs=[{"name": name} for name in outputs], parameters=parameters or {},
    )  # fmt: skip
    for name, array in inputs.items():
        array = np.asarray(array)
        one = request.inputs.add(
            name=name, datatype=datatype(array.dtype.name), shape=array.shape
        )
        if raw:
            request.raw_input_contents.append(to_raw(array))
        else:
            one.contents.CopyFrom(to_contents(array))
    return request


def arrays(answer):
    raws = answer.raw_output_contents
    return {
        one.name: from_raw(raws[index], one.datatype, one.shape)
        if raws
        else from_contents(one.contents, one.datatype, one.shape)
        for index, one in enumerate(answer.outputs)
    }


@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize(
    ("inputs", "name", "expected"),
    [
        ({"images": pictures(2)}, "stylized", pictures(2, value=0.125)),
        ({"images": pictures(1, value=8, dtype="uint8")}, "stylized",
         pictures(1, value=2, dtype="uint8")),
        ({"image_bytes": np.array([b"abc", b""], object)}, "stylized_bytes",
         np.array([b"cba", b""], object)),
    ],
)  # fmt: skip
def test_names_and_types_choose_the_signature(peer, raw, inputs, name, expected):
    answer = peer.ask(INFER, question(raw, **inputs))
    assert (answer.model_name, answer.model_version, answer.id) == ("shelf", "2", "7")
    assert bool(answer.raw_output_contents) is raw
    assert all(output.HasField("contents") is not raw for output in answer.outputs)
    got = arrays(answer)
    assert list(got) == [name] and got[name].dtype == expected.dtype
    np.testing.assert_array_equal(got[name], expected)


def test_a_version_an_output_and_a_signature_by_name(peer):
    answer = peer.ask(INFER, question(version="1", outputs=["stylized"], images=pictures()))
    assert answer.model_version == "1" and arrays(answer)["stylized"].max() == 0.25
    named = {"signature_name": {"string_param": "serving_uint8"}}
    with refused("INVALID_ARGUMENT", "images is uint8. Received: float32"):
        peer.ask(INFER, question(parameters=named, images=pictures()))


def test_half_floats_are_answered_raw(shelf):
    model = Half()
    plain = model.signatures["serving_default"]
    model.signatures["serving_default"] = dataclasses.replace(
        plain, run=lambda a: {"stylized": a["images"].astype("float16")},
        outputs={"stylized": TensorInfo("stylized", "float16", None)},
    )  # fmt: skip
    shelf.put(3, model)
    with serving(shelf) as peer:
        answer = peer.ask(INFER, question(False, images=pictures()))
        assert arrays(answer)["stylized"].dtype == "float16"
        request = open_inference.ModelMetadataRequest(name="shelf")
        told = peer.ask(INFERENCE["ModelMetadata"], request).outputs[0]
        assert (told.datatype, list(told.shape)) == ("FP16", [])


@pytest.mark.parametrize(
    ("code", "words", "request_"),
    [
        ("NOT_FOUND", r"Latest\(nope\)", question(model="nope", images=pictures())),
        ("NOT_FOUND", r"Specific\(shelf, 9\)", question(version="9", images=pictures())),
        ("INVALID_ARGUMENT", "number. Received: v1", question(version="v1", images=pictures())),
        ("INVALID_ARGUMENT", "number", question(version="9" * 5000, images=pictures())),
        ("INVALID_ARGUMENT", "images is float32. Received: float64",
         question(images=pictures(dtype="float64"))),
        ("INVALID_ARGUMENT", "takes images. Received: nothing", question()),
        ("INVALID_ARGUMENT", "gives stylized. Asked for: zzz",
         question(outputs=["zzz"], images=pictures())),
        ("INVALID_ARGUMENT", '"zzz" not found', question(
            parameters={"signature_name": {"string_param": "zzz"}}, images=pictures())),
        ("INVALID_ARGUMENT", "Task size 33", question(images=pictures(33))),
        ("INVALID_ARGUMENT", "no inference.ModelInferRequest", b"\x2a\xff"),
    ],
)  # fmt: skip
def test_what_is_refused(peer, code, words, request_):
    with refused(code, words):
        peer.ask(INFER, request_)


def test_inputs_that_do_not_belong_together_are_refused(peer):
    request = question(images=pictures())
    request.raw_input_contents.append(b"")
    with refused("INVALID_ARGUMENT", "1 inputs and 2 raw_input_contents"):
        peer.ask(INFER, request)
    request = question(images=pictures())
    request.inputs[0].contents.SetInParent()
    with refused("INVALID_ARGUMENT", "images has contents, and raw_input_contents"):
        peer.ask(INFER, request)
    request = question(images=pictures())
    request.inputs.append(request.inputs[0])
    request.raw_input_contents.append(request.raw_input_contents[0])
    with refused("INVALID_ARGUMENT", "images is sent twice"):
        peer.ask(INFER, request)
    request = question(images=pictures())
    request.inputs[0].shape[1] = 10**12
    with refused("INVALID_ARGUMENT", "images: float32 .* bytes. Received: 192"):
        peer.ask(INFER, request)
    request = question(images=pictures())
    request.inputs[0].datatype = "BF16"
    with refused("INVALID_ARGUMENT", "images: .* Received: BF16"):
        peer.ask(INFER, request)


def test_what_the_server_tells(peer, shelf):
    assert peer.ask(INFERENCE["ServerLive"]).live
    assert peer.ask(INFERENCE["ServerReady"]).ready
    told = peer.ask(INFERENCE["ServerMetadata"])
    assert (told.name, told.version) == ("tfstyle", tfstyle.__version__)

    def ready(**which):
        request = open_inference.ModelReadyRequest(**which)
        return peer.ask(INFERENCE["ModelReady"], request).ready

    assert ready(name="shelf") and ready(name="shelf", version="1")
    assert not ready(name="shelf", version="9") and not ready(name="nope")
    with refused("INVALID_ARGUMENT", "Received: x"):
        ready(name="shelf", version="x")

    request = open_inference.ModelMetadataRequest(name="shelf")
    told = peer.ask(INFERENCE["ModelMetadata"], request)
    assert (told.name, list(told.versions)) == ("shelf", ["2", "1"])
    (images,) = told.inputs
    assert (images.name, images.datatype, list(images.shape)) == ("images", "FP32", [-1, -1, -1, 3])
    with refused("NOT_FOUND", r"Latest\(nope\)"):
        peer.ask(INFERENCE["ModelMetadata"], open_inference.ModelMetadataRequest(name="nope"))


def test_a_server_is_not_ready_before_its_models():
    shelf = Shelf()
    with serving(shelf) as peer:
        assert not peer.ask(INFERENCE["ServerReady"]).ready
        assert peer.ask(INFERENCE["ServerLive"]).live
        assert not peer.ask(INFERENCE["RepositoryIndex"]).models


def test_the_models_are_listed(peer, shelf):
    shelf.put(3, None)
    peer.store.look()

    def listed(**which):
        request = open_inference.RepositoryIndexRequest(**which)
        models = peer.ask(INFERENCE["RepositoryIndex"], request).models
        return [(one.name, one.version, one.state) for one in models]

    answering = [("shelf", "2", "READY"), ("shelf", "1", "READY")]
    assert listed() == [("shelf", "3", "UNAVAILABLE"), *answering]
    assert listed(ready=True) == answering
    with refused("INVALID_ARGUMENT", "Received: other"):
        listed(repository_name="other")
