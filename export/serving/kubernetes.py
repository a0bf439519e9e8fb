"""`kubernetes.yaml`: the server in a cluster, in as many copies as are needed, one volume for all.

`volume.yaml` is what comes before: the volume's claim, and a Pod that fills it.
"""

from tfstyle.export.serving.server import (
    BINARY,
    CPUS,
    GRPC,
    IMAGE,
    MEMORY_GIB,
    METRICS,
    MOUNT,
    REST,
    USER,
    flags,
    status_path,
)

NAME = "tfstyle-serving"
UPLOAD = f"{NAME}-upload"
_LABELS = {"app.kubernetes.io/name": NAME}
_SELECTOR = {"matchLabels": _LABELS}
_NOT_ROOT = {
    "runAsNonRoot": True,
    "runAsUser": USER,
    "runAsGroup": USER,
    "fsGroup": USER,
    "fsGroupChangePolicy": "OnRootMismatch",
    "seccompProfile": {"type": "RuntimeDefault"},
}
CONFINED = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
RESOURCES = {
    "requests": {"cpu": "1", "memory": f"{MEMORY_GIB // 2}Gi"},
    "limits": {"cpu": str(CPUS), "memory": f"{MEMORY_GIB}Gi"},
}
_SMALL = {
    "requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"cpu": "1", "memory": "256Mi"},
}  # fmt: skip


def kubernetes(models: dict[str, list[int]]) -> list[dict]:
    """Return Deployment, Service, autoscaler and disruption budget as plain values.

    Args:
        models: versions by model; at least one model.
    """
    return [_deployment(next(iter(models))), _service(), _autoscaler(), _budget()]


def volume() -> list[dict]:
    """Return the claim and the Pod through which `upload.sh` writes to it, as plain values."""
    container = _container("upload", ["sleep", "1h"], _SMALL, writes=True)
    return [_claim(), {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": UPLOAD},
        "spec": {
            "restartPolicy": "Never", "automountServiceAccountToken": False,
            "securityContext": _NOT_ROOT, "containers": [container], "volumes": _volumes(),
        },
    }]  # fmt: skip


def _claim():
    return _object("v1", "PersistentVolumeClaim", {
        "accessModes": ["ReadWriteMany"],  # pods on several nodes read, the upload writes
        "resources": {"requests": {"storage": "5Gi"}},
    })  # fmt: skip


def _deployment(model):
    # No `replicas`: the autoscaler says how many, and applying this again must not.
    return _object("apps/v1", "Deployment", {
        "selector": _SELECTOR,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {
            "maxUnavailable": 0, "maxSurge": 1,
        }},
        "template": {
            "metadata": {"labels": _LABELS, "annotations": {
                "prometheus.io/scrape": "true", "prometheus.io/port": str(REST),
                "prometheus.io/path": METRICS,
            }},
            "spec": {
                "automountServiceAccountToken": False,
                "enableServiceLinks": False,
                "terminationGracePeriodSeconds": 60,
                "securityContext": _NOT_ROOT,
                "containers": [_server(model)],
                "volumes": _volumes(),
            },
        },
    })  # fmt: skip


def _server(model):
    """The server opens its port when every model is loaded, so one model's status tells of all."""
    status = {"httpGet": {"path": status_path(model), "port": "rest"}, "timeoutSeconds": 5}
    return {
        **_container("serving", [BINARY, *flags()], RESOURCES),
        "ports": [
            {"name": "rest", "containerPort": REST}, {"name": "grpc", "containerPort": GRPC},
        ],
        "startupProbe": {**status, "periodSeconds": 5, "failureThreshold": 120},
        "readinessProbe": {**status, "periodSeconds": 5, "failureThreshold": 3},
        # Slow to judge: a server with a full queue is busy, and no better after a restart.
        "livenessProbe": {**status, "periodSeconds": 20, "failureThreshold": 6},
        # Requests still come until every node has heard that this pod is going.
        "lifecycle": {"preStop": {"exec": {"command": ["sleep", "10"]}}},
    }  # fmt: skip


def _container(name, command, resources, *, writes=False):
    return {
        "name": name,
        "image": IMAGE,
        "command": command,
        "resources": resources,
        "securityContext": CONFINED,
        "volumeMounts": [
            {"name": "models", "mountPath": MOUNT, "readOnly": not writes},
            {"name": "tmp", "mountPath": "/tmp"},
        ],
    }


def _volumes():
    return [
        {"name": "models", "persistentVolumeClaim": {"claimName": NAME}},
        {"name": "tmp", "emptyDir": {"sizeLimit": "256Mi"}},
    ]


def _service():
    return _object("v1", "Service", {
        "selector": _LABELS,
        "ports": [
            {"name": "rest", "port": REST, "targetPort": "rest"},
            {"name": "grpc", "port": GRPC, "targetPort": "grpc"},
        ],
    })  # fmt: skip


def _autoscaler():
    return _object("autoscaling/v2", "HorizontalPodAutoscaler", {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": NAME},
        "minReplicas": 2,
        "maxReplicas": 6,
        "metrics": [{"type": "Resource", "resource": {
            "name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70},
        }}],
    })  # fmt: skip


def _budget():
    return _object("policy/v1", "PodDisruptionBudget", {
        "maxUnavailable": 1, "selector": _SELECTOR,
    })  # fmt: skip


def _object(version, kind, spec):
    return {
        "apiVersion": version, "kind": kind,
        "metadata": {"name": NAME, "labels": _LABELS}, "spec": spec,
    }  # fmt: skip
