"""The messages against the published ones: the same numbers, types, labels and names."""

import pytest
from google.protobuf import descriptor_pb2

from tests.optional import need
from tfstyle.protos import health, methods, open_inference, tf_serving
from tfstyle.protos.schema import Schema


def described(descriptor):
    """Return what is on the wire of a message's fields: by name, number, type, label, choice."""
    proto = descriptor_pb2.DescriptorProto()
    descriptor.CopyToProto(proto)
    choices = [choice.name for choice in proto.oneof_decl]
    return {
        field.name: (
            field.number, field.type, field.label, field.type_name,
            choices[field.oneof_index] if field.HasField("oneof_index") else None,
        )
        for field in proto.field
    }  # fmt: skip


def all_messages(schema, prefix):
    """Yield every message of a schema, nested ones and entries of maps included."""
    for file in schema._files:
        if file.startswith(f"tfstyle/{prefix}"):
            todo = list(schema._pool.FindFileByName(file).message_types_by_name.values())
            while todo:
                message = todo.pop()
                yield message
                todo += message.nested_types


def compare(schema, prefix, pool):
    """Assert that each field and value has its counterpart in another pool."""
    names = set()
    for ours in all_messages(schema, prefix):
        theirs = described(pool.FindMessageTypeByName(ours.full_name))
        assert described(ours).items() <= theirs.items(), ours.full_name
        names.add(ours.full_name)
        for enum in ours.enum_types:
            compare_enum(schema, enum.full_name, pool)
    return names


def compare_enum(schema, name, pool):
    values = pool.FindEnumTypeByName(name).values
    theirs = {value.name: value.number for value in values}
    assert schema.enum(name).items() <= theirs.items()


def test_tensors_are_tensorflows():
    from tensorflow.core.framework import tensor_pb2
    from tensorflow.core.protobuf import error_codes_pb2, meta_graph_pb2

    pool = tensor_pb2.DESCRIPTOR.pool
    assert meta_graph_pb2.DESCRIPTOR.pool is error_codes_pb2.DESCRIPTOR.pool is pool
    compare_enum(tf_serving.SCHEMA, "tensorflow.DataType", pool)
    compare_enum(tf_serving.SCHEMA, "tensorflow.error.Code", pool)
    for name in ("TensorProto", "TensorShapeProto", "TensorShapeProto.Dim", "TensorInfo",
                 "SignatureDef"):  # fmt: skip
        ours = tf_serving.SCHEMA.message(f"tensorflow.{name}").DESCRIPTOR
        theirs = pool.FindMessageTypeByName(f"tensorflow.{name}")
        assert described(ours).items() <= described(theirs).items(), name


def test_calls_are_those_of_tensorflow_serving():
    """Needs tensorflow-serving-api: its wheel alone, beside TensorFlow, is enough."""
    prediction, model = (
        need(f"tensorflow_serving.apis.{name}_service_pb2") for name in ("prediction", "model")
    )
    pool = prediction.DESCRIPTOR.pool
    assert model.DESCRIPTOR.pool is pool
    names = compare(tf_serving.SCHEMA, "tensorflow", pool)
    assert {"tensorflow.serving.PredictRequest.InputsEntry", "tensorflow.serving.ModelSpec"} < names
    assert len(names) > 30
    services = {**prediction.DESCRIPTOR.services_by_name, **model.DESCRIPTOR.services_by_name}
    for method in (*methods.PREDICTION.values(), *methods.MODEL.values()):
        theirs = services[method.service.rpartition(".")[2]].methods_by_name[method.name]
        assert theirs.full_name == f"{method.service}.{method.name}"
        assert theirs.input_type.full_name == method.request.DESCRIPTOR.full_name
        assert theirs.output_type.full_name == method.response.DESCRIPTOR.full_name


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        # Written out by hand from the protocol: number, wire type, length, content.
        (open_inference.ModelInferRequest(
            model_name="m", model_version="2", id="i",
            parameters={"k": {"int64_param": 5}},
            inputs=[{"name": "x", "datatype": "U", "shape": [3],
                     "contents": {"uint_contents": [7]}}],
            outputs=[{"name": "y"}], raw_input_contents=[b"\xff"],
         ), "0a016d" "120132" "1a0169" "2207" "0a016b" "12021005"
            "2a0e" "0a0178" "120155" "1a0103" "2a03220107" "32030a0179" "3a01ff"),
        (open_inference.ModelInferResponse(
            model_name="m", raw_output_contents=[b"a"],
            outputs=[{"name": "y", "contents": {"bytes_contents": [b"b"]}}],
         ), "0a016d" "2a08" "0a0179" "2a03420162" "320161"),
        (open_inference.ModelMetadataResponse(
            versions=["1"], platform="p", inputs=[{"shape": [-1]}], outputs=[{"datatype": "d"}],
         ), "120131" "1a0170" "220c" "1a0a" "ffffffffffffffffff01" "2a03120164"),
        (open_inference.RepositoryIndexResponse(
            models=[{"name": "n", "version": "1", "state": "s", "reason": "r"}],
         ), "0a0c" "0a016e" "120131" "1a0173" "220172"),
        (open_inference.InferTensorContents(
            bool_contents=[True], int_contents=[1], int64_contents=[1], uint64_contents=[1],
            fp32_contents=[0], fp64_contents=[0],
         ), "0a0101" "120101" "1a0101" "2a0101" "320400000000" "3a080000000000000000"),
        (health.HealthCheckResponse(status="NOT_SERVING"), "0802"),
        (health.HealthCheckRequest(service="s"), "0a0173"),
    ],
)  # fmt: skip
def test_bytes_on_the_wire(message, expected):
    assert message.SerializeToString(deterministic=True).hex() == expected


def test_a_schema_that_cannot_be_read_is_named():
    for text in ("messages A", "message A\n  optional bool b 1", "bool b 1", "enum E\n A B C"):
        with pytest.raises(ValueError, match=r"no (line|label) of a"):
            Schema().add("p", text)


def test_the_pool_is_apart():
    """Another definition of the same names in the default pool is no conflict, and is not used."""
    from google.protobuf import descriptor_pool

    with pytest.raises(KeyError):
        descriptor_pool.Default().FindMessageTypeByName("inference.ModelInferRequest")
