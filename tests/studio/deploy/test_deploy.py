"""The files that run a studio: against their schemas, and against each other."""

import importlib.resources
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.commands import blocks
from tests.optional import need

need("sqlalchemy")

from tfstyle.files.yaml import dump_all  # noqa: E402
from tfstyle.studio.deploy import commands, write_deploy  # noqa: E402
from tfstyle.studio.deploy.compose import compose  # noqa: E402
from tfstyle.studio.deploy.kubernetes import DATABASE, STORAGE, TLS, kubernetes  # noqa: E402
from tfstyle.studio.settings import StudioSettings  # noqa: E402


def of_kind(kind):
    return {each["metadata"]["name"]: each for each in kubernetes() if each["kind"] == kind}


def pods():
    return [each["spec"]["template"]["spec"] for each in of_kind("Deployment").values()]


@pytest.mark.parametrize("version", ["1.30", "1.33"])
def test_kubernetes_schemas_take_every_manifest(version):
    validator = need("kubernetes_validate")
    for manifest in kubernetes():
        validator.validate(manifest, version, strict=True)


def test_the_compose_specification_takes_the_file():
    need("check_jsonschema")
    import jsonschema

    schemas = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((schemas / "compose-spec.json").read_text("utf-8"))
    jsonschema.validate(compose(), schema)


@pytest.mark.exhaustive
@pytest.mark.skipif(not shutil.which("docker"), reason="docker compose reads the file: install it")
def test_docker_compose_reads_the_file(tmp_path):
    write_deploy(tmp_path)
    command = ["docker", "compose", "--project-directory", tmp_path, "config", "--format", "json"]
    if subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("docker has no compose: install docker-compose-v2")
    refused = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert refused.returncode and "see README.md" in refused.stderr
    (tmp_path / ".env").write_text("DATABASE_PASSWORD=pass-d\nSTORE_SECRET=pass-s\n", "utf-8")
    read = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert read.returncode == 0, read.stderr
    found = json.loads(read.stdout)
    assert found["services"]["store"]["environment"]["AWS_SECRET_ACCESS_KEY"] == "pass-s"
    assert found["services"]["web"]["environment"]["PGPASSWORD"] == "pass-d"


def test_a_reader_of_yaml_finds_what_is_written(tmp_path):
    yaml = need("yaml")
    assert write_deploy(tmp_path) == []
    for name, documents in (("compose.yaml", [compose()]), ("kubernetes.yaml", kubernetes())):
        assert list(yaml.safe_load_all((tmp_path / name).read_text("utf-8"))) == documents


def test_what_somebody_changed_stays(tmp_path):
    write_deploy(tmp_path)
    (tmp_path / "compose.yaml").write_text("mine", "utf-8")
    assert write_deploy(tmp_path) == ["compose.yaml"]
    assert (tmp_path / "compose.yaml").read_text("utf-8") == "mine"
    assert (tmp_path / "compose.yaml.new").is_file()


