"""What a model is, in the JSON that TensorFlow Serving prints its messages as."""

from collections.abc import Iterable, Mapping

from tfstyle.serving.signature import Signature, TensorInfo
from tfstyle.serving.store import LoadedVersion, VersionStatus

# The names of DataType in tensorflow/core/framework/types.proto, where they are not `DT_` and
# NumPy's.
_DATA_TYPES = {
    "float16": "DT_HALF", "float32": "DT_FLOAT", "float64": "DT_DOUBLE",
    "complex64": "DT_COMPLEX64", "complex128": "DT_COMPLEX128",
}  # fmt: skip


def status(versions: Iterable[VersionStatus]) -> dict:
    """Return a `GetModelStatusResponse`; int64 are strings, as in all JSON of protobuf."""
    return {
        "model_version_status": [
            {
                "version": str(version.version),
                "state": version.state,
                "status": {"error_code": version.code, "error_message": version.message},
            }
            for version in versions
        ]
    }


def metadata(version: LoadedVersion) -> dict:
    """Return a `GetModelMetadataResponse` with the `SignatureDefMap` of a version."""
    signatures = {name: signature_def(one) for name, one in version.signatures.items()}
    return {
        "model_spec": {
            "name": version.model, "signature_name": "", "version": str(version.version),
        },
        "metadata": {"signature_def": {"signature_def": signatures}},
    }  # fmt: skip


def signature_def(signature: Signature) -> dict:
    """Return a `SignatureDef`."""
    return {
        "inputs": _tensors(signature.inputs),
        "outputs": _tensors(signature.outputs),
        "method_name": "tensorflow/serving/predict",
        "defaults": {},
    }


def data_type(dtype: str) -> str:
    """Return TensorFlow's name of a type.

    Example:
        >>> data_type("float32"), data_type("uint8")
        ('DT_FLOAT', 'DT_UINT8')
    """
    return _DATA_TYPES.get(dtype, f"DT_{dtype.upper()}")


def _tensors(infos: Mapping[str, TensorInfo]) -> dict:
    return {
        name: {
            "dtype": data_type(info.dtype),
            "tensor_shape": _shape(info.shape),
            "name": f"{name}:0",  # of the graph's tensor, which nobody needs to know
        }
        for name, info in infos.items()
    }


def _shape(shape) -> dict:
    sides = [{"size": str(-1 if side is None else side), "name": ""} for side in shape or ()]
    return {"dim": sides, "unknown_rank": shape is None}
