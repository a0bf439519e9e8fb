"""The warm-up file, taken apart again by a reader that shares no code with the writer."""

import numpy as np
import pytest
import tensorflow as tf

from tests.optional import need
from tfstyle.export.warmup import FILE, prediction_log


def parse(message: bytes) -> dict:
    """Return a protobuf message of length-delimited fields as `{number: [bytes, ...]}`."""
    fields, position = {}, 0

    def varint():
        nonlocal position
        value = shift = 0
        while True:
            byte = message[position]
            position += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while position < len(message):
        tag = varint()
        assert tag & 7 == 2, "only length-delimited fields are written"
        length = varint()
        fields.setdefault(tag >> 3, []).append(message[position : position + length])
        position += length
    assert position == len(message)
    return fields


def read_request(log: bytes):
    """Return `(model, signature, inputs)` of a PredictionLog."""
    (predict_log,) = parse(log)[6]
    (request,) = parse(predict_log)[1]
    fields = parse(request)
    model = parse(fields[1][0])
    inputs = {}
    for entry in fields[2]:
        pair = parse(entry)
        tensor = tf.make_tensor_proto(0)
        tensor.ParseFromString(pair[2][0])
        inputs[pair[1][0].decode()] = tf.make_ndarray(tensor)
    return model[1][0].decode(), model[3][0].decode(), inputs


def test_a_request_reads_back():
    images = np.random.default_rng(0).random((1, 20, 30, 3), dtype="float32")
    log = prediction_log("facades", "serving_default", {"images": images, "b": np.array([b"x"])})
    name, signature, inputs = read_request(log)
    assert (name, signature) == ("facades", "serving_default")
    np.testing.assert_array_equal(inputs["images"], images)
    assert inputs["b"].tolist() == [b"x"]


def test_the_official_messages_read_it_too():
    prediction_log_pb2 = need("tensorflow_serving.apis.prediction_log_pb2")
    log = prediction_log_pb2.PredictionLog.FromString(
        prediction_log("facades", "serving_uint8", {"images": np.zeros((1, 2, 2, 3), "uint8")})
    )
    request = log.predict_log.request
    assert request.model_spec.name == "facades"
    assert request.model_spec.signature_name == "serving_uint8"
    assert tf.make_ndarray(request.inputs["images"]).shape == (1, 2, 2, 3)


@pytest.mark.parametrize("which", ["pix2pix_export", "cyclegan_export"])
def test_every_signature_and_direction_is_warmed_up_and_accepted(which, request):
    directory, _ = request.getfixturevalue(which)
    version = directory / "saved_model" / "1"
    signatures = tf.saved_model.load(str(version)).signatures
    records = [r.numpy() for r in tf.data.TFRecordDataset(str(version / FILE))]
    seen = []
    for record in records:
        _, signature, inputs = read_request(record)
        outputs = signatures[signature](**{k: tf.constant(v) for k, v in inputs.items()})
        assert all(len(value) == 1 for value in outputs.values())
        seen.append((signature, inputs.get("direction", [b""])[0].decode()))
    directions = ("",) if which == "pix2pix_export" else ("monet2photo", "photo2monet")
    kinds = ("serving_default", "serving_uint8", "serving_bytes")
    assert seen == [(kind, direction) for kind in kinds for direction in directions]
