"""Generators and discriminators of the PyTorch GAN projects: which model they make."""

import dataclasses
from pathlib import Path

from tfstyle.convert.architectures.gan_discriminator import of_norm
from tfstyle.convert.parts import Assembled, Part
from tfstyle.errors import ArchitectureError

MODELS = ("pix2pix", "cut", "cyclegan")
_DOMAINS = ("input", "output")


def settle_norms(parts) -> list[Part]:
    """Return the parts; a discriminator's norm is its generator's where its file does not tell."""
    generators = [part.match.arguments for part in parts if part.role == "generator"]
    norms = {arguments.get("normalization") for arguments in generators}
    if len(norms) != 1:
        return parts
    (norm,) = norms
    return [
        dataclasses.replace(part, match=of_norm(part.match, norm))
        if part.role == "discriminator" else part
        for part in parts
    ]  # fmt: skip


def assemble_gan(parts, name: str, model: str | None = None):
    """Return the model of one generator, or of two that translate there and back.

    Without `model`, two generators are a CycleGAN, A before B by their file names. One is a
    pix2pix if its discriminator judges pairs, or if it is a U-Net, has batch norm, more than two
    halvings or other channels out than in, as the published ones of pix2pix and pix2pixHD; else a
    CUT, which learns on without pairs and without a way back.

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
    _check_channels(model, generators, judges)
    if model == "cyclegan" and len({_mode(part) for part in generators}) > 1:
        raise ArchitectureError(
            "One of these generators has batch norm, the other not; as one CycleGAN both would be "
            "run alike. Convert them one by one."
        )
    try:
        built = _build(model, generators, judges)
    except ValueError as error:
        raise ArchitectureError(f"These networks make no {model}: {error}") from error
    arguments = [part.match.arguments for part in generators]
    judge = judges[0].match.arguments if judges else None
    recipe = _recipe(model, arguments[0], judge, _mode(generators[0]))
    describable = _reads_pictures(arguments[0]) and _alike(generators) and _alike(judges)
    return Assembled(built, recipe if describable else None, recipe["data"]["crop"])


def _by_name(parts):
    """Sort `latest_net_G_A.pth` before `latest_net_G_B.pth`, wherever they lie."""
    return sorted(parts, key=lambda part: Path(part.file).stem)


def _guess(generators, judges):
    if len(generators) == 2:
        return "cyclegan"
    if not generators:
        return "pix2pix"
    arguments = generators[0].match.arguments
    source, target = arguments["in_channels"], arguments["out_channels"]
    if judges and judges[0].match.arguments["in_channels"] in (target, source + target):
        pairs = judges[0].match.arguments["in_channels"] == source + target
        return "pix2pix" if pairs else "cut"
    paired = arguments["normalization"] == "batch" or arguments["num_downs"] > 2
    return "pix2pix" if paired or _is_unet(arguments) or source != target else "cut"


def _check_channels(model, generators, judges):
    """Check that the networks take each other's pictures.

    The project names a judge after the generator it judges: D_A sees what G_A paints.
    """
    first = generators[0].match.arguments
    source, target = first["in_channels"], first["out_channels"]
    if model == "cut" and source != target:
        raise ArchitectureError(
            "CUT looks at its results through the generator's own first half, which takes "
            f"{source} channels and gives {target}. Use --model pix2pix, which learns from pairs."
        )
    if model == "cyclegan":
        back = generators[1].match.arguments
        if (back["in_channels"], back["out_channels"]) != (target, source):
            raise ArchitectureError(
                f"{generators[0].file} goes from {source} channels to {target}, "
                f"{generators[1].file} from {back['in_channels']} to {back['out_channels']}, which "
                "is not the way back. Convert them one by one."
            )
    seen = {"pix2pix": [source + target], "cut": [target], "cyclegan": [target, source]}[model]
    for judge, channels in zip(judges, seen, strict=False):
        found = judge.match.arguments["in_channels"]
        if found != channels:
            what = "source and target side by side" if model == "pix2pix" else "the results"
            raise ArchitectureError(
                f"{judge.file} judges pictures of {found} channels; the discriminator of this "
                f"{model} sees {what}, {channels} channels. Leave it out, or name its generator."
            )


def _build(model, generators, judges):
    from tfstyle import models

    mode = _mode(generators[0])
    networks = [part.match.network for part in generators]
    judges = [part.match.network for part in judges] or [None] * len(networks)
    options = {"inference_mode": mode, "domains": _DOMAINS}
    if model == "cyclegan":  # its discriminator_b judges what generator_ab paints: D_A
        return models.CycleGAN(*networks, *judges[::-1], inference_mode=mode, domains=("a", "b"))
    if model == "cut":
        return models.CUT(networks[0], judges[0], **options)
    return models.Pix2Pix(networks[0], judges[0], **options)


def _mode(generator) -> str:
    """Return how the project runs a generator: batch norm by the picture's own statistics."""
    batch = generator.match.arguments["normalization"] == "batch"
    return "batch_statistics" if batch else "eval"


def _reads_pictures(generator):
    """A recipe reads pictures; label maps, one channel a class, come from the user's own code."""
    return {generator["in_channels"], generator["out_channels"]} <= {1, 3, 4}


def _alike(parts):
    """A recipe describes one generator and one discriminator, but for their channels."""
    kinds = [
        {key: value for key, value in part.match.arguments.items() if "channels" not in key}
        for part in parts
    ]
    return all(kind == kinds[0] for kind in kinds)


def _is_unet(generator):
    return "num_blocks" not in generator


def _recipe(model, generator, judge, mode):
    unet = _is_unet(generator)
    crop = max(2 ** generator["num_downs"], 64) if unet else 256
    names = ["filters", "num_downs", "normalization", "dropout"]
    names += [] if unet else ["num_blocks", "upsampling"]
    names += ["downsampling"] if "downsampling" in generator else []
    values = {
        "model": model,
        "generator": {
            "network": "unet" if unet else "resnet",
            **{name: generator[name] for name in names},
            "inference_mode": mode,
        },
        "data": {
            "in_channels": generator["in_channels"],
            "out_channels": generator["out_channels"],
            "domains": ["a", "b"] if model == "cyclegan" else list(_DOMAINS),
            "crop": crop,
        },
        "train": {"init": "preset"},
    }
    if model == "cyclegan" and generator["in_channels"] != generator["out_channels"]:
        values["loss"] = {"identity": 0.0}  # a picture of b is none that the generator takes
    if judge:
        values["discriminator"] = {
            name: judge[name]
            for name in ("filters", "num_layers", "normalization", "antialiased")
        }
    return values
