"""Generators and discriminators of the PyTorch GAN projects: which model they make."""

from pathlib import Path

from tfstyle.convert.parts import Assembled
from tfstyle.errors import ArchitectureError

MODELS = ("pix2pix", "cut", "cyclegan")
_DOMAINS = ("input", "output")


def assemble_gan(parts, name: str, model: str | None = None):
    """Return the model of one generator, or of two that translate there and back.

    Without `model`, two generators are a CycleGAN, A before B by their file names. One is a
    pix2pix if its discriminator judges pairs, or if it is a U-Net, has batch norm or more than two
    halvings, as the published ones of pix2pix and pix2pixHD; else a CUT, which learns on without
    pairs and without a way back.

    Raises:
        ArchitectureError: the networks do not make a model.
    """
    generators = _by_name([part for part in parts if part.role == "generator"])
    judges = _by_name([part for part in parts if part.role == "discriminator"])
    model = model or _guess(generators, judges)
    if model not in MODELS:
        raise ArchitectureError(f"model must be one of {', '.join(MODELS)}. Received: {model!r}.")
    wanted = 2 if model == "cyclegan" else 1
    if len(generators) != wanted or len(judges) not in (0, wanted):
        raise ArchitectureError(
            f"A {model} has {wanted} generator(s) and as many discriminators or none. Received: "
            f"{len(generators)} generator(s), {len(judges)} discriminator(s)."
        )
    networks = [part.match for part in generators]
    recipe = _recipe(model, networks[0].arguments, judges[0].match.arguments if judges else None)
    built = _build(model, networks, [part.match for part in judges])
    resolution = recipe["data"]["crop"]
    return Assembled(built, recipe if _has_recipe(networks[0].arguments) else None, resolution)


def _by_name(parts):
    """Sort `latest_net_G_A.pth` before `latest_net_G_B.pth`, wherever they lie."""
    return sorted(parts, key=lambda part: Path(part.file).stem)


def _guess(generators, judges):
    if len(generators) == 2:
        return "cyclegan"
    if not generators:
        return "pix2pix"
    arguments = generators[0].match.arguments
    if judges:
        pairs = arguments["in_channels"] + arguments["out_channels"]
        return "pix2pix" if judges[0].match.arguments["in_channels"] == pairs else "cut"
    paired = arguments["normalization"] == "batch" or arguments["num_downs"] > 2
    return "pix2pix" if paired or _is_unet(arguments) else "cut"


def _build(model, generators, judges):
    from tfstyle import models

    mode = inference_mode(generators[0].arguments)
    networks = [match.network for match in generators]
    judges = [match.network for match in judges] or [None] * len(networks)
    options = {"inference_mode": mode, "domains": _DOMAINS}
    if model == "cyclegan":
        # The project names a judge after the generator it judges: D_A sees pictures of b.
        return models.CycleGAN(*networks, *judges[::-1], inference_mode=mode, domains=("a", "b"))
    if model == "cut":
        return models.CUT(networks[0], judges[0], **options)
    return models.Pix2Pix(networks[0], judges[0], **options)


def inference_mode(arguments) -> str:
    """Return how the project runs such a generator: batch norm by the picture's own statistics."""
    return "batch_statistics" if arguments["normalization"] == "batch" else "eval"


def _has_recipe(generator):
    """A recipe reads pictures; label maps, one channel a class, come from the user's own code."""
    return {generator["in_channels"], generator["out_channels"]} <= {1, 3, 4}


def _is_unet(generator):
    return "num_blocks" not in generator


def _recipe(model, generator, judge):
    unet = _is_unet(generator)
    crop = max(2 ** generator["num_downs"], 64) if unet else 256
    names = ["filters", "num_downs", "normalization", "dropout"]
    names += [] if unet else ["num_blocks", "upsampling"]
    values = {
        "model": model,
        "generator": {
            "network": "unet" if unet else "resnet",
            **{name: generator[name] for name in names},
            "inference_mode": inference_mode(generator),
        },
        "data": {
            "in_channels": generator["in_channels"],
            "out_channels": generator["out_channels"],
            "domains": ["a", "b"] if model == "cyclegan" else list(_DOMAINS),
            "crop": crop,
        },
        "train": {"init": "preset"},
    }
    if judge:
        values["discriminator"] = {
            name: judge[name]
            for name in ("filters", "num_layers", "normalization", "antialiased")
        }
    return values
