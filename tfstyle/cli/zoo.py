"""`tfstyle list`, `show` and `download`: what is in the zoo. None of them imports TensorFlow."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def list_(
    pattern: Annotated[str, typer.Argument(help="Only names like this, e.g. 'cyclegan_*'.")] = "*",
    as_json: AsJson = False,
):
    """List the pretrained models."""
    import json

    from tfstyle.zoo import list_built_in, list_presets, show_preset

    names = [*list_presets(pattern), *list_built_in(pattern)]
    presets = [show_preset(name) for name in names]
    if as_json:
        keys = ("name", "model", "directions", "resolution", "bytes", "remote")
        brief = [
            {key: preset[key] for key in keys}
            | {"description": preset["metadata"].get("description", "")}
            for preset in presets
        ]
        typer.echo(json.dumps(brief, indent=2))
        return
    if not presets:
        typer.echo(f"No preset is named like {pattern!r}.")
    width = max((len(preset["name"]) for preset in presets), default=0)
    for preset in presets:
        line = f"{preset['name']:<{width}}  {_megabytes(preset['bytes']):>8}"
        typer.echo(f"{line}  {preset['metadata'].get('description', '')}".rstrip())


def show(
    preset: Annotated[str, typer.Argument(metavar="PRESET", help="A name of `tfstyle list`.")],
    as_json: AsJson = False,
):
    """Show what a preset does, its data, licence, scores and card."""
    import json

    from tfstyle.zoo import show_preset

    facts = show_preset(preset)
    if as_json:
        typer.echo(json.dumps(facts, indent=2))
        return
    typer.secho(facts["name"], bold=True)
    networks = ", ".join(
        f"{name} {network['class']}" for name, network in facts["networks"].items()
    )
    for key, value in {
        "model": facts["model"],
        "networks": networks,
        "directions": ", ".join(facts["directions"]) or "none: it paints from noise",
        "resolution": facts["resolution"] or "any",
        "sizes": f"any; multiples of {facts['size_multiple']} inside" if facts["directions"]
        else f"{facts['size_multiple']}x{facts['size_multiple']}",
        "weights": "none of its own" if facts["bytes"] is None
        else f"{_megabytes(facts['bytes'])}, {facts['dtype']}"
        + (", downloaded at first use" if facts["remote"] else ""),
    }.items():
        typer.echo(f"  {key:<12} {value}")
    typer.echo(f"\n{facts['card'].strip()}")


def download(
    presets: Annotated[
        list[str], typer.Argument(metavar="PRESET...", help="Names of `tfstyle list`.")
    ],
):
    """Fetch presets and check them, to use them offline later."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from tfstyle.zoo import download as fetch
    from tfstyle.zoo import preset_directory

    for preset in presets:
        preset_directory(preset)  # all names first: a typo shows before gigabytes come
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        for preset in presets:
            task = bar.add_task(preset, total=None)
            path = fetch(
                preset,
                progress=lambda done, total, task=task: bar.update(
                    task, completed=done, total=total
                ),
            )
            bar.remove_task(task)
            typer.echo(f"{preset}: {path}")


def _megabytes(size) -> str:
    return "-" if size is None else f"{size / 1e6:.1f} MB"
