"""The README of an export: what lies there, the ranges, and a client to copy for each artefact.

Names, sizes, channels and directions are those of the files beside it; `tests/export` takes the
clients out of a README again and runs them.
"""

import json
from pathlib import Path

from tfstyle.export import clients
from tfstyle.export.earlier import MARK, SIDECARS
from tfstyle.tflite_facts import NAMES, PICTURE


def readme(directory, report: dict, name: str) -> str:
    """Return the README of an export directory as Markdown.

    Args:
        directory: with the artefacts.
        report: of the parity check, as in `parity.json`, with `max_pixels` for a SavedModel that
            takes pictures, and with the `contract`: the `channels` in and out of pictures, and
            where that is an input the facts of their `style`; or of latents `normal` and
            `class_weights` and the channels `out`.
        name: the model's name.
    """
    directory = Path(directory)
    facts = facts_of(directory, report, name)
    parts = [MARK, f"# {name}", _contents(directory, report)]
    parts += [_RANGES if facts["channels"] else _LATENTS.format(**facts)]
    parts += [_STYLES[facts["style"]["kind"]].format(**facts["style"])] if facts["style"] else []
    if (directory / "saved_model").exists():
        parts += ["## SavedModel in Python", *clients.saved_model(facts), *_limits(report)]
        parts += ["## TensorFlow Serving", *clients.serving(facts)]
    if facts["files"]:
        parts += ["## TFLite", *clients.tflite(facts)]
    return "\n\n".join(parts) + "\n"


_RANGES = """## Ranges

| | what goes in and comes out |
|---|---|
| `serving_default`, TFLite | float32 (N, H, W, C) in **[0, 1]** |
| `serving_uint8` | uint8 (N, H, W, C), 0 to 255 |
| `serving_bytes` | the bytes of a file: JPEG, PNG, WebP, GIF or BMP, to those of a PNG |
| `model.translate` in Python | floats in **[-1, 1]**: `x * 2 - 1` and back `x / 2 + 0.5` |

RGB, not BGR. The SavedModel refuses floats out of range, a TFLite file cannot: it paints a wrong
picture. Pictures with a colour profile (Display P3, Adobe RGB, CMYK for print) have to be converted
to sRGB first. `serving_bytes` turns photographs upright by their EXIF, takes what is transparent as
white, and refuses animations, transparent GIFs and BMPs of fewer than 24 bits."""

_STYLES = {
    PICTURE: """The style is an input, any picture: `style_images` as the pictures are, or
`style_bytes`; to the TFLite files `{name}`, float32 (1, {length}), which another file makes of the
picture.""",
    NAMES: """The style is an input: `{name}`, float32 (N, {length}), none below 0, 1 in all.""",
}

_LATENTS = """## Ranges

In goes `latents`, float32 (N, {latent_size}): {normal} numbers from normal(0, 1){classes}. Out come
pictures (N, H, W, C): float32 in **[0, 1]**, or uint8, 0 to 255, from `serving_uint8`."""


def _contents(directory, report):
    lines = ["| artefact | size | parity with Keras |", "|---|---|---|"]
    seen = set()
    for row in report["rows"]:
        place = "saved_model/" if row["artefact"].startswith("saved_model") else "tflite/"
        place += "" if place == "saved_model/" else row["artefact"]
        if row["artefact"] == "keras" or place in seen:
            continue
        seen.add(place)
        psnr = "equal" if row["psnr"] is None else f"{row['psnr']:.0f} dB"
        psnr += "" if row["passed"] else ", **failed: too far from Keras' picture**"
        lines.append(f"| `{place}` | {row['bytes'] / 1e6:.2f} MB | {psnr} |")
    return "\n".join([*lines, "", "All rows: [parity.md](parity.md)."])


def _limits(report):
    most = report.get("max_pixels")
    if most:
        side = int(most**0.5)
        yield (
            f"A picture may have {most} pixels (e.g. {side}x{side}); larger ones are refused "
            "before they are decoded. Another limit: export again with `--max-pixels`."
        )


def facts_of(directory, report: dict, name: str) -> dict:
    """Return what the clients need to know, see `readme`."""
    files = []
    for sidecar in SIDECARS:
        path = Path(directory, "tflite", sidecar)
        if path.exists():
            files = json.loads(path.read_text("utf-8"))["files"]
    rows = [row for row in report["rows"] if row["artefact"].startswith("saved_model")]
    served = list(dict.fromkeys(row["direction"] for row in rows))
    facts = {
        "name": "".join(c if c.isalnum() or c in "-_." else "_" for c in name),
        "signatures": {row["artefact"].split(" ")[1] for row in rows},
        "direction": served[-1] if len(served) > 1 else None,
        "directions": served,
        "files": files,
        "channels": None,
        "style": None,
        **report["contract"],
    }
    if facts["channels"] is None:
        many = facts["class_weights"]
        facts["latent_size"] = facts["normal"] + many
        facts["classes"] = f", then a weight for each of {many} classes, 1 in all" if many else ""
    return facts
