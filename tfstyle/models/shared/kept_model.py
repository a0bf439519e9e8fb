"""The ways in and out of files: presets, Keras' own `export`, and a model's configuration."""

from typing import Self

import keras

from tfstyle.errors import ArchitectureError
from tfstyle.models.shared.configuration import describe, rebuild
from tfstyle.models.shared.refusals import check_exportable


class KeptModel:
    """The half of `PictureModel` that keeps a model: it has `networks` and `channels`."""

    @classmethod
    def from_preset(cls, name, *, training=False) -> Self:
        """Return a trained model of this class.

        Args:
            name: what `tfstyle.from_preset` takes: a preset's name, its directory, or a run's.
            training: build the discriminators, too, to train on: `compile`, then `fit`.

        Raises:
            ArchitectureError: the preset holds a model of another class.

        Example:
            >>> from tfstyle.models import Pix2Pix
            >>> model = Pix2Pix.from_preset(
            ...     "pix2pix_facades_label2photo_256", training=True
            ... )  # doctest: +SKIP
        """
        import tfstyle

        model = tfstyle.from_preset(name, training=training)
        if not isinstance(model, cls):
            kind = type(model).__name__
            raise ArchitectureError(
                f"{name} is a {kind}, no {cls.__name__}: load it with {kind}.from_preset(...), or "
                "with tfstyle.from_preset(...), which takes any."
            )
        return model

    def save_to_preset(self, directory, **options):
        """Write the model as a preset directory that `tfstyle.from_preset` loads.

        Args:
            directory: where; appears whole or not at all, an existing one is replaced.
            **options: `card`, `metadata`, `dtype`, `training` of `tfstyle.presets.save`.

        Raises:
            ArchitectureError: a network of one's own, which no preset can bring back.
        """
        from tfstyle import presets

        for role, network in self.networks.items():
            name = keras.saving.get_registered_name(type(network))
            if not name.startswith("tfstyle>") or name == "tfstyle>DeclaredNetwork":
                raise ArchitectureError(
                    f"{role}: a preset is read without running code and names networks of tfstyle "
                    f"alone; {type(network).__name__} is one of your own. Use "
                    "model.save('model.keras') and keras.models.load_model."
                )
        presets.save(self, directory, **options)

    def export(self, filepath, format="tf_saved_model", verbose=None, input_signature=None,
               **kwargs):  # fmt: skip
        """Write what `model(pictures)` computes as Keras exports models, for any size and number.

        It takes and returns float32 in [-1, 1]. `tfstyle export` writes more: signatures for
        uint8 and encoded pictures, any size of picture, each direction and style, and a proof
        that the pictures are the same.

        Args:
            filepath: where.
            format: of `keras.Model.export`.
            verbose: whether to say so; Keras' default.
            input_signature: (N, H, W, C) if not given, H and W multiples of `size_multiple`.
            **kwargs: of `keras.Model.export`.

        Raises:
            UnsupportedOptionError: the model needs a style, or draws noise.
        """
        from tfstyle.layers.tensorflow_kernels import plain_operations

        if input_signature is None:
            input_signature = [self._export_signature()]
        with plain_operations():
            super().export(
                filepath, format=format, verbose=verbose, input_signature=input_signature,
                **kwargs,
            )

    def _export_signature(self):
        """Return what `call` takes, or refuse where that is not all that it needs."""
        check_exportable(self)
        channels, _ = self.channels()
        return keras.InputSpec(shape=(None, None, None, channels), dtype="float32")

    def get_config(self):
        """Return the constructor's arguments, the networks serialized."""
        return describe(self)

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """Build the model from `get_config()`."""
        return rebuild(cls, config)
