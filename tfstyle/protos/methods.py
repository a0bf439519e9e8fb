"""The calls of each service: what is sent, what comes back."""

import dataclasses
from typing import Any

from tfstyle.protos import health, open_inference, tf_serving


@dataclasses.dataclass(frozen=True)
class Method:
    """A call of a service.

    Attributes:
        service: full name.
        name: of the call.
        request: class of the message that is sent.
        response: class of the message that comes back.
    """

    service: str
    name: str
    request: Any
    response: Any

    @property
    def path(self) -> str:
        """Return what HTTP/2 calls it."""
        return f"/{self.service}/{self.name}"


def _methods(service, module, *names):
    """Return calls whose messages have their names."""
    return {
        name: Method(
            service, name, getattr(module, f"{name}Request"), getattr(module, f"{name}Response")
        )
        for name in names
    }


PREDICTION = _methods(
    "tensorflow.serving.PredictionService", tf_serving, "Predict", "GetModelMetadata"
)
MODEL = {
    **_methods("tensorflow.serving.ModelService", tf_serving, "GetModelStatus"),
    "HandleReloadConfigRequest": Method(
        "tensorflow.serving.ModelService", "HandleReloadConfigRequest",
        tf_serving.ReloadConfigRequest, tf_serving.ReloadConfigResponse,
    ),
}  # fmt: skip
INFERENCE = _methods(
    "inference.GRPCInferenceService", open_inference,
    "ServerLive", "ServerReady", "ModelReady", "ServerMetadata", "ModelMetadata", "ModelInfer",
    "RepositoryIndex",
)  # fmt: skip
HEALTH = {
    "Check": Method(
        "grpc.health.v1.Health", "Check", health.HealthCheckRequest, health.HealthCheckResponse
    )
}
