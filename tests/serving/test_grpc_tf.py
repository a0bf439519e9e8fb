"""TensorFlow Serving's calls over a real channel: what is answered, and with which code refused."""

import numpy as np
import pytest

from tests.optional import need
from tests.serving.channels import pictures, question, refused, serving
from tests.serving.fakes import Half
from tests.serving.test_store import Shelf
from tfstyle.protos.methods import MODEL, PREDICTION
from tfstyle.protos.tensors import to_array
from tfstyle.protos.tf_serving import (
    GetModelMetadataRequest,
    GetModelStatusRequest,
    PredictRequest,
    ReloadConfigRequest,
    SignatureDefMap,
)

need("grpc")
PREDICT, METADATA = PREDICTION["Predict"], PREDICTION["GetModelMetadata"]
STATUS, RELOAD = MODEL["GetModelStatus"], MODEL["HandleReloadConfigRequest"]


@pytest.fixture
def shelf():
    made = Shelf()
    made.there, made.models = {1: 0, 2: 0}, {1: Half(0.5), 2: Half(0.25)}
    return made


@pytest.fixture
def peer(shelf):
    with serving(shelf) as peer:
        yield peer


def predict(peer, *arguments, **inputs):
    return peer.ask(PREDICT, question(*arguments, **inputs))


def test_the_answer_names_the_version_and_signature(peer):
    answer = predict(peer, "shelf", images=pictures(2))
    spec = answer.model_spec
    assert (spec.name, spec.version.value, spec.signature_name) == ("shelf", 2, "serving_default")
    np.testing.assert_array_equal(to_array(answer.outputs["stylized"]), pictures(2, value=0.125))


def test_other_versions_labels_and_signatures(peer):
    answer = predict(
        peer, "shelf", version=1, signature="serving_uint8", images=pictures(value=9, dtype="uint8")
    )
    assert answer.model_spec.version.value == 1
    assert to_array(answer.outputs["stylized"]).max() == 4
    answer = predict(
        peer, "shelf", label="stable", signature="serving_bytes",
        image_bytes=np.array([b"abc", b"\0\xff"], object),
    )  # fmt: skip
    assert (answer.model_spec.version.value, answer.model_spec.signature_name) == (
        1, "serving_bytes",
    )  # fmt: skip
    assert list(to_array(answer.outputs["stylized_bytes"])) == [b"cba", b"\xff\0"]


def test_one_value_may_stand_for_many(peer):
    request = question("shelf", images=pictures())
    tensor = request.inputs["images"]
    tensor.tensor_content = b""
    tensor.float_val.append(1)
    answer = peer.ask(PREDICT, request)
    np.testing.assert_array_equal(to_array(answer.outputs["stylized"]), pictures(value=0.25))


def test_outputs_may_be_chosen(peer):
    answer = predict(peer, "shelf", outputs=["stylized"], images=pictures())
    assert list(answer.outputs) == ["stylized"]


