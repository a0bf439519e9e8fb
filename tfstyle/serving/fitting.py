"""Which signature is meant where a request has no word for it: the Open Inference Protocol.

A parameter `signature_name` says it. Otherwise it is the signature whose inputs have the names and
types of the request: `images` of uint8 is `serving_uint8`, `image_bytes` is `serving_bytes`.
"""

from tfstyle.serving.signature import Arrays, Signature
from tfstyle.serving.store import LoadedVersion


def fitting(version: LoadedVersion, arrays: Arrays, wanted: str | None = None) -> Signature:
    """Return the signature that is meant; where none fits, the default one, which will say why not.

    Args:
        version: of a model.
        arrays: of the request, by name.
        wanted: the signature's name, if the request has one.

    Raises:
        ServingError: INVALID_ARGUMENT; there is none of the name.
    """
    if wanted:
        return version.signature(wanted)
    kinds = {
        name: "string" if array.dtype.kind == "O" else array.dtype.name
        for name, array in arrays.items()
    }
    default = version.signatures.get("serving_default")
    for signature in ([default] if default else []) + list(version.signatures.values()):
        if {name: info.dtype for name, info in signature.inputs.items()} == kinds:
            return signature
    return version.signature()
