"""`tfstyle generate`: pictures from noise."""

import math
from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.output import behind_link, names_picture_file, refuse_existing
from tfstyle.cli.recording import Certificate, CertificateKey, NoMetadata, get_credentials
from tfstyle.cli.terminal import say


def generate(
    preset: Annotated[
        str, typer.Argument(metavar="PRESET", help="A preset's name, its directory or a run.")
    ],
    out: Annotated[
        Path,
        typer.Option("-o", "--out", help="A file for all in one grid, or a directory for each."),
    ],
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="How many pictures.")] = 16,
    seed: Annotated[
        int | None, typer.Option(help="The same gives the same pictures; others each time if not.")
    ] = None,
    truncation: Annotated[
        float, typer.Option(help="Below 1 calmer and more alike, 0 all the same.")
    ] = 1.0,
    labels: Annotated[
        str | None,
        typer.Option(help="Classes to paint, in turn, e.g. 3 or 0,5,7; every class if not given."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that exist.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    no_metadata: NoMetadata = False,
    c2pa_cert: Certificate = None,
    c2pa_key: CertificateKey = None,
):
    """Paint new pictures with a model that learned from a data set."""
    import json

    import numpy as np

    wanted = parse_labels(labels)
    credentials = get_credentials(c2pa_cert, c2pa_key, no_metadata)

    from tfstyle import images, zoo
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.provenance import GENERATED, Origin, Provenance, Step

    width = len(str(count - 1))
    grid = names_picture_file(out)
    paths = [out] if grid else [out / f"{index:0{width}d}.png" for index in range(count)]
    paths = [behind_link(path, images.written_suffixes()) for path in paths]
    there = [path for path in paths if path.exists()]
    if there and not overwrite:
        refuse_existing(there, len(paths))
    zoo.resolve(preset)  # before TensorFlow takes its seconds to load
    start_tensorflow()
    model = zoo.from_preset(preset)
    if not model.capabilities.generates:
        from tfstyle.capabilities import those_who_can
        from tfstyle.errors import UnsupportedOptionError

        able = those_who_can(lambda can: can.generates)
        does = (
            "says how good a picture is. Use `tfstyle judge`" if model.capabilities.judges
            else "turns pictures into pictures. Use `tfstyle translate`"
        )
        raise UnsupportedOptionError(
            f"{preset} is a {type(model).__name__}, which {does}, or a preset of {able}: "
            "`tfstyle list 'noisegan_*'`."
        )
    if seed is None:
        # A number to tell, so that what pleases can be had again.
        seed = int(np.random.default_rng().integers(2**31))
    each = None if wanted is None else np.resize(wanted, count)
    pictures = model.generate(count, seed=seed, truncation=truncation, labels=each)
    if grid:
        pictures = [images.grid(_rows(pictures))]
    options: dict[str, object] = {"seed": seed, "count": count}
    options |= {"truncation": truncation} if truncation != 1 else {}
    options |= {"labels": wanted} if wanted is not None else {}
    for index, (path, picture) in enumerate(zip(paths, pictures, strict=True)):
        which = {} if grid else {"index": index}
        step = Step(model.origin or Origin(model.kind), options={**options, **which})
        made = None if no_metadata else Provenance((step,), GENERATED)
        images.write_image(path, picture, provenance=made, credentials=credentials)
    if as_json:
        facts = {"seed": seed, "count": count, "files": [str(path) for path in paths]}
        typer.echo(json.dumps(facts, indent=2))
    else:
        say(f"{count} pictures painted with --seed {seed}: {out}")


def parse_labels(text: str | None) -> list[int] | None:
    """Return whole numbers for `"3"` and `"0,5,7"`, `None` for `None`."""
    if text is None:
        return None
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise typer.BadParameter(f"labels are like 3 or 0,5,7, not {text!r}") from None


def _rows(pictures) -> list[list]:
    """Lay pictures out in a grid about as wide as high."""
    width = math.isqrt(len(pictures) - 1) + 1
    return [list(pictures[start : start + width]) for start in range(0, len(pictures), width)]
