"""What a preset says of itself, from its files alone."""

from tfstyle.presets import WEIGHTS, read_card, read_config
from tfstyle.zoo.catalogue import list_catalogue, published
from tfstyle.zoo.registry import BUILT_IN, list_presets, preset_directory


def show_preset(name: str) -> dict:
    """Return what is known of a preset, ready for JSON; needs no TensorFlow.

    Args:
        name: of a preset of the zoo, of a model of its catalogue, or of a built-in model.

    Returns:
        `name`, `model` (class), `directions`, `resolution`, `size_multiple`, `inference_mode`,
        `dtype`, `networks` (class and arguments of each), `bytes` (of the weights), `remote`
        (whether they are downloaded at first use), `metadata` as recorded and `card` (Markdown).
        A model of the catalogue has also `converted` (whether it was) and `originals` (its files,
        see `zoo.originals.describe_originals`); until then, nothing is known of its networks.

    Raises:
        UnknownPresetError: with the nearest names.
    """
    if name in BUILT_IN:
        return _built_in(name)
    if name in list_catalogue() and name not in list_presets():
        return _published(name)
    return _from_files(name, preset_directory(name))


def _from_files(name, directory):
    config = read_config(directory)
    remote = config.get("remote")
    weights = directory / WEIGHTS
    size = remote["size"] if remote else weights.stat().st_size if weights.exists() else None
    return {
        "name": name,
        "model": _plain(config["class"]),
        "directions": config["directions"],
        "resolution": config["resolution"],
        "size_multiple": config["size_multiple"],
        "inference_mode": config["inference_mode"],
        "dtype": config["dtype"],
        "networks": {
            key: {"class": _plain(entry["class"]), **entry["config"]}
            for key, entry in config["networks"].items()
        },
        "bytes": size,
        "remote": bool(remote),
        "metadata": config["metadata"],
        "card": read_card(directory),
    }


def _published(name):
    from tfstyle.zoo.converted import converted_directory, is_converted
    from tfstyle.zoo.originals import describe_originals

    model, originals = published(name), describe_originals(published(name))
    keys = ("model", "description", "home", "license", "data", "paper", "scores")
    told = {key: value for key in keys if (value := getattr(model, key))}
    if is_converted(name):
        facts = _from_files(name, converted_directory(name))
        metadata = facts["metadata"] | told
        return facts | {"metadata": metadata, "converted": True, "originals": originals}
    sizes = [file["bytes"] for file in originals]
    return {
        "name": name,
        "model": model.model,
        "directions": [],
        "resolution": None,
        "size_multiple": None,
        "inference_mode": None,
        "dtype": None,
        "networks": {},
        "bytes": None if None in sizes else sum(sizes),
        "remote": True,
        "metadata": told,
        "card": "",
        "converted": False,
        "originals": originals,
    }


def _built_in(name):
    facts = BUILT_IN[name]
    return {
        "name": name,
        "model": facts["class"],
        "directions": facts["directions"],
        "resolution": None,
        "size_multiple": 1,
        "inference_mode": "eval",
        "dtype": "float32",
        "networks": {},
        "bytes": None,
        "remote": False,
        "metadata": {"description": facts["description"]},
        "card": f"Built in, no weights of its own: {facts['description']}.\n\n"
        f"    tfstyle translate {name} --style painting.jpg photo.jpg -o out.jpg\n\n"
        f"Its arguments: `help(tfstyle.{facts['class']})`.",
    }


def _plain(registered_name: str) -> str:
    return registered_name.rpartition(">")[2]
