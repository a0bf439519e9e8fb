"""Published models as presets: converted once, in fp32, and kept in `<cache>/converted/<name>/`."""

from pathlib import Path

from tfstyle.fetching import lock
from tfstyle.files import remove_leftovers
from tfstyle.presets import CONFIG, WEIGHTS, check_file
from tfstyle.zoo.cache import converted_directory, originals_directory
from tfstyle.zoo.catalogue import Published, published
from tfstyle.zoo.originals import check_originals, get_originals


def get_converted(name: str, *, progress=None) -> Path:
    """Return the preset of a published model; it is downloaded and converted if need be.

    What is there is checked. The originals may be deleted once they are converted.

    Args:
        name: of the catalogue.
        progress: function of `(bytes so far, bytes in all or None)`, called while data arrives.

    Raises:
        UnknownPresetError: the catalogue has no such name.
        OfflineError: a file has to be fetched and cannot be; names the file to provide.
        IntegrityError: a file is not what was recorded.
        CheckpointError, ArchitectureError: what was fetched is not what the catalogue says.
    """
    model, place = published(name), converted_directory(name)
    if (place / CONFIG).is_file():
        check_originals(model)
        for file in (CONFIG, WEIGHTS):
            check_file(place, file)
        return place
    paths = get_originals(model, progress=progress)
    with lock(originals_directory(name)):
        if not (place / CONFIG).is_file():  # another process may have done it meanwhile
            _convert(model, paths, place)
    return place


def _convert(model: Published, paths, place):
    from tfstyle.convert import convert

    if place.parent.is_dir():
        remove_leftovers(place.parent)
    facts = {
        "description": model.description, "license": model.license, "data": model.data,
        "origin": ", ".join([model.home, *dict.fromkeys(file.url for file in model.files)]),
        "paper": model.paper, "scores": model.scores,
    }  # fmt: skip
    # One architecture can be asked for; files of several are told apart by themselves.
    architecture = model.files[0].architecture if len(model.files) == 1 else None
    convert(
        paths, place, architecture=architecture, name=model.style or None,
        metadata={key: value for key, value in facts.items() if value},
    )  # fmt: skip
