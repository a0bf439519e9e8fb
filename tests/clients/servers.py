"""A small server of HTTP that answers like TensorFlow Serving and the Open Inference Protocol."""

import base64
import contextlib
import json
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np


class Papers:
    """What a server is asked, and what it does first.

    Attributes:
        asked: of each request the path, headers and body.
        first: answers, (status, headers, body), that are given before the model is asked.
        model: its name.
        names: of the models that are listed; `None`: it does not list them.
        direction: what the model needs, besides the picture.
    """

    def __init__(self):
        self.asked, self.first, self.names, self.direction = [], [], None, None
        self.model = "half"


@contextlib.contextmanager
def answering(papers):
    """Yield the URL of a server."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            papers.asked.append((self.path, dict(self.headers), body))
            if papers.first:
                status, headers, content = papers.first.pop(0)
            else:
                status, headers, content = answer(papers, self.path, self.headers, body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def refusal(status, words, **headers):
    return status, headers, json.dumps({"error": words}).encode()


def answer(papers, path, headers, body):
    if path == "/v2/repository/index":
        if papers.names is None:
            return 404, {}, b"<h1>Not Found</h1>"
        state = {"state": "READY", "version": "1", "reason": ""}
        return 200, {}, json.dumps([{"name": name, **state} for name in papers.names]).encode()
    if not path.startswith((f"/v1/models/{papers.model}", f"/v2/models/{papers.model}")):
        return refusal(404, "Servable not found for request: Latest(nope)")
    return (predict if path.startswith("/v1") else infer)(papers, headers, body)


def predict(papers, headers, body):
    request = json.loads(body)
    (instance,) = request["instances"]
    if instance.get("direction") != papers.direction:
        return refusal(400, "Missing named input: direction")
    match request["signature_name"], instance:
        case "serving_bytes", {"image_bytes": {"b64": text}}:
            turned = base64.b64decode(text)[::-1]
            value = {"b64": base64.b64encode(turned).decode()}
        case "serving_uint8", {"images": levels}:
            value = (np.array(levels, "uint8") // 2).tolist()
        case "serving_default", {"images": values}:
            value = (np.array(values, "float32") / 2).tolist()
        case name, _:
            return refusal(400, f'Serving signature name: "{name}" not found in signature def')
    return 200, {}, json.dumps({"predictions": [value]}).encode()


def infer(papers, headers, body):
    length = int(headers["Inference-Header-Content-Length"])
    request, tail = json.loads(body[:length]), body[length:]
    (one,) = [one for one in request["inputs"] if one["name"] != "direction"]
    size = one["parameters"]["binary_data_size"]
    content, rest = tail[:size], tail[size:]
    assert request["parameters"]["binary_data_output"] is True
    if rest != (b"" if papers.direction is None else string(papers.direction.encode())):
        return refusal(400, "Missing named input: direction")
    kind = {"serving_bytes": "BYTES", "serving_uint8": "UINT8", "serving_default": "FP32"}
    if one["datatype"] != kind[request["parameters"]["signature_name"]]:
        return refusal(400, "another type")
    if one["datatype"] == "BYTES":
        content, name = string(content[4:][::-1]), "stylized_bytes"
    else:
        array = np.frombuffer(content, "uint8" if one["datatype"] == "UINT8" else "<f4")
        array, name = array.reshape(one["shape"]), "stylized"
        content = (array // 2 if array.dtype == "uint8" else array / 2).tobytes()
    told = {**one, "name": name, "parameters": {"binary_data_size": len(content)}}
    head = json.dumps({"model_name": "half", "outputs": [told]}).encode()
    return 200, {"Inference-Header-Content-Length": str(len(head))}, head + content


def string(content):
    return struct.pack("<I", len(content)) + content
