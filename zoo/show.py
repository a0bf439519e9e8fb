"""What a preset says of itself, from its files alone."""

from tfstyle.presets import WEIGHTS, read_card, read_config
from tfstyle.run_files import CHECKPOINTS, RECIPE, checkpoint_steps
from tfstyle.zoo.catalogue import published
from tfstyle.zoo.names import Kind, Resolved, resolve
from tfstyle.zoo.registry import BUILT_IN


def show_preset(name: str) -> dict:
    """Return what is known of a preset, ready for JSON; needs no TensorFlow.

    Args:
        name: of a preset of the zoo, of a model of its catalogue, or of a built-in model; or a
            preset's directory, or that of a run of `tfstyle train`.

    Returns:
        `name`, `model` (class), `directions`, `resolution`, `size_multiple`, `inference_mode`,
        `dtype`, `networks` (class and arguments of each), `bytes` (of the weights), `remote`
        (whether they are downloaded at first use), `metadata` as recorded and `card` (Markdown).
        A model of the catalogue has also `converted` (whether it was) and `originals` (its files,
        see `zoo.originals.describe_originals`); until then, nothing is known of its networks.
        So it is with a run that has saved no model but a checkpoint; it has `step`, the newest.

    Raises:
        UnknownPresetError: with the nearest names.
    """
    found = resolve(name)
    if found.kind is Kind.BUILT_IN:
        return _built_in(found.name)
    if found.kind is Kind.RUN:
        return _unfinished(found.name, found.directory)
    if found.kind is Kind.PUBLISHED:
        return _published(found)
    return _from_files(found.name, found.directory)


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


def _unfinished(name, run):
    from tfstyle.recipes import load_recipe  # a third of the time that `tfstyle list` takes

    recipe = load_recipe(run / RECIPE)
    step = checkpoint_steps(run / CHECKPOINTS)[0]
    return {
        "name": name,
        "model": recipe.model,
        "directions": [],
        "resolution": recipe.data.crop,
        "size_multiple": None,
        "inference_mode": None,
        "dtype": None,
        "networks": {},
        "bytes": None,
        "remote": False,
        "metadata": {"steps": recipe.train.steps},
        "card": f"A run that did not end. Its newest checkpoint can be used like a preset:\n\n"
        f"    tfstyle translate {name} picture.jpg -o out.jpg\n\n"
        f"Go on with it: `tfstyle train {run / RECIPE} --data DIR --out {name} --resume`.",
        "step": step,
    }


def _published(found: Resolved):
    from tfstyle.zoo.originals import describe_originals

    name = found.name
    model, originals = published(name), describe_originals(published(name))
    keys = ("model", "description", "home", "license", "data", "paper", "scores")
    told = {key: value for key in keys if (value := getattr(model, key))}
    if found.is_preset:
        facts = _from_files(name, found.directory)
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
