"""Message classes from a few lines of text, in a pool of their own.

Protocol buffers know messages by number and name alone. A process may also have TensorFlow, whose
messages have the same names; two definitions of one name in one pool are an error, so these live in
a pool apart.

A definition has one line a message, enum, field or value:

    enum Colour                     a name of the same package; values follow
      RED 0
    message Box.Lid                 nested in Box
      bytes content 1
      repeated int64 shape 2
      map Box parts 3               from a string to a Box
      string label 4 of choice      one of those that share `choice`
      other.package.Thing thing 5
"""

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory, wrappers_pb2

_Field = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    name: getattr(_Field, f"TYPE_{name.upper()}")
    for name in ("bool", "bytes", "double", "float", "int32", "int64", "string", "uint32", "uint64")
}


class Schema:
    """Packages of messages that know each other.

    Example:
        >>> shapes = Schema()
        >>> shapes.add("shapes", "message Box\\n  repeated int64 sides 1")
        >>> shapes.message("shapes.Box")(sides=[2, 3]).SerializeToString().hex()
        '0a020203'
    """

    def __init__(self):
        self._pool = descriptor_pool.DescriptorPool()
        self._files: list[str] = []
        self._enums: set[str] = set()
        # Protocol buffers keep inner messages' classes by weak references alone, and hand one out
        # while another thread's garbage collection takes it apart: a segmentation fault (7.36).
        self._classes: list[Any] = []
        for known in (any_pb2, wrappers_pb2):
            self._pool.AddSerializedFile(known.DESCRIPTOR.serialized_pb)
            self._files.append(known.DESCRIPTOR.name)
            self._keep(self._pool.FindFileByName(known.DESCRIPTOR.name).message_types_by_name)

    def add(self, package: str, text: str) -> None:
        """Add the messages of a package; they may name those added before.

        Args:
            package: e.g. `"tensorflow.serving"`.
            text: see this module.

        Raises:
            ValueError: a line cannot be read.
        """
        file = descriptor_pb2.FileDescriptorProto(
            name=f"tfstyle/{package}.proto", package=package, syntax="proto3",
            dependency=self._files,
        )  # fmt: skip
        lines = [line.split() for line in text.splitlines() if line.strip()]
        self._enums |= {f"{package}.{words[1]}" for words in lines if words[0] == "enum"}
        fields: _Fields | None = None
        enum = None
        for words in lines:
            match words:
                case ["message", name]:
                    fields, enum = _Fields(_place(file, name).add(name=_last(name)), package), None
                case ["enum", name]:
                    fields, enum = None, _place(file, name, "enum_type").add(name=_last(name))
                case [name, number] if enum is not None:
                    enum.value.add(name=name, number=int(number))
                case [*_, _, _, _] if fields is not None:
                    fields.add(words, self._enums)
                case _:
                    raise ValueError(f"no line of a schema: {' '.join(words)}")
        self._pool.Add(file)
        self._files.append(file.name)
        self._keep(self._pool.FindFileByName(file.name).message_types_by_name)

    def _keep(self, messages: Mapping[str, Any]) -> None:
        """Keep the classes of messages by name, and of those nested in them."""
        for about in messages.values():
            self._classes.append(message_factory.GetMessageClass(about))
            self._keep(about.nested_types_by_name)

    def message(self, name: str) -> Any:
        """Return the class of a message, by its full name.

        Raises:
            KeyError: there is none.
        """
        return message_factory.GetMessageClass(self._pool.FindMessageTypeByName(name))

    def enum(self, name: str) -> dict[str, int]:
        """Return the values of an enum, by its full name.

        Raises:
            KeyError: there is none.
        """
        values = self._pool.FindEnumTypeByName(name).values
        return {value.name: value.number for value in values}


class _Fields:
    """The fields of one message, as they come."""

    def __init__(self, message, package):
        self._message, self._package = message, package

    def add(self, words: list[str], enums: Iterable[str]):
        choice = None
        if words[-2] == "of":
            *words, _, choice = words
        *label, kind, name, number = words
        if label == ["map"]:
            self._message.field.append(self._map(kind, name, int(number), enums))
            return
        field = self._field(kind, name, int(number), enums)
        if label == ["repeated"]:
            field.label = _Field.LABEL_REPEATED
        elif label:
            raise ValueError(f"no label of a field: {' '.join(label)}")
        if choice is not None:
            field.oneof_index = self._choice(choice)
        self._message.field.append(field)

    def _field(self, kind, name, number, enums):
        field = _Field(name=name, number=number, label=_Field.LABEL_OPTIONAL)
        if kind in _SCALARS:
            field.type = _SCALARS[kind]
            return field
        full = kind if kind[0].islower() else f"{self._package}.{kind}"
        field.type = _Field.TYPE_ENUM if full in enums else _Field.TYPE_MESSAGE
        field.type_name = f".{full}"
        return field

    def _map(self, kind, name, number, enums):
        """Return a map's field: it repeats messages of a key and a value."""
        entry = "".join(part.capitalize() for part in name.split("_")) + "Entry"
        nested = self._message.nested_type.add(name=entry)
        nested.options.map_entry = True
        nested.field.append(self._field("string", "key", 1, ()))
        nested.field.append(self._field(kind, "value", 2, enums))
        return _Field(
            name=name, number=number, label=_Field.LABEL_REPEATED, type=_Field.TYPE_MESSAGE,
            type_name=entry,
        )  # fmt: skip

    def _choice(self, name):
        """Return the index of what several fields share."""
        names = [choice.name for choice in self._message.oneof_decl]
        if name not in names:
            self._message.oneof_decl.add(name=name)
            names.append(name)
        return names.index(name)


def _last(name):
    return name.rpartition(".")[2]


def _place(file, name, kind="nested_type"):
    """Return the list that a definition belongs to: of the file, or of the message around it."""
    *outer, _ = name.split(".")
    if not outer:
        return file.enum_type if kind == "enum_type" else file.message_type
    message = next(m for m in file.message_type if m.name == outer[0])
    for part in outer[1:]:
        message = next(m for m in message.nested_type if m.name == part)
    return getattr(message, kind)
