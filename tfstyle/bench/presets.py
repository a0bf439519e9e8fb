"""Presets as what is measured: in Keras, and on every engine that their exports run on."""

from collections.abc import Callable, Sequence
from pathlib import Path

from tfstyle.bench.callers import inputs
from tfstyle.bench.counting import count, count_keras
from tfstyle.bench.signature import read_signature
from tfstyle.bench.subject import Contender, Subject
from tfstyle.engine_names import is_installed
from tfstyle.engines.artefacts import Artefacts, Kept
from tfstyle.engines.choice import KERAS
from tfstyle.engines.facts import Facts
from tfstyle.engines.keys import preset_key
from tfstyle.errors import ExportError, UnsupportedOptionError, one_line
from tfstyle.presets import WEIGHTS
from tfstyle.zoo import Kind, from_preset, resolve

_COUNTED = ("litert", "onnxruntime")  # whose files can be counted in


def preset_subject(
    name: str, size, engines: Sequence[str], *, direction=None, style=None, painting: Path,
    asked: bool = False, starting: Callable[[], object] = lambda: None,
) -> Subject:  # fmt: skip
    """Return a preset as what is measured; exports that are missing are made, proven and kept.

    Args:
        name: of a preset, its directory, or a run that has ended.
        size: (height, width) of the pictures.
        engines: that are installed, to measure.
        direction: one of the model's; the first if not given.
        style: as `translate` takes it; the first that the model knows if not given.
        painting: a picture, the style of models that paint in any, if `style` is not given.
        asked: an engine that cannot run it is an error; else it is noted.
        starting: called before Keras is loaded.

    Raises:
        ExportError: no engine can run it.
        UnsupportedOptionError: a direction or style that the model does not have.
    """
    found = resolve(name)
    if found.kind is Kind.BUILT_IN:
        raise ExportError(
            f"{name} computes each picture by an optimization of its own, which takes minutes: "
            "there is no network to measure."
        )
    if found.kind is Kind.RUN:
        raise ExportError(f"{name} is a run that has not ended; what it has saved would be stale.")
    loaded: list = []

    def model():
        if not loaded:
            starting()
            loaded.append(from_preset(name))
        return loaded[0]

    if not found.is_preset:
        model()  # which fetches and converts it
    artefacts = Artefacts(preset_key(found.local()), model)
    try:
        facts = artefacts.facts()
    except UnsupportedOptionError:
        return _without_exports(name, model(), size, engines, found.local())
    way, how, notes = _painting(name, facts, direction, style, painting)
    kept, failed = _exports(artefacts, engines, way, how, asked)
    contenders = [
        Contender(one.engine, _file_job(one, size), _bytes(one.path)) for one in kept
    ]  # fmt: skip
    if KERAS in engines:
        job = {"do": "translate", "preset": str(name), "direction": way, "how": how}
        contenders.insert(0, Contender(
            KERAS, {**job, "size": list(size)}, (found.local() / WEIGHTS).stat().st_size
        ))  # fmt: skip
    if not contenders:
        raise ExportError(f"{name}: " + " ".join(f"{e}: {why}" for e, why in failed.items()))
    parameters, macs = _count(kept, size)
    if macs is None and is_installed(KERAS) and how.get("alpha", 1) == 1:
        parameters, macs = count_keras(model(), way, size)
    return Subject(
        name=Path(name).name, size=tuple(size), contenders=tuple(contenders), failed=failed,
        parameters=parameters, macs=macs, notes=notes,
    )  # fmt: skip


def _painting(name, facts: Facts, direction, style, painting):
    """Return the direction, the style's options, and what to tell of both."""
    from tfstyle.inference.directions import choose

    way = choose(direction, tuple(facts.channels))
    notes: tuple[str, ...] = ()
    if len(facts.channels) > 1:
        notes += (f"{name} in the direction {way}.",)
    if facts.style is None:
        if style is not None:
            raise UnsupportedOptionError(f"style: {name} takes none. Leave --style out.")
        return way, {}, notes
    if style is None and facts.style == "names":
        style = facts.styles[0]
    notes += (f"{name} in the style of {style or 'a photograph'}.",)
    return way, {"style": str(painting) if style is None else style}, notes


def _exports(artefacts, engines, way, how, asked) -> tuple[list[Kept], dict[str, str]]:
    kept, failed = [], {}
    for engine in engines:
        if engine == KERAS:
            continue
        try:
            if artefacts.kept(engine, way, **how) is None:
                artefacts.model()  # before what makes exports brings TensorFlow, with its greetings
            kept.append(artefacts.get(engine, way, **how))
        except ExportError as error:
            if asked:
                raise
            failed[engine] = one_line(error)
    return kept, failed


def _count(kept, size):
    for one in sorted(kept, key=lambda one: one.engine):
        if one.engine in _COUNTED:
            signature = read_signature(inputs(one.engine, str(one.path)), one.path)
            counts = count(one.path, signature, size)
            if counts[1] is not None:
                return counts
    return None, None


def _file_job(one: Kept, size):
    return {"do": "file", "engine": one.engine, "path": str(one.path), "size": list(size)}


def _bytes(path: Path) -> int:
    """Return the size of a file, with the weights that OpenVINO keeps beside its graph."""
    beside = path.with_suffix(".bin")
    return path.stat().st_size + (beside.stat().st_size if beside.is_file() else 0)


def _without_exports(name, model, size, engines, directory) -> Subject:
    """Return a model that makes pictures of noise, or judges them: Keras alone runs it."""
    if KERAS not in engines:
        raise ExportError(f"{name}: only Keras runs a {model.kind}. Leave --engine out.")
    weights = (directory / WEIGHTS).stat().st_size
    if model.capabilities.judges:
        job, sides = {"do": "judge", "preset": str(name), "size": list(size)}, tuple(size)
        counts = count_keras(model, size=size)
        notes = (f"{name} judges one picture.",)
    else:
        job, sides = {"do": "generate", "preset": str(name)}, (model.size_multiple,) * 2
        counts = count_keras(model)
        notes = (
            f"{name} makes one picture of {sides[0]}x{sides[1]}, the size it knows; it computes "
            "sixteen for that.",
        )
    return Subject(
        name=Path(name).name, size=sides, contenders=(Contender(KERAS, job, weights),),
        parameters=counts[0], macs=counts[1], notes=notes,
    )  # fmt: skip
