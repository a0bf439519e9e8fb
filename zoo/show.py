"""What a preset says of itself, from its files alone."""

from tfstyle.presets import CARD, WEIGHTS, read_config
from tfstyle.zoo.registry import BUILT_IN, preset_directory


def show_preset(name: str) -> dict:
    """Return what is known of a preset, ready for JSON; needs no TensorFlow.

    Args:
        name: of a preset of the zoo, or of a built-in model.

    Returns:
        `name`, `model` (class), `directions`, `resolution`, `size_multiple`, `inference_mode`,
        `dtype`, `networks` (class and arguments of each), `bytes` (of the weights), `remote`
        (whether they are downloaded at first use), `metadata` as recorded and `card` (Markdown).

    Raises:
        UnknownPresetError: with the nearest names.
    """
    if name in BUILT_IN:
        return _built_in(name)
    directory = preset_directory(name)
    config = read_config(directory)
    remote = config.get("remote")
    weights, card = directory / WEIGHTS, directory / CARD
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
        "card": card.read_text() if card.exists() else "",
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
