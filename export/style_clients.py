"""What the clients in an export's README say of a style that is an input."""

from tfstyle.tflite_facts import PICTURE


def told_to_bytes(style):
    """Yield the lines of a Python client that hold the style for `serving_bytes`.

    Args:
        style: the facts of the style, see `tflite_facts.read_facts`; `None` where it is no input.
    """
    if _of_picture(style):
        yield 'with open("painting.jpg", "rb") as file:'
        yield "    style = tf.constant([file.read()])"
    elif style:
        yield f"weights = tf.constant([[{_row(style)}]], tf.float32)"


def told_to_floats(style):
    """Yield the same lines for `serving_default`."""
    if _of_picture(style):
        yield 'painting = Image.open("painting.jpg").convert("RGB")'
        yield 'style = tf.constant(np.asarray(painting, "float32")[None] / 255)'
    elif style:
        yield f"weights = tf.constant([[{_row(style)}]], tf.float32)"


def argument(style, encoded=False) -> str:
    """Return how a signature's call hands the style over, a comma before it."""
    if _of_picture(style):
        return f", {'style_bytes' if encoded else 'style_images'}=style"
    return f", {style['name']}=weights" if style else ""


def about_served(style):
    """Yield what is to know of the style of a SavedModel."""
    if _of_picture(style):
        side = style["side"]
        scaled = f" Its shorter side is scaled to {side} pixels inside, as `translate` does." * (
            side is not None
        )
        yield (
            "One style picture for all pictures of a call, or one for each; `serving_uint8` takes "
            f"`style_images` in uint8.{scaled}"
        )
    elif style:
        yield _about_weights(style) + " One row for all pictures of a call, or one for each."


def json_field(style) -> str:
    """Return the style's part of an instance in JSON, for `printf`."""
    if _of_picture(style):
        return ', "style_bytes": {"b64": "%s"}'
    return f', "{style["name"]}": [{_row(style)}]' if style else ""


def json_files(style):
    """Return what fills the instance's `%s`, with what ends each line of the shell."""
    if _of_picture(style):
        return ("photo.jpg", "\\"), ("painting.jpg", "> request.json")
    return (("photo.jpg", "> request.json"),)


def tflite(facts) -> list[str]:
    """Return the Python client of TFLite files whose style is an input, as Markdown.

    Args:
        facts: see `clients.saved_model`.
    """
    style = facts["style"]
    entry = next(e for e in facts["files"] if e["signature"] == "serving_default")
    head = ["import numpy as np", "from ai_edge_litert.interpreter import Interpreter",
            "from PIL import Image", ""]  # fmt: skip
    body = [*_load("photo", "images", entry["size"])]
    if style["kind"] == PICTURE:
        predictor = _predictor(facts["files"], entry)
        size = predictor["size"] or (style["side"] and [style["side"]] * 2)
        body += [
            *_load("painting", "styles", size),
            *_run("look", predictor),
            'vector = look(style_images=styles)["style_vector"]',
            *_run("paint", entry),
            'out = paint(images=images, style_vector=vector)["stylized"][0]',
        ]
        note = (
            f"`{predictor['file']}` looks at a style picture once and tells it in "
            f"{style['length']} numbers, by which `{entry['file']}` paints any number of pictures. "
            "Vectors blend: `0.7 * one + 0.3 * other` is a style between two. A vector is of this "
            "model alone."
        )
    else:
        body += [
            f'weights = np.array([[{_row(style)}]], "float32")',
            *_run("paint", entry),
            f'out = paint(images=images, {style["name"]}=weights)["stylized"][0]',
        ]
        note = _about_weights(style)
    body += ['Image.fromarray((out * 255).round().astype("uint8")).save("out.png")']
    return [
        "\n".join(["```python", *head, *body, "```"]), note,
        "`pip install ai-edge-litert numpy pillow`. One picture a call; a file with a size in its "
        "name takes that size, a dynamic one any. `model.json` lists all files with their SHA-256.",
    ]  # fmt: skip


def _of_picture(style) -> bool:
    return bool(style) and style["kind"] == PICTURE


def _row(style) -> str:
    """The first style alone, in Python and in JSON."""
    return ", ".join(["1"] + ["0"] * (style["length"] - 1))


def _about_weights(style) -> str:
    names = ", ".join(f"`{name}`" for name in style["names"])
    return (
        f"`{style['name']}` has a weight for each of {names}, in this order; they sum to 1, and "
        "several above 0 blend."
    )


def _predictor(files, entry):
    """Return the file that makes the vectors: of the same precision, also static, if there is."""
    others = [e for e in files if e["signature"] != "serving_default"]
    return min(others, key=lambda e: (
        (e["size"] is None) != (entry["size"] is None), e["precision"] != entry["precision"]
    ))  # fmt: skip


def _load(name, array, size):
    resize = f".resize(({size[1]}, {size[0]}))" if size else ""
    yield f'{name} = Image.open("{name}.jpg").convert("RGB"){resize}'
    yield f'{array} = np.asarray({name}, "float32")[None] / 255'


def _run(name, entry):
    signature = entry["signature"]
    yield (
        f'{name} = Interpreter("tflite/{entry["file"]}").get_signature_runner("{signature}")'
    )
