"""What the gallery shows of a preset, by its kind, as `evaluating.kinds` tells them apart.

    styles     the twelve photographs, each style in its turn
    derived    the twelve, damaged by the recipe's own damages, and mended
    imitations the twelve
    domains    the twelve where the source is photographs, held-out pictures where it is not
    pairs      the same
    noise      samples
    judge      the twelve with their marks, and where they look wrong
"""

from pathlib import Path

import numpy as np

from tfstyle.errors import DataError
from tfstyle.zoo.workshop.gallery_data import held_out, paintings
from tfstyle.zoo.workshop.gallery_sheet import Cell

# How many held-out pictures stand where photographs cannot.
_SHOWN = 12
# How recipes call the domain of photographs; and a domain that nobody named.
_PHOTOGRAPHS = ("photo", "a")
# By kind of preset: what there is to see, for the page.
SAYS = {
    "styles": "",
    "derived": "Above what went in, below what came out.",
    "imitations": "",
    "domains": "Where two are one above the other: a held-out picture, and what became of it.",
    "pairs": "Above held-out pictures, below what became of them.",
    "noise": "Samples; of classes, a column each.",
    "judge": "Above each photograph its mark, of 100; in colour what looks wrong to the judge.",
}


def cells(model, measured, photographs, data_root=None, every=False) -> list[Cell]:
    """Return what a model makes of the photographs, or of its own inputs.

    Args:
        model: a trained model.
        measured: how it was measured, see `gallery_data.measured`.
        photographs: `{name: uint8 (H, W, 3)}`.
        data_root: a folder with the data sets of cards, for inputs that are no photographs.
        every: with several styles, each photograph in each, not only what fits on the sheet.

    Raises:
        DataError: it starts from other pictures than photographs, and these are not at hand.
    """
    can = model.capabilities
    if can.judges:
        return _judged(model, photographs)
    if can.generates:
        return _sampled(model)
    if can.style:
        return _stylized(model, measured, photographs, data_root, every)
    if measured.kind == "derived":
        return _derived(model, measured.protocol, photographs)
    return _translated(model, measured, photographs, data_root)


def _stylized(model, measured, photographs, data_root, every):
    if model.capabilities.style == "names":
        styles = {name: name for name in model.styles}
    else:
        styles = paintings(model, measured, data_root)
    made = []
    for number, (name, picture) in enumerate(photographs.items()):
        for place, (title, style) in enumerate(styles.items()):
            on_sheet = place == number % len(styles)
            if on_sheet or every:
                several = len(styles) > 1
                made.append(Cell(
                    f"{name}_{_file_name(title)}" if several else name,
                    [model.translate(picture, style=style)], title if several else "", on_sheet,
                ))  # fmt: skip
    return made


def _derived(model, protocol, photographs):
    """The first one whole, then each damage alone, then mixtures as the recipe draws them."""
    from tfstyle.data.damage import check_damages
    from tfstyle.data.derive import derive

    spec = protocol.spec(None)
    cases = [("", {})] * len(photographs)
    if spec.damaged and not spec.swapped:
        kinds = check_damages(spec.damages, spec.damage_strength, 0.0, 0.0)
        alone = {"strength": spec.damage_strength, "chance": 1.0}
        mixed = {"kinds": spec.damages, "strength": spec.damage_strength}
        cases = [("undamaged", None), *((kind, {**alone, "kinds": (kind,)}) for kind in kinds)]
        cases += [("mixture", mixed)] * (len(photographs) - len(cases))
    made = []
    for number, (name, picture) in enumerate(photographs.items()):
        title, options = cases[number]
        source = picture
        if options is not None and not spec.swapped:
            source = derive(spec.derive, picture, (7, number), **options)
        made.append(Cell(name, [source, model.translate(source)], title))
    return made


def _translated(model, measured, photographs, data_root):
    made, missing = [], None
    for side, direction in enumerate(model.directions):
        several = len(model.directions) > 1
        from_photographs = model.domains[side] in _PHOTOGRAPHS and not model.takes_label_maps
        sources = photographs
        if not from_photographs:
            try:
                found = held_out(measured, data_root, side, _SHOWN)
            except DataError as error:
                missing = error  # the other direction may be shown
                continue
            sources = {f"held_out_{number}": one for number, one in enumerate(found, 1)}
        for name, source in sources.items():
            result = model.translate(source, direction=direction)
            made.append(Cell(
                f"{direction}_{name}" if several else name,
                [result] if from_photographs else [source, result], direction if several else "",
            ))  # fmt: skip
    if not made:
        raise missing or DataError("The model has no direction to be shown in.")
    return made


def _sampled(model):
    from tfstyle import images
    from tfstyle.zoo.workshop.exhibit_noise import noise

    return [Cell("samples", [images.grid(noise(model, None, None).rows)])]


def _judged(model, photographs):
    from tfstyle.judging import deliver, heat_map

    made = []
    for name, picture in photographs.items():
        verdict = deliver(model, picture)
        heat = np.asarray(heat_map(picture, verdict.heat))
        made.append(Cell(name, [heat], f"{verdict.overall:.0f}"))
    return made


def _file_name(title) -> str:
    return Path(title).stem.lower().replace(" ", "_")
