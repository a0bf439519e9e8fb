"""What a user's type checker says of the public names; `make lint` reads this, nothing runs it.

A line that is wrong on purpose has a `type: ignore` with the error it must get: mypy tells of one
that is not needed.
"""

import numpy as np

import tfstyle
from tfstyle.export import export
from tfstyle.zoo import resolve


def names_and_presets() -> None:
    names: list[str] = tfstyle.list_presets("cyclegan_*")
    said: dict = tfstyle.show_preset(names[0])
    print(said["model"], tfstyle.__version__, resolve("gatys").kind.name)
    tfstyle.list_presets(3)  # type: ignore[arg-type]
    tfstyle.nothing  # type: ignore[attr-defined]  # noqa: B018


def translating() -> None:
    model = tfstyle.from_preset("fast_style_udnie")
    model.translate("photo.jpg", strength=0.5, tile=512).save("painted.jpg")
    model.translate(np.zeros((30, 50, 3), "uint8"), size=(240, 320), preserve_color=True)
    model.translate("photo.jpg", strenght=0.5)  # type: ignore[call-arg]
    model.translate("photo.jpg", strength="half")  # type: ignore[arg-type]
    model.translate("photo.jpg", 0.5)  # type: ignore[arg-type, call-arg]
    export(model, "out", formats=["tflite"])
    noise = tfstyle.from_preset("noisegan_fashion_mnist_32")
    noise.generate(16, seed=0)
    noise.embed("shoe.png")  # what only some models have is not checked


def building() -> None:
    model = tfstyle.Pix2Pix(
        tfstyle.UNetGenerator(num_downs=7), tfstyle.PatchDiscriminator(in_channels=6), l1=100.0
    )
    model.translate("photo.jpg", direction="a2b")
    model.translate("photo.jpg", direktion="a2b")  # type: ignore[call-arg]


def training(recipe: tfstyle.Recipe) -> None:
    print(recipe.model, recipe.train.steps)
    recipe.seed = 3  # type: ignore[misc]
    spec = tfstyle.data.DataSpec("paired", "facades/", load=286, crop=256)
    tfstyle.data.load_dataset(spec, batch_size=1, seed=0)
    tfstyle.data.load_dataset(spec, batchsize=1)  # type: ignore[call-arg]
