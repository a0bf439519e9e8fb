"""Ten lines for each way to use an export, filled in with its names, sizes and directions."""

from tfstyle.export import style_clients

_LOADED = 'model = tf.saved_model.load("saved_model/1")  # keep it as long as its signatures'


def saved_model(facts) -> list[str]:
    """Return the Python clients of the SavedModel, as Markdown code blocks.

    Args:
        facts: `name`, `signatures`, `direction` (to name, or `None`), `files`, `channels` (in, out)
            for pictures, else `normal` and `class_weights`; `style`, as in `tflite_facts`, where
            that is an input.
    """
    if not facts["channels"]:
        return [_python(
            "import numpy as np", "import tensorflow as tf", "from PIL import Image", "",
            _LOADED, _draw(facts),
            'out = model.signatures["serving_uint8"](latents=tf.constant(latents))',
            _save('out["generated"].numpy()[0]', facts["out"]),
        )]  # fmt: skip
    way = f', direction=tf.constant(["{facts["direction"]}"])' if facts["direction"] else ""
    style = facts.get("style")
    blocks = []
    if "serving_bytes" in facts["signatures"]:
        blocks += ["From file to file:", _python(
            "import tensorflow as tf", "",
            _LOADED,
            'with open("photo.jpg", "rb") as file:',
            "    data = tf.constant([file.read()])",
            *style_clients.told_to_bytes(style),
            f'out = model.signatures["serving_bytes"](image_bytes=data{way}'
            f"{style_clients.argument(style, encoded=True)})",
            'with open("out.png", "wb") as file:',
            '    file.write(out["stylized_bytes"].numpy()[0])',
        )]  # fmt: skip
    blocks += ["Arrays; several of one size at a time:", _python(
        "import numpy as np", "import tensorflow as tf", "from PIL import Image", "",
        _LOADED, _load(facts["channels"][0]), *style_clients.told_to_floats(style),
        f'out = model.signatures["serving_default"](images=tf.constant(images){way}'
        f"{style_clients.argument(style)})",
        _save('out["stylized"].numpy()[0]', facts["channels"][1], scale=True),
    )]  # fmt: skip
    if len(facts["directions"]) > 1:
        blocks += [
            f"`direction` is one of {', '.join(f'`{d}`' for d in facts['directions'])}, "
            "one for all pictures of a call or one for each."
        ]
    return [*blocks, *style_clients.about_served(style)]


def tflite(facts) -> list[str]:
    """Return the Python client of the TFLite files, as Markdown code blocks.

    Args:
        facts: see `saved_model`.
    """
    entry = facts["files"][0]
    if facts.get("style"):
        return style_clients.tflite(facts)
    head = ["import numpy as np", "from ai_edge_litert.interpreter import Interpreter",
            "from PIL import Image", ""]  # fmt: skip
    if not facts["channels"]:
        body = [
            _draw(facts), _run(entry), 'out = run(latents=latents)["generated"][0]',
            _save("out", facts["out"], scale=True),
        ]  # fmt: skip
        return [_python(*head, *body)]
    size = entry["size"]
    resize = f".resize(({size[1]}, {size[0]}))  # (width, height)" if size else ""
    body = [
        _load(facts["channels"][0], resize), _run(entry),
        'out = run(images=images)["stylized"][0]',
        _save("out", facts["channels"][1], scale=True),
    ]
    notes = [
        "`pip install ai-edge-litert numpy pillow`. One picture a call; a file with a size in its "
        "name takes that size, a dynamic one any. `model.json` lists all files with their SHA-256.",
    ]
    return [_python(*head, *body), *notes]


def serving(facts) -> list[str]:
    """Return the commands for TensorFlow Serving and a REST client, as Markdown code blocks.

    Args:
        facts: see `saved_model`.
    """
    name = facts["name"]
    docker = _shell(
        'docker run --rm -p 8501:8501 -p 8500:8500 -v "$PWD/saved_model:/models/' + name + '" \\',
        f"  -e MODEL_NAME={name} tensorflow/serving",
    )
    url = f"http://localhost:8501/v1/models/{name}:predict"
    if not facts["channels"]:
        draw = f"[random.gauss(0, 1) for _ in range({facts['normal']})]"
        if facts["class_weights"]:
            draw += f" + [1.0] + [0.0] * {facts['class_weights'] - 1}"
        return [docker, _shell(
            "python3 -c 'import json, random; print(json.dumps({\"signature_name\": "
            f"\"serving_uint8\", \"instances\": [{{\"latents\": {draw}}}]}}))' > request.json",
            f"curl -s -d @request.json {url} > response.json",
        ), "`predictions` in the response are pictures as nested lists."]  # fmt: skip
    if "serving_bytes" not in facts["signatures"]:
        return [docker, f"`serving_uint8` takes nested lists: {url}"]
    way = f', "direction": "{facts["direction"]}"' if facts["direction"] else ""
    way += style_clients.json_field(facts.get("style"))
    instance = '{"image_bytes": {"b64": "%s"}' + way + "}"
    return [
        docker,
        "From file to file, as JSON with Base64:",
        _shell(
            'printf \'{"signature_name": "serving_bytes", "instances": [' + instance + "]}' \\",
            *[
                f"  \"$(base64 < {file} | tr -d '\\n')\" {end}"
                for file, end in style_clients.json_files(facts.get("style"))
            ],
            f"curl -s -d @request.json {url} > response.json",
            "python3 -c 'import base64, json; open(\"out.png\", \"wb\").write(base64.b64decode("
            'json.load(open("response.json"))["predictions"][0]["b64"]))\'',
        ),
        "`serving_default` and `serving_uint8` take and give nested lists, which are ten times as "
        'long: `{"signature_name": "serving_uint8", "instances": [{"images": [[[0, 0, 0], ...], '
        "...]}]}`. Several pictures of one size are several instances; over gRPC (port 8500) all "
        "three take tensors. The model warms itself up.",
    ]


def _draw(facts) -> str:
    """Draw one latent vector, of the first class where there are classes."""
    size = facts["normal"] + facts["class_weights"]
    lines = [f'latents = np.random.default_rng(0).normal(size=(1, {size})).astype("float32")']
    if facts["class_weights"]:
        one_hot = f"[1] + [0] * {facts['class_weights'] - 1}"
        lines += [f"latents[:, {facts['normal']}:] = {one_hot}  # the first class"]
    return "\n".join(lines)


def _load(channels, resize="") -> str:
    mode = {1: "L", 4: "RGBA"}.get(channels, "RGB")
    lines = [f'photo = Image.open("photo.jpg").convert("{mode}"){resize}']
    add = "[None, ..., None]" if channels == 1 else "[None]"
    lines += [f'images = np.asarray(photo, "float32"){add} / 255  # (1, H, W, {channels}), [0, 1]']
    return "\n".join(lines)


def _save(array, channels, scale=False) -> str:
    cut = "[..., 0]" if channels == 1 else ""
    if scale:
        return f'Image.fromarray(({array}{cut} * 255).round().astype("uint8")).save("out.png")'
    return f'Image.fromarray({array}{cut}).save("out.png")'


def _run(entry) -> str:
    return (
        f'run = Interpreter("tflite/{entry["file"]}").get_signature_runner("serving_default")'
    )


def _python(*lines) -> str:
    return "\n".join(["```python", *lines, "```"])


def _shell(*lines) -> str:
    return "\n".join(["```sh", *lines, "```"])
