"""`tfstyle judge`: how good each picture is, what is wrong with it, and where."""

from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.output import names_picture_file, refuse_existing
from tfstyle.cli.recording import NoMetadata
from tfstyle.cli.terminal import say

JUDGE = "judge_photographs"  # the bundled one


def judge(
    pictures: Annotated[
        list[Path], typer.Argument(metavar="PICTURE...", help="Pictures, or folders of them.")
    ],
    content: Annotated[
        Path | None, typer.Option(help="The photograph they were made of: is it still there?")
    ] = None,
    style: Annotated[
        Path | None, typer.Option(help="The painting whose style they should have: has it come?")
    ] = None,
    preset: Annotated[
        str, typer.Option("--judge", help="A judge: a preset's name, its directory or a run.")
    ] = JUDGE,
    heat: Annotated[
        Path | None,
        typer.Option(
            "-o", "--heatmap", help="Show where they look wrong: a file for one, or a directory."
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace heat maps that exist.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    no_metadata: NoMetadata = False,
):
    """Score pictures from 0 to 100, alone or beside what they were made of."""
    import json

    from tfstyle import zoo
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.errors import ImageError
    from tfstyle.listing import some

    files = _files(pictures, heat)
    targets = _targets(files, heat, overwrite)
    zoo.resolve(preset)  # before TensorFlow takes its seconds to load
    start_tensorflow()

    from tfstyle import images
    from tfstyle.judging import deliver, heat_map
    from tfstyle.judging.verdict import check_judge
    from tfstyle.provenance import COMPOSED, Origin, Provenance, Step

    model = zoo.from_preset(preset)
    check_judge(model)
    step = Step(model.origin or Origin(model.kind))
    made = None if no_metadata else Provenance((step,), COMPOSED)
    told, failed = [], []
    for path in files:
        try:
            pixels = model.pixels(path)
        except ImageError as error:
            failed.append(str(error).rstrip("."))
            continue
        verdict = deliver(model, pixels, content=content, style=style)
        told.append({"picture": str(path), **verdict.plain()})
        if heat is not None:
            shown = heat_map(images.to_rgb(pixels), verdict.heat)
            images.write_image(targets[path], shown, provenance=made)
        if not as_json:
            _show(path, verdict)
    if as_json:
        typer.echo(json.dumps({"judge": preset, "pictures": told, "failed": failed}, indent=2))
    if failed:
        raise ImageError(f"{len(failed)} of {len(files)} not judged: {some(failed)}.")


def _show(path, verdict):
    scores = "  ".join(f"{name} {value:.0f}" for name, value in verdict.scores.items())
    say(f"{path}: {verdict.overall:.0f} of 100   ({scores})")
    for sentence in verdict.sentences:
        say(f"  {sentence}")


def _files(pictures, heat) -> list[Path]:
    """Return the files, those in folders too; heat maps of an earlier time are none of them."""
    from tfstyle.errors import DataError
    from tfstyle.images import IMAGE_SUFFIXES
    from tfstyle.listing import list_files

    files: dict[Path, bool] = {}
    for path in pictures:
        if path.is_dir():
            found = list_files(path, IMAGE_SUFFIXES, results=(heat,) if heat else ()).files
            if not found:
                raise DataError(f"The folder {path} holds no pictures.")
            files |= dict.fromkeys(map(Path, found), True)
        elif path.exists():
            files[path] = True
        else:
            raise DataError(f"There is no file or folder {path}.")
    return list(files)


def _targets(files, heat, overwrite) -> dict[Path, Path]:
    """Return where the heat map of each file is written.

    Raises:
        DataError: several would have one name, or one is there already.
    """
    from tfstyle.errors import DataError

    if heat is None:
        return {}
    if len(files) == 1 and names_picture_file(heat):
        targets = {files[0]: heat}
    else:
        targets = {path: heat / f"{path.stem}_heat.png" for path in files}
    if len(set(targets.values())) < len(files):
        raise DataError(f"Pictures of one name would share a heat map in {heat}. Judge them apart.")
    there = [path for path in targets.values() if path.exists()]
    if there and not overwrite:
        refuse_existing(there, len(files))
    return targets
