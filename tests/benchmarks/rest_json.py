"""How long JSON takes beside the model: a picture by rows, by columns, as a file, as bytes.

    python -m tests.benchmarks.rest_json [--side 512] [--rounds 5] [-o FILE.json]

Reads each request to arrays and writes its answer, as the server does for a model that does
nothing; the standard library's reader and writer stand beside for what orjson saves. It is
processor time of the best round: others may be using the machine.
"""

import argparse
import base64
import io
import json
import time
from pathlib import Path

import numpy as np
from PIL import Image

from tfstyle.serving import oip_infer, tf_predict
from tfstyle.serving.batching import Batcher
from tfstyle.serving.signature import Signature, TensorInfo
from tfstyle.serving.store import LoadedVersion


def main():
    """Measure, print the table, write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("-o", "--out", type=Path)
    options = parser.parse_args()
    rows = [
        {"request": name, "megabytes": len(body) / 1e6,
         "read_ms": 1e3 * best(options.rounds, read, body),
         "write_ms": 1e3 * best(options.rounds, write, body),
         "answer_megabytes": len(write(body)) / 1e6}
        for name, body, read, write in requests(options.side)
    ]  # fmt: skip
    print(f"{'request':28}{'MB':>8}{'read ms':>10}{'write ms':>10}{'answer MB':>11}")
    for row in rows:
        print("{request:28}{megabytes:8.2f}{read_ms:10.1f}{write_ms:10.1f}"
              "{answer_megabytes:11.2f}".format(**row))  # fmt: skip
    if options.out:
        options.out.write_text(json.dumps(rows, indent=1), "utf-8")


def best(rounds, function, *arguments) -> float:
    """Return the processor's seconds of the fastest of some calls."""
    times = []
    for _ in range(rounds):
        start = time.thread_time()
        function(*arguments)
        times.append(time.thread_time() - start)
    return min(times)


def requests(side):
    """Yield a name, a body, what reads it and what writes an answer to it."""
    version = nothing()
    levels = photograph(side)
    floats = levels.astype("float32") / np.float32(255)
    short = np.round(floats.astype("float64"), 4).tolist()
    uint8 = {"signature_name": "serving_uint8"}

    def tf(name, value, outputs, rows=True):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return (name, body, lambda body: tf_predict.read(body, version),
                lambda body: tf_predict.write(outputs, rows))  # fmt: skip

    given = {"stylized": floats[None]}
    yield tf("rows, float32", {"instances": [floats.astype("float64").tolist()]}, given)
    yield tf("rows, 4 digits", {"instances": [short]}, given)
    yield tf("rows, uint8", {"instances": [levels.tolist()], **uint8}, {"stylized": levels[None]})
    pretty = json.dumps({"inputs": [short]}, indent=4).encode()
    yield tf("columns, 4 digits, pretty", pretty, given, rows=False)
    with_nan = json.dumps({"instances": [short]}).encode().replace(b"[[[", b"[[[NaN, ", 1)
    with_nan = with_nan.replace(b"NaN, ", b"NaN, 0.5, 0.5], [", 1)
    yield ("rows with NaN, parsed only", with_nan, parsed, lambda body: b"")
    file = io.BytesIO()
    Image.fromarray(levels).save(file, "PNG")
    text = base64.b64encode(file.getvalue()).decode()
    pictures = np.array([file.getvalue()], object)
    named = {"instances": [{"b64": text}], "signature_name": "serving_bytes"}
    yield tf("rows, PNG as base64", named, {"stylized_bytes": pictures})
    yield binary(version, floats)
    yield ("standard library, rows", json.dumps({"instances": [short]}).encode(),
           lambda body: np.array(json.loads(body)["instances"], "float32"),
           lambda body: json.dumps({"predictions": floats[None].tolist()}))  # fmt: skip


def parsed(body):
    """Parse only."""
    from tfstyle.serving.json_values import parse

    return parse(body)


def binary(version, floats):
    """Return a request of the Open Inference Protocol with bytes behind its JSON."""
    head = json.dumps({
        "inputs": [{"name": "images", "shape": [1, *floats.shape], "datatype": "FP32",
                    "parameters": {"binary_data_size": floats.nbytes}}],
        "parameters": {"binary_data_output": True},
    }).encode()  # fmt: skip
    body = head + floats.tobytes()
    outputs = {"stylized": floats[None]}

    def write(body):
        request = oip_infer.Request(None, {}, {"stylized": True})
        return oip_infer.write(request, "tiny", 1, outputs)[0]

    return ("OIP, float32 as bytes", body,
            lambda body: oip_infer.read(body, str(len(head)), version), write)  # fmt: skip


def photograph(side):
    """Return a picture with something in it: what compresses like a photograph."""
    y, x = np.mgrid[:side, :side] / side
    waves = [np.sin(9 * x + 5 * y * k) * np.cos(7 * y - 3 * x * k) for k in (1, 2, 3)]
    noise = np.random.default_rng(0).normal(0, 4, (side, side, 3))
    return np.clip(127 + 100 * np.stack(waves, -1) + noise, 0, 255).astype("uint8")


def nothing():
    """Return a version with the project's signatures, whose model does nothing."""
    class Model:
        signatures = {  # noqa: RUF012
            name: Signature(name, {taken: TensorInfo(taken, dtype, shape)},
                            {given: TensorInfo(given, dtype, shape)}, dict)
            for name, dtype, shape, taken, given in [
                ("serving_default", "float32", (None, None, None, 3), "images", "stylized"),
                ("serving_uint8", "uint8", (None, None, None, 3), "images", "stylized"),
                ("serving_bytes", "string", (None,), "image_bytes", "stylized_bytes"),
            ]
        }  # fmt: skip

        def close(self):
            pass

    return LoadedVersion("tiny", 1, Model(), Batcher())


if __name__ == "__main__":
    main()
