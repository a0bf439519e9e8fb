"""`kserve.yaml`: each model as an InferenceService, for clusters that have KServe."""

from tfstyle.export.serving.kubernetes import CONFINED, NAME, RESOURCES
from tfstyle.export.serving.layout import MODELS
from tfstyle.export.serving.names import kubernetes_name
from tfstyle.export.serving.server import AT_A_TIME, IMAGE_VERSION, USER


def kserve(models: dict[str, list[int]]) -> list[dict]:
    """Return an InferenceService of each model, of `serving.kserve.io/v1beta1`, as plain values.

    KServe's TensorFlow runtime serves the newest version of one model under the service's own
    name, without `models.config`; its proxy bounds how many pictures are computed at a time.

    Args:
        models: versions by model.
    """
    return [_service(name) for name in models]


def _service(name):
    return {
        "apiVersion": "serving.kserve.io/v1beta1",
        "kind": "InferenceService",
        "metadata": {"name": kubernetes_name(name)},
        "spec": {"predictor": {
            "minReplicas": 1,
            "maxReplicas": 6,
            "containerConcurrency": AT_A_TIME,
            "model": {
                "modelFormat": {"name": "tensorflow", "version": "2"},
                "runtimeVersion": IMAGE_VERSION,
                "storageUri": f"pvc://{NAME}/{MODELS}/{name}",
                "resources": RESOURCES,
                "securityContext": {
                    **CONFINED, "runAsNonRoot": True, "runAsUser": USER,
                    "seccompProfile": {"type": "RuntimeDefault"},
                },
            },
        }},
    }  # fmt: skip
