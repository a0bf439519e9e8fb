"""Manifests for a cluster: against Kubernetes' schemas, KServe's model, and each other."""

import re

import pytest

from tests.optional import need
from tfstyle.export.serving import compose, kserve, kubernetes, server, upload
from tfstyle.files.yaml import dump_all

MODELS = {"fast_style_udnie": [1, 2], "monet": [3]}
# From the oldest that has all of it to the newest that is known.
VERSIONS = ["1.30", "1.33", "1.37"]


def everything():
    return [*kubernetes.kubernetes(MODELS), *kubernetes.volume()]


def of_kind(kind):
    (found,) = [each for each in everything() if each["kind"] == kind]
    return found


def pods():
    """The specification of every pod that is made."""
    return [of_kind("Deployment")["spec"]["template"]["spec"], of_kind("Pod")["spec"]]


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_schemas_take_every_manifest(version):
    validator = need("kubernetes_validate")
    for manifest in everything():
        validator.validate(manifest, version, strict=True)
    broken = of_kind("Service") | {"spec": {"ports": [{"port": "8501"}], "unknown": 1}}
    with pytest.raises(validator.ValidationError):
        validator.validate(broken, version, strict=True)


def test_a_reader_of_yaml_finds_these_manifests():
    yaml = need("yaml")
    for documents in (everything(), kserve.kserve(MODELS), [compose.compose(MODELS)]):
        assert list(yaml.safe_load_all(dump_all(documents))) == documents


def test_pods_are_confined():
    for pod in pods():
        security = pod["securityContext"]
        assert security["runAsNonRoot"] and security["runAsUser"] > 0
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }  # fmt: skip
            for bound in ("requests", "limits"):
                assert set(container["resources"][bound]) == {"cpu", "memory"}
            mounted = {mount["name"] for mount in container["volumeMounts"]}
            assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_the_server_only_reads_the_models():
    serving, loading = (pod["containers"][0]["volumeMounts"][0] for pod in pods())
    assert serving == {"name": "models", "mountPath": "/serving", "readOnly": True}
    assert loading["readOnly"] is False


def test_names_ports_and_labels_meet():
    deployment, service = of_kind("Deployment"), of_kind("Service")
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    for selector in (
        deployment["spec"]["selector"]["matchLabels"], service["spec"]["selector"],
        of_kind("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
    ):  # fmt: skip
        assert selector.items() <= labels.items()
    target = of_kind("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert target == {
        "apiVersion": deployment["apiVersion"], "kind": "Deployment",
        "name": deployment["metadata"]["name"],
    }  # fmt: skip
    (container,) = pods()[0]["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports == {"rest": server.REST, "grpc": server.GRPC}
    for port in service["spec"]["ports"]:
        assert ports[port["targetPort"]] == port["port"]
    claim = of_kind("PersistentVolumeClaim")["metadata"]["name"]
    for pod in pods():
        assert pod["volumes"][0]["persistentVolumeClaim"]["claimName"] == claim
    upload_pod = of_kind("Pod")["metadata"]["name"]
    assert set(re.findall(r"pod/(\S+?)[;\s]", upload.upload_script())) == {upload_pod}


def test_probes_ask_for_a_model_that_is_there_and_give_it_time():
    (container,) = pods()[0]["containers"]
    for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
        probe = container[kind]
        assert probe["httpGet"] == {"path": "/v1/models/fast_style_udnie", "port": "rest"}
    startup, liveness = container["startupProbe"], container["livenessProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] >= 600
    # A picture may take a minute, the time that the server gives a request.
    assert liveness["periodSeconds"] * liveness["failureThreshold"] >= 120
    assert "--rest_api_timeout_in_ms=60000" in container["command"]


def test_the_autoscaler_alone_says_how_many():
    assert "replicas" not in of_kind("Deployment")["spec"]
    scale = of_kind("HorizontalPodAutoscaler")["spec"]
    assert 1 < scale["minReplicas"] < scale["maxReplicas"]
    assert of_kind("PodDisruptionBudget")["spec"]["maxUnavailable"] < scale["minReplicas"]


def test_kserve_serves_each_model_from_the_same_claim():
    services = kserve.kserve(MODELS)
    assert [each["metadata"]["name"] for each in services] == ["fast-style-udnie", "monet"]
    claim = of_kind("PersistentVolumeClaim")["metadata"]["name"]
    for each, name in zip(services, MODELS, strict=True):
        assert each["apiVersion"] == "serving.kserve.io/v1beta1"
        model = each["spec"]["predictor"]["model"]
        assert model["storageUri"] == f"pvc://{claim}/models/{name}"
        assert f"tensorflow/serving:{model['runtimeVersion']}" == server.IMAGE
        assert model["securityContext"]["runAsNonRoot"]


def test_kserves_own_model_knows_every_key_and_type():
    models = [need("kserve").models, need("kubernetes").client.models]
    for service in kserve.kserve(MODELS):
        check(service, "V1beta1InferenceService", models)
    for wrong in ({"specs": {}}, {"spec": {"predictor": {"minReplicas": "1"}}}):
        with pytest.raises(AssertionError):
            check(wrong, "V1beta1InferenceService", models)


def check(value, kind, models, path=""):
    """Compare a value with a type of a generated client: names, nesting and plain types."""
    plain = {"str": str, "int": int, "bool": bool, "object": (str, int, dict)}
    if kind in plain:
        assert isinstance(value, plain[kind]), f"{path} is no {kind}"
        return
    if nested := re.fullmatch(r"[Ll]ist\[(.+)\]|[Dd]ict[\[(]str, (.+)[])]", kind):
        items = dict(enumerate(value)) if nested[1] else value
        for key, item in items.items():
            check(item, nested[1] or nested[2], models, f"{path}.{key}")
        return
    (made, *_) = [getattr(module, kind) for module in models if hasattr(module, kind)]
    names = {key: field for field, key in made.attribute_map.items()}
    for key, item in value.items():
        assert key in names, f"{path} has no {key}"
        check(item, made.openapi_types[names[key]], models, f"{path}.{key}")
