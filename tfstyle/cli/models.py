"""The models that a command line names: presets, runs and exported files, each on its engine."""

from pathlib import Path

# A video counts as so many pictures when it is decided whether an export pays.
_FRAMES = 200


def check_names(names: list[str]) -> None:
    """Refuse a name that stands for nothing, before anything is loaded.

    Raises:
        UnknownPresetError: with the nearest names.
    """
    from tfstyle.engines.open_file import is_artefact
    from tfstyle.zoo import resolve

    for name in names:
        if not is_artefact(name):
            resolve(name)


def open_models(names: list[str], engine: str, jobs=(), videos=()) -> list:
    """Return the models of a chain, ready to translate.

    Args:
        names: of presets, directories, runs or exported files.
        engine: one of `engine_names.CHOICES`.
        jobs: what there is to do, a picture each,
        videos: but for these.

    Raises:
        ExportError: the engine is not installed, or cannot run one of them.
        ArtefactError: an exported file is damaged.
    """
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.engines import is_artefact, open_artefact, open_preset

    count = len(jobs) + _FRAMES * len(videos)
    return [
        open_artefact(Path(name), engine)
        if is_artefact(name)
        else open_preset(name, engine, count=count, starting=start_tensorflow)
        for name in names
    ]
