"""Compose against its schema, and what the files say run as far as it can without a container."""

import contextlib
import http.server
import importlib.resources
import json
import os
import re
import shutil
import subprocess
import threading

import pytest

from tests.commands import blocks
from tests.export.serving.conftest import REPORT, contents
from tests.optional import need
from tfstyle.export.serving import compose, layout, server, upload

MODELS = {"monet": [3], "udnie": [1, 2]}


def test_the_compose_specification_takes_the_file():
    need("check_jsonschema")
    import jsonschema

    schemas = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((schemas / "compose-spec.json").read_text("utf-8"))
    file = compose.compose(MODELS)
    jsonschema.validate(file, schema)
    service = file["services"]["serving"]
    for wrong in ({"read_onyl": True}, {"ports": "8501"}, {"cap_drop": "ALL"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"services": {"serving": service | wrong}}, schema)


def test_the_container_is_confined_and_this_machines_only():
    service = compose.compose(MODELS)["services"]["serving"]
    assert service["image"] == server.IMAGE and server.IMAGE.count(":") == 1
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert service["user"] == "1000:1000" and service["mem_limit"] == "4g"
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    (volume,) = service["volumes"]
    assert volume == {"type": "bind", "source": "..", "target": "/serving", "read_only": True}
    assert "$" not in json.dumps(service)  # compose would put a variable there


def test_every_file_that_a_flag_names_is_written(add, place):
    add("udnie")
    named = {flag.partition("=/serving/")[2] for flag in server.flags()} - {""}
    assert named == {"models.config", "batching.config", "monitoring.config"}
    assert all((place / name).is_file() for name in named)


@contextlib.contextmanager
def serving(states):
    """A server that tells the status of models as TensorFlow Serving does: yields its port."""

    class Status(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            state = states.get(self.path.rpartition("/")[2])
            self.send_response(200 if state else 404)
            self.end_headers()
            status = {"version": "1", "state": state, "status": {"error_code": "OK"}}
            if state:
                answer = {"model_version_status": [status]}
                self.wfile.write(json.dumps(answer, indent=1).encode())

        def log_message(self, *_):
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Status)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield running.server_port
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


@pytest.mark.skipif(not shutil.which("bash"), reason="the image's shell: install bash")
@pytest.mark.parametrize(
    ("states", "healthy"),
    [
        ({"monet": "AVAILABLE", "udnie": "AVAILABLE"}, True),
        ({"monet": "AVAILABLE", "udnie": "LOADING"}, False),
        ({"monet": "END", "udnie": "AVAILABLE"}, False),
        ({"monet": "AVAILABLE"}, False),
    ],
)
def test_the_health_check_asks_for_every_model(states, healthy):
    with serving(states) as port:
        command = ["bash", "-c", compose.health_command(MODELS, port)]
        assert (subprocess.run(command, timeout=10).returncode == 0) is healthy


@pytest.mark.skipif(not shutil.which("bash"), reason="the image's shell: install bash")
def test_without_a_server_the_health_check_fails():
    with serving({}) as port:
        pass
    command = ["bash", "-c", compose.health_command(MODELS, port)]
    done = subprocess.run(command, capture_output=True, timeout=10)
    assert done.returncode != 0


@pytest.mark.skipif(not shutil.which("bash"), reason="the image's shell: install bash")
def test_an_upload_brings_new_versions_whole_and_touches_no_old_one(add, place, tmp_path):
    """A `kubectl` of our own runs what it is told here, in the place of the Pod."""
    add("udnie", b"one")
    volume = tmp_path / "volume"
    volume.mkdir()
    script = place / "deploy" / "upload.sh"
    script.write_text(upload.upload_script(str(volume)), "utf-8")
    tools = tmp_path / "tools"
    tools.mkdir()
    fake = tools / "kubectl"
    fake.write_text(
        f'#!/bin/sh\necho "$*" | head -n 1 >> {tmp_path}/calls\n'
        'if [ "$1" = exec ]; then shift 4; exec "$@"; fi\n',
        "utf-8",
    )
    fake.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}

    def run():
        subprocess.run(["sh", script], check=True, env=environment, cwd=tmp_path)

    run()
    served = contents(place)
    assert contents(volume) == {
        path: data for path, data in served.items() if not path.startswith("deploy/")
    }
    kept = os.stat(volume / "models/udnie/1").st_ino
    add("udnie", b"two")
    add("monet", b"three")
    (volume / ".incoming" / "models").mkdir(parents=True)  # an upload was killed
    run()
    assert layout.models(volume) == {"monet": [1], "udnie": [1, 2]}
    assert os.stat(volume / "models/udnie/1").st_ino == kept
    assert (volume / "models.config").read_bytes() == (place / "models.config").read_bytes()
    assert not (volume / ".incoming").exists()
    calls = [line.split()[0] for line in (tmp_path / "calls").read_text("utf-8").splitlines()]
    assert calls == ["delete", "apply", "wait", "exec", "delete"] * 2


def test_the_readme_has_three_commands_with_the_names_of_what_is_there(add, place):
    add("udnie")
    add("monet")
    text = (place / "deploy" / "README.md").read_text("utf-8")
    run, *asks, apply = blocks(text, "sh")
    assert run == "docker compose up --detach --wait\n"
    assert apply == "sh upload.sh && kubectl apply -f kubernetes.yaml\n"
    assert [re.findall(r"models/(\w+):predict", ask) for ask in asks] == [["monet"], ["udnie"]]
    assert all('"direction": "photo2monet"' in ask for ask in asks)
    for file in re.findall(r"\b(\w+\.(?:yaml|sh))\b", text):
        assert (place / "deploy" / file).is_file(), file


def test_the_readme_asks_a_generator_for_what_it_takes(add, place, monkeypatch):
    contract = {"normal": 64, "class_weights": 10, "out": 1}
    rows = [{"artefact": "saved_model serving_uint8", "direction": "generate"}]
    monkeypatch.setitem(REPORT, "contract", contract)
    monkeypatch.setitem(REPORT, "rows", rows)
    add("clothes")
    _, ask, _ = blocks((place / "deploy" / "README.md").read_text("utf-8"), "sh")
    assert "range(64)" in ask and "models/clothes:predict" in ask


def test_a_saved_model_put_there_by_hand_is_served_without_a_client(add, place):
    add("udnie")
    other = place / "models" / "mine" / "1"
    other.mkdir(parents=True)
    (other / "saved_model.pb").touch()
    add("udnie")
    text = (place / "deploy" / "README.md").read_text("utf-8")
    assert "curl -s http://localhost:8501/v1/models/mine/metadata" in text
