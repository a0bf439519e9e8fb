"""The calls of the Open Inference Protocol, version 2: `GRPCInferenceService`.

The protocol has no signatures: see `fitting`. An answer has raw bytes where the question had, and
typed values otherwise.
"""

import tfstyle
from tfstyle.errors import TensorError
from tfstyle.protos import methods, open_inference
from tfstyle.protos.open_tensors import datatype, from_contents, from_raw, to_contents, to_raw
from tfstyle.serving.fitting import fitting
from tfstyle.serving.grpc_calls import Call
from tfstyle.serving.problems import ServingError
from tfstyle.serving.repository import index
from tfstyle.serving.signature import Arrays, Signature, TensorInfo
from tfstyle.serving.store import LoadedVersion, ModelStore


class OpenInferenceCalls:
    """Answers what a server of the Open Inference Protocol is asked.

    Args:
        store: of the models.

    Attributes:
        functions: from a method to what answers it.
    """

    def __init__(self, store: ModelStore):
        self._store = store
        functions = {
            "ServerLive": self.server_live,
            "ServerReady": self.server_ready,
            "ServerMetadata": self.server_metadata,
            "ModelReady": self.model_ready,
            "ModelMetadata": self.model_metadata,
            "ModelInfer": self.model_infer,
            "RepositoryIndex": self.repository_index,
        }
        self.functions = {methods.INFERENCE[name]: each for name, each in functions.items()}

    def server_live(self, request, call: Call):
        """Tell that the server answers."""
        return open_inference.ServerLiveResponse(live=True)

    def server_ready(self, request, call: Call):
        """Tell whether every model answers."""
        return open_inference.ServerReadyResponse(ready=self._store.ready)

    def server_metadata(self, request, call: Call):
        """Tell what server this is."""
        return open_inference.ServerMetadataResponse(
            name="tfstyle", version=tfstyle.__version__, extensions=[]
        )

    def model_ready(self, request, call: Call):
        """Tell whether a version answers; a model that is not served does not."""
        try:
            self._find(request.name, request.version)
        except ServingError as error:
            if error.code != "NOT_FOUND":
                raise
            return open_inference.ModelReadyResponse(ready=False)
        return open_inference.ModelReadyResponse(ready=True)

    def model_metadata(self, request, call: Call):
        """Tell the inputs and outputs of a version, those of its default signature."""
        version = self._find(request.name, request.version)
        signature = version.signature()
        versions = [s.version for s in self._store.status(request.name) if s.state == "AVAILABLE"]
        return open_inference.ModelMetadataResponse(
            name=version.model, platform="tfstyle", versions=[str(one) for one in versions],
            inputs=[_described(info) for info in signature.inputs.values()],
            outputs=[_described(info) for info in signature.outputs.values()],
        )  # fmt: skip

    def model_infer(self, request, call: Call):
        """Run a signature."""
        raw = len(request.raw_input_contents) > 0
        arrays = _arrays(request)
        wanted = request.parameters["signature_name"].string_param or None
        outputs_wanted = [output.name for output in request.outputs]

        def choose() -> tuple[LoadedVersion, Signature]:
            version = self._find(request.model_name, request.model_version)
            signature = fitting(version, arrays, wanted)
            for name in outputs_wanted:
                if name not in signature.outputs:
                    raise ServingError(
                        "INVALID_ARGUMENT",
                        f"{signature.name} gives {', '.join(signature.outputs)}. "
                        f"Asked for: {name}.",
                    )
            return version, signature

        version, _, outputs = call.run(choose, arrays)
        response = open_inference.ModelInferResponse(
            model_name=version.model, model_version=str(version.version), id=request.id
        )
        asked = {name: outputs[name] for name in outputs_wanted or outputs}
        raw = raw or any(array.dtype == "float16" for array in asked.values())
        for name, array in asked.items():
            told = response.outputs.add(
                name=name, datatype=datatype(array.dtype.name), shape=array.shape
            )
            if raw:
                response.raw_output_contents.append(to_raw(array))
            else:
                told.contents.CopyFrom(to_contents(array))
        return response

    def repository_index(self, request, call: Call):
        """Tell the models and their versions, in the words of Triton's extension."""
        if request.repository_name:
            raise ServingError(
                "INVALID_ARGUMENT",
                f"There is one repository, without a name. Received: {request.repository_name}.",
            )
        response = open_inference.RepositoryIndexResponse()
        for told in index(self._store, ready=request.ready):
            response.models.add(**told)
        return response

    def _find(self, name: str, version: str) -> LoadedVersion:
        if version and not (version.isascii() and version.isdecimal() and len(version) < 20):
            raise ServingError(
                "INVALID_ARGUMENT", f"A version is a number. Received: {version}."
            )
        return self._store.find(name, int(version) if version else None)


def _described(info: TensorInfo):
    """Return what is told of a tensor: -1 for an open side, no sides if not even they are known."""
    return {
        "name": info.name,
        "datatype": datatype(info.dtype),
        "shape": [-1 if side is None else side for side in info.shape or ()],
    }


def _arrays(request) -> Arrays:
    inputs, raws = request.inputs, request.raw_input_contents
    if raws and len(raws) != len(inputs):
        raise ServingError(
            "INVALID_ARGUMENT",
            f"There are {len(inputs)} inputs and {len(raws)} raw_input_contents.",
        )
    arrays = {}
    for place, one in enumerate(inputs):
        if one.name in arrays:
            raise ServingError("INVALID_ARGUMENT", f"{one.name} is sent twice.")
        if raws and one.HasField("contents"):
            raise ServingError(
                "INVALID_ARGUMENT", f"{one.name} has contents, and raw_input_contents as well."
            )
        try:
            arrays[one.name] = (
                from_raw(raws[place], one.datatype, one.shape)
                if raws
                else from_contents(one.contents, one.datatype, one.shape)
            )
        except TensorError as error:
            raise ServingError("INVALID_ARGUMENT", f"{one.name}: {error}") from error
    return arrays