@pytest.mark.parametrize(
    ("code", "words", "request_"),
    [
        ("NOT_FOUND", r"^Servable not found for request: Latest\(nope\)$",
         question("nope", images=pictures())),
        ("NOT_FOUND", r"^Servable not found for request: Specific\(shelf, 9\)$",
         question("shelf", version=9, images=pictures())),
        ("NOT_FOUND", r"Specific\(shelf, -1\)", question("shelf", version=-1, images=pictures())),
        ("INVALID_ARGUMENT", "^Unrecognized servable version label: beta$",
         question("shelf", label="beta", images=pictures())),
        ("FAILED_PRECONDITION", '^Serving signature key "zzz" not found.$',
         question("shelf", signature="zzz", images=pictures())),
        ("INVALID_ARGUMENT", "Missing ModelSpec", PredictRequest()),
        ("INVALID_ARGUMENT", "no name", question("")),
        ("INVALID_ARGUMENT", "images is float32. Received: float64",
         question("shelf", images=pictures(dtype="float64"))),
        ("INVALID_ARGUMENT", "images is float32. Received: uint8",
         question("shelf", images=pictures(value=1, dtype="uint8"))),
        ("INVALID_ARGUMENT", r"\(\?, \?, \?, 3\). Received: \(4, 4, 3\)",
         question("shelf", images=pictures()[0])),
        ("INVALID_ARGUMENT", "takes images. Received: nothing", question("shelf")),
        ("INVALID_ARGUMENT", "takes images. Received: pictures",
         question("shelf", pictures=pictures())),
        ("INVALID_ARGUMENT", "takes images. Received: images, more",
         question("shelf", images=pictures(), more=pictures())),
        ("INVALID_ARGUMENT", r"\[0, 1\]", question("shelf", images=pictures(value=7))),
        ("INVALID_ARGUMENT", "^Task size 33 is larger than maximum input batch size 32$",
         question("shelf", images=pictures(33))),
        ("INVALID_ARGUMENT", "not found in signature: zzz",
         question("shelf", outputs=["zzz"], images=pictures())),
        ("INVALID_ARGUMENT", "duplicate", 
         question("shelf", outputs=["stylized"] * 2, images=pictures())),
        ("INVALID_ARGUMENT", "no tensorflow.serving.PredictRequest", b"\x0a\xffnothing"),
        ("INVALID_ARGUMENT", "no tensorflow.serving.PredictRequest", b"\x0a\x03\x0a\x01\xff"),
    ],
)  # fmt: skip
def test_what_is_refused(peer, code, words, request_):
    with refused(code, words):
        peer.ask(PREDICT, request_)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.tensor_shape.dim[1].__setattr__("size", 10**12), "bytes. Received: 192"),
        (lambda t: t.tensor_shape.dim[1].__setattr__("size", -1), "negative"),
        (lambda t: t.__setattr__("tensor_content", b"abc"), "192 bytes. Received: 3"),
        (lambda t: t.__setattr__("dtype", 77), "Received: number 77"),
        (lambda t: t.tensor_shape.__setattr__("unknown_rank", True), "not known"),
    ],
)
def test_a_tensor_that_lies_is_named(peer, change, words):
    request = question("shelf", images=pictures())
    change(request.inputs["images"])
    with refused("INVALID_ARGUMENT", f"tensor parsing error: images: .*{words}"):
        peer.ask(PREDICT, request)


def test_metadata(peer):
    request = GetModelMetadataRequest(metadata_field=["signature_def"])
    request.model_spec.name = "shelf"
    answer = peer.ask(METADATA, request)
    assert (answer.model_spec.name, answer.model_spec.version.value) == ("shelf", 2)
    packed = answer.metadata["signature_def"]
    assert packed.type_url == "type.googleapis.com/tensorflow.serving.SignatureDefMap"
    told = SignatureDefMap.FromString(packed.value).signature_def
    assert sorted(told) == ["serving_bytes", "serving_default", "serving_uint8"]
    images = told["serving_default"].inputs["images"]
    assert (images.dtype, [dim.size for dim in images.tensor_shape.dim]) == (1, [-1, -1, -1, 3])
    assert told["serving_bytes"].outputs["stylized_bytes"].dtype == 7
    assert told["serving_uint8"].method_name == "tensorflow/serving/predict"

    for fields, words in (([], "at least one metadata_field"), (["x"], "Metadata field x is not")):
        request = GetModelMetadataRequest(metadata_field=fields)
        request.model_spec.name = "shelf"
        with refused("INVALID_ARGUMENT", words):
            peer.ask(METADATA, request)
    with refused("INVALID_ARGUMENT", "Missing ModelSpec"):
        peer.ask(METADATA, GetModelMetadataRequest(metadata_field=["signature_def"]))
    request = GetModelMetadataRequest(metadata_field=["signature_def"])
    request.model_spec.name = "nope"
    with refused("NOT_FOUND", r"Latest\(nope\)"):
        peer.ask(METADATA, request)


def states(peer, name="shelf", **which):
    request = GetModelStatusRequest()
    request.model_spec.name = name
    if "version" in which:
        request.model_spec.version.value = which["version"]
    if "label" in which:
        request.model_spec.version_label = which["label"]
    return [
        (one.version, one.state, one.status.error_code, one.status.error_message)
        for one in peer.ask(STATUS, request).model_version_status
    ]


