"""`tfstyle list`, `show` and `download`: what is in the zoo.

None of them imports TensorFlow, but for `download`, to convert what others published.
"""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def list_(
    pattern: Annotated[str, typer.Argument(help="Only names like this, e.g. 'cyclegan_*'.")] = "*",
    as_json: AsJson = False,
):
    """List the pretrained models, and those that others published."""
    import json

    from tfstyle.zoo import list_built_in, list_catalogue, list_presets, show_preset

    names = [*list_presets(pattern), *list_built_in(pattern)]
    presets = [show_preset(name) for name in names]
    published = list_catalogue(pattern)
    if as_json:
        keys = ("name", "model", "directions", "resolution", "bytes", "remote")
        brief = [
            {key: preset[key] for key in keys}
            | {"description": preset["metadata"].get("description", "")}
            for preset in presets
        ]
        typer.echo(json.dumps([*brief, *map(_brief, published)], indent=2))
        return
    if not presets and not published:
        typer.echo(f"No preset is named like {pattern!r}.")
    width = max(map(len, [*names, *published]), default=0)
    for preset in presets:
        line = f"{preset['name']:<{width}}  {_megabytes(preset['bytes']):>8}"
        typer.echo(f"{line}  {preset['metadata'].get('description', '')}".rstrip())
    if published:
        blank = "\n" if presets else ""
        typer.echo(f"{blank}Published by others; downloaded and converted at first use:")
    for model in map(_brief, published):
        state = "here" if model["converted"] else "-"
        typer.echo(f"{model['name']:<{width}}  {state:>8}  {model['description']}")


def _brief(name) -> dict:
    """Return what `list` tells of a model of the catalogue; its files are not looked at."""
    from tfstyle.zoo import resolve
    from tfstyle.zoo.catalogue import published

    model = published(name)
    return {
        "name": name, "model": model.model, "directions": [], "resolution": None, "bytes": None,
        "remote": True, "converted": resolve(name, paths=False).is_preset,
        "description": model.description,
    }  # fmt: skip


def show(
    preset: Annotated[
        str, typer.Argument(metavar="PRESET|RUN", help="A name of `tfstyle list`, or a directory.")
    ],
    as_json: AsJson = False,
):
    """Show what a preset or a run does, its data, licence, scores and card."""
    import json

    from tfstyle.zoo import show_preset

    facts = show_preset(preset)
    if as_json:
        typer.echo(json.dumps(facts, indent=2))
        return
    typer.secho(facts["name"], bold=True)
    if "originals" in facts:
        _show_published(facts)
        return
    if "step" in facts:
        typer.echo(f"  {'model':<12} {facts['model']}")
        typer.echo(f"  {'steps':<12} {facts['step']} of {facts['metadata']['steps']}")
        typer.echo(f"\n{facts['card']}")
        return
    networks = ", ".join(
        f"{name} {network['class']}" for name, network in facts["networks"].items()
    )
    judges = facts["model"] == "Judge"
    does = "judges" if judges else "paints from noise"
    any_size = f"any; multiples of {facts['size_multiple']} inside"
    for key, value in {
        "model": facts["model"],
        "networks": networks,
        "directions": ", ".join(facts["directions"]) or f"none: it {does}",
        "resolution": facts["resolution"] or "any",
        "sizes": any_size if facts["directions"] else "any" if judges
        else f"{facts['size_multiple']}x{facts['size_multiple']}",
        "weights": "none of its own" if facts["bytes"] is None
        else f"{_megabytes(facts['bytes'])}, {facts['dtype']}"
        + (", downloaded at first use" if facts["remote"] else ""),
    }.items():
        typer.echo(f"  {key:<12} {value}")
    typer.echo(f"\n{facts['card'].strip()}")


def _show_published(facts):
    """Print where a model of the catalogue comes from, and its card once there is one."""
    metadata = facts["metadata"]
    names = ("model", "description", "home", "license", "data", "paper", "scores")
    lines = [(name, metadata.get(name)) for name in names]
    if not metadata.get("scores"):
        lines.append(("scores", "none published"))
    for file in facts["originals"]:
        inside = f", {file['member']} in" if file["member"] else ":"
        size = f", {_megabytes(file['bytes'])}" if file["bytes"] else ""
        lines.append(("file", f"{file['file']}{inside} {file['url']}{size}"))
        lines.append(("", file["checksum"]))
        lines.append(("", f"kept at {file['path']}"))
    lines.append((
        "converted",
        f"yes, to a {facts['model']}" if facts["converted"]
        else f"no: `tfstyle download {facts['name']}`, or first use",
    ))  # fmt: skip
    for key, value in lines:
        if value:
            typer.echo(f"  {key:<12} {value}")
    if facts["card"]:
        typer.echo(f"\n{facts['card'].strip()}")


def download(
    presets: Annotated[
        list[str], typer.Argument(metavar="PRESET...", help="Names of `tfstyle list`.")
    ],
):
    """Fetch presets and check them, to use them offline later; convert what others published."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from tfstyle.zoo import Kind, resolve
    from tfstyle.zoo import download as fetch

    # All names first: a typo shows before gigabytes come.
    named = [resolve(preset, paths=False) for preset in presets]
    for found in named:
        if found.kind is not Kind.PUBLISHED:
            found.local()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        for found in named:
            task = bar.add_task(found.name, total=None)

            def progress(done, total, task=task):
                bar.update(task, completed=done, total=total)

            if found.kind is Kind.PUBLISHED and not found.is_preset:
                _fetch_originals(found.name, progress)
            path = fetch(found.name, progress=progress)
            bar.remove_task(task)
            typer.echo(f"{found.name}: {path}")


def _fetch_originals(name, progress):
    """Fetch what is to be converted; TensorFlow, which converts it, comes only then."""
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.zoo.catalogue import published
    from tfstyle.zoo.originals import get_originals

    get_originals(published(name), progress=progress)
    start_tensorflow()


def _megabytes(size) -> str:
    return "-" if size is None else f"{size / 1e6:.1f} MB"
