"""The messages of TensorFlow Serving's configuration, made from their public field numbers.

`tensorflow-serving-api` has the first of the three only, and requires TensorFlow's own wheel. The
numbers are those of the .proto files that `export/serving/configs.py` names; for the two fields of
splitting they are free: text has no numbers.
"""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_TYPES = {
    "string": 9, "int64": 3, "uint32": 13, "bool": 8,
}  # fmt: skip
_WRAPPERS = "google/protobuf/wrappers.proto"
_MESSAGES = {
    "Latest": [("num_versions", 1, "uint32")],
    "Specific": [("versions", 1, "int64", "many")],
    "Policy": [("latest", 100, "Latest"), ("specific", 102, "Specific")],
    "Label": [("key", 1, "string"), ("value", 2, "int64")],
    "ModelConfig": [
        ("name", 1, "string"), ("base_path", 2, "string"), ("model_platform", 4, "string"),
        ("model_version_policy", 7, "Policy"), ("version_labels", 8, "Label", "many"),
    ],
    "ModelConfigList": [("config", 1, "ModelConfig", "many")],
    "ModelServerConfig": [("model_config_list", 1, "ModelConfigList")],
    "PrometheusConfig": [("enable", 1, "bool"), ("path", 2, "string")],
    "MonitoringConfig": [("prometheus_config", 1, "PrometheusConfig")],
    "BatchingParameters": [
        ("max_batch_size", 1, ".google.protobuf.Int64Value"),
        ("batch_timeout_micros", 2, ".google.protobuf.Int64Value"),
        ("max_enqueued_batches", 3, ".google.protobuf.Int64Value"),
        ("num_batch_threads", 4, ".google.protobuf.Int64Value"),
        ("enable_large_batch_splitting", 1001, ".google.protobuf.BoolValue"),
        ("max_execution_batch_size", 1002, ".google.protobuf.Int64Value"),
    ],
}  # fmt: skip


def message(name: str):
    """Return a message class by its name in TensorFlow Serving."""
    from google.protobuf import wrappers_pb2

    pool = descriptor_pool.DescriptorPool()
    wrappers = descriptor_pb2.FileDescriptorProto()
    wrappers_pb2.DESCRIPTOR.CopyToProto(wrappers)
    pool.Add(wrappers)
    file = descriptor_pb2.FileDescriptorProto(
        name="by_hand.proto", package="by_hand", syntax="proto3", dependency=[_WRAPPERS]
    )
    for message_name, fields in _MESSAGES.items():
        made = file.message_type.add(name=message_name)
        for field, number, kind, *many in fields:
            entry = made.field.add(name=field, number=number, label=3 if many else 1)
            if kind in _TYPES:
                entry.type = _TYPES[kind]
            else:
                entry.type = 11
                entry.type_name = kind if kind.startswith(".") else f".by_hand.{kind}"
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"by_hand.{name}"))
