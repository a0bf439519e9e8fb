"""`kubernetes.yaml`: web and workers in a cluster, beside a database and a store that are there."""

from tfstyle.studio.deploy.commands import (
    ENVIRONMENT,
    HEALTH,
    HOME,
    IMAGE,
    PORT,
    USER,
    WEB,
    WORKER,
    web,
    worker,
)

NAME = "tfstyle-studio"
# Secrets that an operator makes (README.md): how the database and the store are reached.
DATABASE, STORAGE, TLS = f"{NAME}-database", f"{NAME}-storage", f"{NAME}-tls"
_NOT_ROOT = {
    "runAsNonRoot": True, "runAsUser": USER, "runAsGroup": USER, "fsGroup": USER,
    "fsGroupChangePolicy": "OnRootMismatch", "seccompProfile": {"type": "RuntimeDefault"},
}  # fmt: skip
_CONFINED = {
    "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}  # fmt: skip


def kubernetes() -> list[dict]:
    """Return claim, Deployments, budgets, Service and Ingress as plain values."""
    return [
        _claim(), _web(), _worker(), _budget("web"), _budget("worker"), _service(), _ingress(),
    ]  # fmt: skip


def _labels(part):
    return {"app.kubernetes.io/name": NAME, "app.kubernetes.io/component": part}


def _claim():
    return _object("v1", "PersistentVolumeClaim", NAME, "home", {
        "accessModes": ["ReadWriteMany"],  # another worker goes on with what one began
        "resources": {"requests": {"storage": "20Gi"}},
    })  # fmt: skip


def _web():
    # By the pod's address it would be refused as soon as there is an `--allow-host`.
    host = {"name": "Host", "value": "localhost"}
    asked = {"path": HEALTH, "port": "http", "httpHeaders": [host]}
    health = {"httpGet": asked, "timeoutSeconds": 5}
    container = {
        # Cookies for https alone: the Ingress speaks it.
        **_container("web", web("--https"), WEB),
        "ports": [{"name": "http", "containerPort": PORT}],
        "startupProbe": {**health, "periodSeconds": 5, "failureThreshold": 60},
        "readinessProbe": {**health, "periodSeconds": 5, "failureThreshold": 3},
        # Slow to judge: a server that paints is busy, and no better after a restart.
        "livenessProbe": {**health, "periodSeconds": 20, "failureThreshold": 6},
        # Requests still come until every node has heard that this pod is going.
        "lifecycle": {"preStop": {"exec": {"command": ["sleep", "10"]}}},
    }
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}
    return _deployment("web", container, rolling)


def _worker():
    # SIGTERM gives the job at hand back; another worker goes on with it.
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 1}}
    return _deployment("worker", _container("worker", worker(), WORKER), rolling)


def _deployment(part, container, strategy):
    return _object("apps/v1", "Deployment", f"{NAME}-{part}", part, {
        "replicas": 2,
        "selector": {"matchLabels": _labels(part)},
        "strategy": strategy,
        "template": {
            "metadata": {"labels": _labels(part)},
            "spec": {
                "automountServiceAccountToken": False,
                "enableServiceLinks": False,
                "terminationGracePeriodSeconds": 60,
                "securityContext": _NOT_ROOT,
                "containers": [container],
                "volumes": [
                    {"name": "home", "persistentVolumeClaim": {"claimName": NAME}},
                    {"name": "tmp", "emptyDir": {"sizeLimit": "2Gi"}},
                ],
            },
        },
    })  # fmt: skip


def _container(name, command, limits):
    (few_cpus, cpus), (little, memory) = limits["cpus"], limits["memory"]
    return {
        "name": name,
        "image": IMAGE,
        "command": command,
        "workingDir": HOME,
        "env": [{"name": key, "value": value} for key, value in ENVIRONMENT.items()],
        "envFrom": [{"secretRef": {"name": DATABASE}}, {"secretRef": {"name": STORAGE}}],
        "resources": {
            "requests": {"cpu": str(few_cpus), "memory": f"{little}Gi"},
            "limits": {"cpu": str(cpus), "memory": f"{memory}Gi"},
        },
        "securityContext": _CONFINED,
        "volumeMounts": [
            {"name": "home", "mountPath": HOME}, {"name": "tmp", "mountPath": "/tmp"},
        ],
    }  # fmt: skip


def _budget(part):
    return _object("policy/v1", "PodDisruptionBudget", f"{NAME}-{part}", part, {
        "maxUnavailable": 1, "selector": {"matchLabels": _labels(part)},
    })  # fmt: skip


def _service():
    return _object("v1", "Service", NAME, "web", {
        "selector": _labels("web"),
        # A page lives in the process that made it: its browser must come back there.
        "sessionAffinity": "ClientIP",
        "ports": [{"name": "http", "port": 80, "targetPort": "http"}],
    })  # fmt: skip


def _ingress():
    backend = {"service": {"name": NAME, "port": {"name": "http"}}}
    made = _object("networking.k8s.io/v1", "Ingress", NAME, "web", {
        "tls": [{"secretName": TLS}],
        "rules": [{"http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}],
    })  # fmt: skip
    # Of the nginx controller; another one has its own words for these.
    made["metadata"]["annotations"] = {
        "nginx.ingress.kubernetes.io/affinity": "cookie",
        "nginx.ingress.kubernetes.io/proxy-body-size": "33m",
        "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600",
    }
    return made


def _object(version, kind, name, part, spec):
    return {
        "apiVersion": version, "kind": kind,
        "metadata": {"name": name, "labels": _labels(part)}, "spec": spec,
    }  # fmt: skip
