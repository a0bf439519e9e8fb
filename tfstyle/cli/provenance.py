"""`tfstyle provenance`: how pictures and videos of tfstyle were made, as their files tell it."""

from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.output import is_video
from tfstyle.cli.terminal import say


def provenance(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Pictures and videos of tfstyle.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
):
    """Show how pictures and videos were made: models, checksums of their weights, options.

    What a file tells can be edited by whoever has it.
    """
    import json

    from tfstyle.errors import DataError, ImageError
    from tfstyle.listing import some

    told, failed = [], []
    for path in files:
        try:
            made = _read(path)
        except (DataError, ImageError) as error:
            failed.append(str(error).rstrip("."))
            continue
        told.append({"file": str(path), "made": made and json.loads(made.to_json())})
        if not as_json:
            _show(path, made)
    if as_json:
        typer.echo(json.dumps(told, indent=2))
    bare = [f"{one['file']} does not tell how it was made" for one in told if not one["made"]]
    if failed or bare:
        raise ImageError(f"{some([*failed, *bare])}.")


def _read(path):
    if is_video(path):
        from tfstyle.inference.video.comment import read_provenance
    else:
        from tfstyle.images import read_provenance
    return read_provenance(path)


def _show(path, made):
    import json

    if made is None:
        return
    say(f"{path}")
    _line("written by", made.software)
    _line("source type", made.source_type.rpartition("/")[2])
    for number, step in enumerate(made.steps, 1):
        _line("model" if len(made.steps) == 1 else f"model {number}", step.origin.name)
        for name, digest in step.origin.files.items():
            _line("", f"{name}: SHA-256 {digest}")
        told = {"direction": step.direction, "style": step.style, **step.options}
        for key, value in told.items():
            if value is not None:
                _line(key, value if isinstance(value, str) else json.dumps(value))
    if made.shortened:
        _line("", "styles and options are left out")


def _line(key, value):
    say(f"  {key:<14} {value}")