def test_pods_are_confined_and_bounded():
    assert len(pods()) == 2
    for pod in pods():
        security = pod["securityContext"]
        assert security["runAsNonRoot"] and security["runAsUser"] > 0
        assert pod["automountServiceAccountToken"] is False
        (container,) = pod["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }  # fmt: skip
        for bound in ("requests", "limits"):
            assert set(container["resources"][bound]) == {"cpu", "memory"}
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_services_are_confined_and_only_the_web_is_reached_from_this_machine():
    services = compose()["services"]
    for name, service in services.items():
        assert "no-new-privileges:true" in service["security_opt"] and service["mem_limit"]
        assert re.search(r":\d", service["image"]) or service["image"] == commands.IMAGE
        assert ("ports" in service) == (name == "web")
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert int(service["user"].partition(":")[0]) > 0
    assert services["web"]["ports"] == ["127.0.0.1:8600:8600"]
    assert services["database"]["networks"] == services["store"]["networks"] == ["inside"]


def test_the_store_is_asked_where_it_listens():
    """It listens at the address of `-ip` alone unless told to bind to another."""
    services = compose()["services"]
    assert {"-ip=store", "-ip.bind=0.0.0.0"} <= set(services["store"]["command"])
    assert services["store"]["healthcheck"]["test"][-1].startswith("http://store:9333/")
    assert services["web"]["environment"]["AWS_ENDPOINT_URL"] == "http://store:8333"
    given = services["store"]["environment"]
    assert given.items() <= services["web"]["environment"].items()  # one pair of keys


def test_a_browsers_address_is_what_the_proxy_of_a_private_network_says():
    proxy_headers = need("uvicorn.middleware.proxy_headers")
    trusted = proxy_headers._TrustedHosts(commands.ENVIRONMENT["FORWARDED_ALLOW_IPS"])
    assert "172.18.0.1" in trusted and "10.42.3.4" in trusted and "203.0.113.9" not in trusted
    # The last address that no proxy of ours wrote: what a browser claims itself is not believed.
    assert trusted.get_trusted_client_address("1.1.1.1, 203.0.113.9, 10.0.0.1")[0] == "203.0.113.9"


def test_the_files_are_written_without_loading_tensorflow(tmp_path):
    code = (
        "import sys; from tfstyle.studio.deploy import write_deploy; "
        f"write_deploy({str(tmp_path)!r}); assert 'tensorflow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ})


def test_no_file_holds_a_secret():
    text = dump_all([compose(), *kubernetes()])
    assert "Secret\n" not in text.replace("kind: Secret\n", "Secret\n")
    for service in compose()["services"].values():
        for key, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET", key):
                assert value.startswith("${") and ":?" in value
        assert not re.search("PASSWORD|SECRET", " ".join(service.get("command", [])))
    named = [source["secretRef"]["name"] for pod in pods() for container in pod["containers"]
             for source in container["envFrom"]]  # fmt: skip
    assert set(named) == {DATABASE, STORAGE}
    assert of_kind("Ingress")["tfstyle-studio"]["spec"]["tls"] == [{"secretName": TLS}]


def test_names_ports_and_labels_meet():
    deployments, service = of_kind("Deployment"), of_kind("Service")["tfstyle-studio"]
    budgets = of_kind("PodDisruptionBudget")
    assert set(deployments) == set(budgets)
    for name, deployment in deployments.items():
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        assert deployment["spec"]["selector"]["matchLabels"] == labels
        assert budgets[name]["spec"]["selector"]["matchLabels"] == labels
    pod = deployments["tfstyle-studio-web"]["spec"]["template"]
    assert service["spec"]["selector"] == pod["metadata"]["labels"]
    (container,) = pod["spec"]["containers"]
    assert container["ports"] == [{"name": "http", "containerPort": commands.PORT}]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        asked = dict(container[probe]["httpGet"])
        (header,) = asked.pop("httpHeaders")
        assert asked == {"path": "/healthz", "port": "http"} and header["name"] == "Host"
        # Also where the studio is called by its name alone.
        named = StudioSettings(host="0.0.0.0", allowed_hosts=("studio.example.org",))
        assert header["value"] in named.hosts()
    (rule,) = of_kind("Ingress")["tfstyle-studio"]["spec"]["rules"]
    assert "host" not in rule
    (claim,) = of_kind("PersistentVolumeClaim")
    assert all(pod["volumes"][0]["persistentVolumeClaim"]["claimName"] == claim for pod in pods())


def test_the_readme_names_what_is_there(tmp_path):
    write_deploy(tmp_path)
    text = (tmp_path / "README.md").read_text("utf-8")
    here, cluster = blocks(text, "sh")
    for line in here.splitlines() + cluster.splitlines():
        assert "{" not in line
    assert "kubectl apply -f kubernetes.yaml" in cluster
    assert all(name in cluster for name in (DATABASE, STORAGE, TLS, "tfstyle-studio-web"))
    variables = set(re.findall(r"\$\{(\w+):\?", dump_all([compose()])))
    assert variables == {"DATABASE_PASSWORD", "STORE_SECRET"}
    made = subprocess.run(
        ["sh", "-c", here.partition("docker")[0]], cwd=tmp_path, capture_output=True,
        env={**os.environ, "PATH": f"{_fake_openssl(tmp_path)}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    lines = (tmp_path / ".env").read_text("utf-8").splitlines()
    assert lines == ["DATABASE_PASSWORD=abc", "STORE_SECRET=abc"]
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


def _fake_openssl(folder):
    tools = folder / "tools"
    tools.mkdir()
    (tools / "openssl").write_text("#!/bin/sh\necho abc\n", "utf-8")
    (tools / "openssl").chmod(0o755)
    return tools


def test_the_first_admin_is_made_by_the_command(database_url, monkeypatch, tmp_path):
    """As in a container: the database is told by libpq's variables, the password by the input."""
    need("argon2")
    need("alembic")
    from urllib.parse import parse_qs, urlsplit

    from typer.testing import CliRunner

    from tfstyle.cli import app

    command = commands.first_admin("Ada")
    assert command[:3] == ["tfstyle", "studio-admin", "Ada"]
    if database_url.startswith("postgresql"):
        parts = urlsplit(database_url)
        monkeypatch.setenv("PGHOST", parse_qs(parts.query)["host"][0])
        monkeypatch.setenv("PGUSER", "studio")
        monkeypatch.setenv("PGDATABASE", parts.path.strip("/"))
    else:
        command[-1] = database_url
    monkeypatch.setattr("tfstyle.studio.services.check_installed", lambda: None)
    home = tmp_path / "none" / "studio"  # no folder is made: the container's disk is read-only
    monkeypatch.setenv("TFSTYLE_STUDIO", str(home))
    for password, told in (
        ("short", "at least 8"), ("correct horse", ""), ("correct horse", "has an admin"),
    ):  # fmt: skip
        done = CliRunner().invoke(app, command[1:], input=f"{password}\n")
        assert told in str(done.exception) if told else done.exit_code == 0
        assert "correct horse" not in done.output
    assert not home.parent.exists()
