"""The requests TensorFlow Serving plays through a model before it takes real ones.

`assets.extra/tf_serving_warmup_requests` is a TFRecord of `PredictionLog` messages
(tensorflow_serving/apis/prediction_log.proto). The few fields needed are encoded here by hand
(https://protobuf.dev/programming-guides/encoding), because `tensorflow-serving-api` is a large
dependency for three nested messages; the tensors inside are TensorFlow's own `TensorProto`.
"""

from pathlib import Path

# Field numbers, from the .proto files named above and in apis/predict.proto, apis/model.proto.
_LOG_PREDICT, _PREDICT_REQUEST = 6, 1
_REQUEST_MODEL, _REQUEST_INPUTS = 1, 2
_MODEL_NAME, _MODEL_SIGNATURE = 1, 3
_MAP_KEY, _MAP_VALUE = 1, 2

FILE = Path("assets.extra", "tf_serving_warmup_requests")


def write_warmup(version_directory, name: str, requests) -> None:
    """Write the warm-up file of a SavedModel.

    Args:
        version_directory: the directory with `saved_model.pb`.
        name: the model's name on the server.
        requests: list of `(signature, inputs)`; inputs is a dict of arrays.
    """
    import tensorflow as tf

    path = Path(version_directory, FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tf.io.TFRecordWriter(str(path)) as writer:
        for signature, inputs in requests:
            writer.write(prediction_log(name, signature, inputs))


def prediction_log(name: str, signature: str, inputs: dict) -> bytes:
    """Return the bytes of a `PredictionLog` with one request.

    Args:
        name: the model's name.
        signature: the signature's name.
        inputs: dict from an input's name to an array.
    """
    import tensorflow as tf

    model = _field(_MODEL_NAME, name.encode()) + _field(_MODEL_SIGNATURE, signature.encode())
    request = _field(_REQUEST_MODEL, model)
    for key, value in inputs.items():
        tensor = tf.make_tensor_proto(value).SerializeToString()
        entry = _field(_MAP_KEY, key.encode()) + _field(_MAP_VALUE, tensor)
        request += _field(_REQUEST_INPUTS, entry)
    return _field(_LOG_PREDICT, _field(_PREDICT_REQUEST, request))


def _field(number: int, value: bytes) -> bytes:
    """A length-delimited field: tag (number and wire type 2), length, bytes."""
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the top bit says that more follow."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
