"""`tfstyle advise`: what can be measured in a picture, said in words."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tfstyle.cli.report import Overwrite, check_page, write_page


class Language(StrEnum):
    """What the advice is written in."""

    en = "en"
    zh = "zh"


def advise(
    photo: Annotated[Path, typer.Argument(help="The picture.")],
    master: Annotated[
        Path | None, typer.Option(help="A master's painting to compare with.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="A page with drawings and previews, .html.")
    ] = None,
    language: Annotated[Language, typer.Option(help="English or Chinese.")] = Language.en,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print all numbers and sentences as JSON.")
    ] = False,
    overwrite: Overwrite = False,
):
    """Measure a picture as an art class does, and suggest three changes that follow.

    Values (notan), colours and harmony, where the eye goes, placing and balance, edges, texture:
    each sentence follows from numbers that are told. With --master the same of a painting, and
    three changes that follow from the difference; without, from that to the middle of thirteen
    paintings. A page (-o) shows each finding drawn, and each change applied.
    """
    import json

    from tfstyle.images import read_image
    from tfstyle.studio.advice import page

    if out is not None:
        check_page(out, overwrite)
    painting = None if master is None else read_image(master)
    sections = page(read_image(photo), painting, language.value)
    if out is not None:
        from tfstyle.studio.advice.html_page import html_page

        text = html_page(photo.name, sections, language.value)
        write_page(out, text, error=as_json)
    if as_json:
        from tfstyle.studio.advice.plain import as_data

        typer.echo(json.dumps(as_data(sections), ensure_ascii=False, indent=2))
    elif out is None:
        from tfstyle.studio.advice.plain import as_text

        typer.echo(as_text(sections, language.value))