def test_status(peer, shelf):
    available, end, internal = 30, 50, 13
    assert states(peer) == [(2, available, 0, ""), (1, available, 0, "")]
    assert states(peer, label="stable") == [(1, available, 0, "")]
    shelf.put(3, None)
    peer.store.look()
    (newest,) = states(peer, version=3)
    assert newest[:3] == (3, end, internal) and "log" in newest[3] and "secret" not in newest[3]
    with refused("NOT_FOUND", "^Could not find any versions of model nope$"):
        states(peer, "nope")
    with refused("NOT_FOUND", "^Could not find version 9 of model shelf$"):
        states(peer, version=9)
    with refused("INVALID_ARGUMENT", "label: beta"):
        states(peer, label="beta")
    with refused("INVALID_ARGUMENT", "Missing ModelSpec"):
        peer.ask(STATUS)


def reload(peer, *names, **more):
    request = ReloadConfigRequest()
    request.config.model_config_list.SetInParent()
    for name in names:
        request.config.model_config_list.config.add(name=name, **more)
    return peer.ask(RELOAD, request)


def test_a_reload_looks_for_new_versions_at_once(peer, shelf):
    shelf.put(5, Half(1.0))
    assert predict(peer, "shelf", images=pictures()).model_spec.version.value == 2
    assert reload(peer, "shelf").status.error_code == 0
    assert predict(peer, "shelf", images=pictures()).model_spec.version.value == 5


def test_a_reload_that_would_change_the_models_is_refused(peer, shelf):
    shelf.put(5, Half(1.0))
    for names, words in [((), "Received: none"), (("other",), "serves shelf. Received: other"),
                         (("shelf", "other"), "Received: shelf, other")]:  # fmt: skip
        with refused("UNIMPLEMENTED", words):
            reload(peer, *names)
    for more in ({"base_path": "/models/other"}, {"version_labels": {"stable": 2}},
                 {"model_version_policy": {"all": {}}}):  # fmt: skip
        with refused("UNIMPLEMENTED", f"{next(iter(more))} of a model"):
            reload(peer, "shelf", **more)
    with refused("INVALID_ARGUMENT", "twice"):
        reload(peer, "shelf", "shelf")
    with refused("INVALID_ARGUMENT", "Only ModelConfigList"):
        peer.ask(RELOAD)
    request = ReloadConfigRequest(metric_names=["x"])
    request.config.model_config_list.config.add(name="shelf")
    with refused("UNIMPLEMENTED", "metrics"):
        peer.ask(RELOAD, request)
    assert predict(peer, "shelf", images=pictures()).model_spec.version.value == 2


def test_a_request_that_meets_a_version_on_its_way_out_is_answered_by_the_next(peer, shelf):
    """Between finding a version and its queue, the version may go."""
    found = peer.store.find
    going = found("shelf")
    answers = iter([going])

    def find(*arguments, **options):
        version = next(answers, None)
        if version is None:
            return found(*arguments, **options)
        shelf.put(3, Half(1.0))
        peer.store.look()
        return version

    peer.store.find = find
    answer = predict(peer, "shelf", images=pictures())
    assert answer.model_spec.version.value == 3
    assert to_array(answer.outputs["stylized"]).max() == 0.5


def test_tensorflows_classes_understand_each_other(peer):
    """Needs tensorflow-serving-api: its wheel alone, beside TensorFlow, is enough."""
    service, predict_pb2, metadata_pb2 = (
        need(f"tensorflow_serving.apis.{name}")
        for name in ("prediction_service_pb2_grpc", "predict_pb2", "get_model_metadata_pb2")
    )
    import tensorflow as tf

    stub = service.PredictionServiceStub(peer.channel)
    request = predict_pb2.PredictRequest()
    request.model_spec.name = "shelf"
    request.inputs["images"].CopyFrom(tf.make_tensor_proto(pictures(2)))
    answer = stub.Predict(request, 20)
    assert answer.model_spec.version.value == 2
    np.testing.assert_array_equal(
        tf.make_ndarray(answer.outputs["stylized"]), pictures(2, value=0.125)
    )
    request = metadata_pb2.GetModelMetadataRequest(metadata_field=["signature_def"])
    request.model_spec.name = "shelf"
    told = metadata_pb2.SignatureDefMap()
    assert stub.GetModelMetadata(request, 20).metadata["signature_def"].Unpack(told)
    assert told.signature_def["serving_bytes"].inputs["image_bytes"].dtype == tf.string
