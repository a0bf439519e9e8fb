"""TensorFlow Serving's calls: `PredictionService` and `ModelService`."""

from collections.abc import Mapping

from tfstyle.errors import TensorError
from tfstyle.protos import methods
from tfstyle.protos.tensors import data_type, from_array, to_array
from tfstyle.protos.tf_serving import (
    CODES,
    STATES,
    GetModelMetadataResponse,
    GetModelStatusResponse,
    PredictResponse,
    ReloadConfigResponse,
    SignatureDefMap,
)
from tfstyle.serving.grpc_calls import Call
from tfstyle.serving.problems import ServingError
from tfstyle.serving.signature import Arrays, Signature, TensorInfo
from tfstyle.serving.store import LoadedVersion, ModelStore

_SIGNATURES = "signature_def"  # the only metadata there is
_URL = "type.googleapis.com/tensorflow.serving.SignatureDefMap"


class TensorFlowCalls:
    """Answers what TensorFlow Serving is asked.

    Args:
        store: of the models.

    Attributes:
        functions: from a method to what answers it.
    """

    def __init__(self, store: ModelStore):
        self._store = store
        self.functions = {
            methods.PREDICTION["Predict"]: self.predict,
            methods.PREDICTION["GetModelMetadata"]: self.metadata,
            methods.MODEL["GetModelStatus"]: self.status,
            methods.MODEL["HandleReloadConfigRequest"]: self.reload,
        }

    def predict(self, request, call: Call):
        """Run a signature; the answer says which version and signature it was."""
        spec = _spec(request)
        arrays = _arrays(request.inputs)

        def choose() -> tuple[LoadedVersion, Signature]:
            version = self._find(spec)
            name = spec.signature_name or "serving_default"
            if name not in version.signatures:
                raise ServingError(
                    "FAILED_PRECONDITION", f'Serving signature key "{name}" not found.'
                )
            signature = version.signatures[name]
            _check_filter(request.output_filter, signature)
            return version, signature

        version, signature, outputs = call.run(choose, arrays)
        response = PredictResponse()
        _tell(response.model_spec, version)
        response.model_spec.signature_name = signature.name
        for name in request.output_filter or outputs:
            response.outputs[name].CopyFrom(from_array(outputs[name]))
        return response

    def metadata(self, request, call: Call):
        """Tell a version's signatures."""
        spec = _spec(request)
        if not request.metadata_field:
            raise ServingError(
                "INVALID_ARGUMENT",
                "GetModelMetadataRequest must specify at least one metadata_field",
            )
        for field in request.metadata_field:
            if field != _SIGNATURES:
                raise ServingError(
                    "INVALID_ARGUMENT", f"Metadata field {field} is not supported"
                )
        version = self._find(spec)
        told = SignatureDefMap()
        for name, signature in version.signatures.items():
            definition = told.signature_def[name]
            definition.method_name = "tensorflow/serving/predict"
            for key, info in signature.inputs.items():
                _describe(info, definition.inputs[key])
            for key, info in signature.outputs.items():
                _describe(info, definition.outputs[key])
        response = GetModelMetadataResponse()
        _tell(response.model_spec, version)
        response.metadata[_SIGNATURES].type_url = _URL
        response.metadata[_SIGNATURES].value = told.SerializeToString()
        return response

    def status(self, request, call: Call):
        """Tell the states of a model's versions, newest first."""
        spec = _spec(request)
        version = None
        match spec.WhichOneof("version_choice"):
            case "version":
                version = spec.version.value
            case "version_label":
                version = self._find(spec).version
        response = GetModelStatusResponse()
        for one in self._store.status(spec.name, version):
            told = response.model_version_status.add()
            told.version, told.state = one.version, STATES[one.state]
            told.status.error_code, told.status.error_message = CODES[one.code], one.message
        return response

    def reload(self, request, call: Call):
        """Look at the directories of the models now, instead of within a second.

        Which models there are and where was said when the server was started. A request that would
        change that is refused and not half done: it names the models that are served, and nothing
        else of them.
        """
        self._check_reload(request)
        self._store.look()
        return ReloadConfigResponse(status={"error_code": CODES["OK"]})

    def _check_reload(self, request):
        if request.config.WhichOneof("config") != "model_config_list":
            raise ServingError(
                "INVALID_ARGUMENT",
                "ServerModelConfig type not supported by HandleReloadConfigRequest. Only "
                "ModelConfigList is currently supported",
            )
        if request.metric_names:
            raise ServingError(
                "UNIMPLEMENTED", "No metrics are told here. Ask /monitoring/prometheus/metrics."
            )
        configs = request.config.model_config_list.config
        names, served = [config.name for config in configs], self._store.names()
        if len(set(names)) < len(names):
            raise ServingError("INVALID_ARGUMENT", "A model is named twice.")
        if set(names) != set(served):
            raise ServingError(
                "UNIMPLEMENTED",
                "Models come and go when the server is started again. It serves "
                f"{', '.join(served)}. Received: {', '.join(names) or 'none'}.",
            )
        for config in configs:
            more = [field.name for field, _ in config.ListFields() if field.name != "name"]
            if more:
                raise ServingError(
                    "UNIMPLEMENTED",
                    f"{' and '.join(more)} of a model were said when the server was started. "
                    "Send its name alone: its directory is looked at then.",
                )

    def _find(self, spec) -> LoadedVersion:
        choice = spec.WhichOneof("version_choice")
        return self._store.find(
            spec.name,
            version=spec.version.value if choice == "version" else None,
            label=spec.version_label if choice == "version_label" else None,
        )


def _spec(request):
    if not request.HasField("model_spec"):
        raise ServingError("INVALID_ARGUMENT", "Missing ModelSpec")
    if not request.model_spec.name:
        raise ServingError("INVALID_ARGUMENT", "ModelSpec has no name specified.")
    return request.model_spec


def _arrays(inputs: Mapping) -> Arrays:
    arrays = {}
    for name in sorted(inputs):
        try:
            arrays[name] = to_array(inputs[name])
        except TensorError as error:
            raise ServingError(
                "INVALID_ARGUMENT", f"tensor parsing error: {name}: {error}"
            ) from error
    return arrays


def _check_filter(names, signature):
    for name in names:
        if name not in signature.outputs:
            raise ServingError(
                "INVALID_ARGUMENT",
                f"output tensor alias not found in signature: {name} Outputs expected to be in "
                f"the set {{{','.join(signature.outputs)}}}.",
            )
    if len(set(names)) < len(names):
        raise ServingError("INVALID_ARGUMENT", "duplicate output tensor alias")


def _tell(spec, version):
    spec.name, spec.version.value = version.model, version.version


def _describe(info: TensorInfo, told):
    told.name, told.dtype = f"{info.name}:0", data_type(info.dtype)
    told.tensor_shape.unknown_rank = info.shape is None
    for side in info.shape or ():
        told.tensor_shape.dim.add(size=-1 if side is None else side)
