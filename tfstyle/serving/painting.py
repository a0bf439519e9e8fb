"""A model that translates, as a servable: the signatures its SavedModel has, by any engine.

- `serving_default`: `images` float32 (N, H, W, C) in [0, 1] to `stylized`, the same.
- `serving_uint8`: `images` uint8 to `stylized` uint8.
- `serving_bytes`: `image_bytes` string (N,), picture files, to `stylized_bytes`, PNG.

A model with several directions takes `direction`, string (N,) or (1,), in each.
"""

import io
from collections.abc import Mapping

import numpy as np

from tfstyle.errors import TfstyleError
from tfstyle.serving.problems import ServingError
from tfstyle.serving.signature import Arrays, Signature, TensorInfo

# Of a file. Cameras and telephones have up to 50; a file of 600 bytes can unpack to far more than
# anybody waits for.
MAX_PIXELS = 50_000_000
_SLACK = 0.01  # for what resizing overshoots


class Painting:
    """A model by the signatures of its SavedModel.

    Args:
        model: a Keras model of tfstyle, or an `ExportedModel`.
        style: for models that take one: what `translate` takes.
        max_pixels: of a file, told by its header; more is refused before it is decoded.

    Raises:
        UnsupportedOptionError: the model does not translate, or needs a style and has none.
    """

    def __init__(self, model, *, style=None, max_pixels: int = MAX_PIXELS):
        from tfstyle.inference.options import TranslateOptions

        TranslateOptions(style=style).check(model)
        self._model, self._style, self._most = model, style, max_pixels
        self._directions = tuple(model.directions)
        channels, painted = model.channels(self._directions[0])
        taken, given = ((None, None, None, count) for count in (channels, painted))
        ways = [
            ("serving_default", "images", "float32", taken, "stylized", given, self._floats),
            ("serving_uint8", "images", "uint8", taken, "stylized", given, self._levels),
            ("serving_bytes", "image_bytes", "string", (None,), "stylized_bytes", (None,),
             self._files),
        ]  # fmt: skip
        self.signatures: Mapping[str, Signature] = {
            name: self._signature(name, TensorInfo(key, dtype, shape), TensorInfo(out, dtype, made),
                                  function)
            for name, key, dtype, shape, out, made, function in ways
        }  # fmt: skip

    def close(self) -> None:
        """Let go of the model."""
        self._model, self.signatures = None, {}

    def _signature(self, name, taken, given, function) -> Signature:
        inputs = {taken.name: taken}
        if len(self._directions) > 1:
            inputs["direction"] = TensorInfo("direction", "string", (None,))

        def run(arrays: Arrays) -> Arrays:
            pictures = arrays[taken.name]
            try:
                ways = self._ways(arrays.get("direction"), len(pictures))
                return {given.name: function(pictures, ways)}
            except TfstyleError as error:  # of pictures: none of them holds a path
                if isinstance(error, ServingError):
                    raise
                raise ServingError("INVALID_ARGUMENT", str(error)) from error

        return Signature(name, inputs, {given.name: given}, run)

    def _ways(self, names, count) -> list[str]:
        """Return the direction of each picture."""
        if names is None:
            return [self._directions[0]] * count
        given = [str(name, "utf-8", "replace") for name in np.broadcast_to(names, (count,))]
        return [self._model.check_direction(name) for name in given]

    def _translate(self, picture, way):
        how = {} if self._style is None else {"style": self._style}
        return self._model.translate(picture, direction=way, **how)

    def _floats(self, images, ways):
        low, high = float(images.min(initial=0.0)), float(images.max(initial=0.0))
        if not (low >= -_SLACK and high <= 1 + _SLACK):  # also for NaN
            raise ServingError(
                "INVALID_ARGUMENT",
                "Pictures are float in [0, 1]. Divide 0 to 255 by 255, turn [-1, 1] into "
                f"x / 2 + 0.5. Received values from, to: {low:g} {high:g}",
            )
        shown = np.clip(images, 0, 1) * 2 - 1
        return self._each(shown, ways, images.shape) / 2 + np.float32(0.5)

    def _levels(self, images, ways):
        return self._each(images, ways, images.shape)

    def _each(self, images, ways, shape):
        _check_sides(shape)
        outs = [self._translate(picture, way) for picture, way in zip(images, ways, strict=True)]
        if outs:
            return np.stack(outs)
        painted = self._model.channels(self._directions[0])[1]
        return np.zeros((*shape[:-1], painted), images.dtype)

    def _files(self, files, ways):
        from tfstyle import images

        channels, _ = self._model.channels(self._directions[0])
        outs = []
        for file, way in zip(files, ways, strict=True):
            self._check_pixels(*images.read_size(io.BytesIO(file)))
            picture = images.read_image(io.BytesIO(file), channels)
            outs.append(_png(np.asarray(self._translate(picture, way))))
        return np.array(outs, dtype=object)

    def _check_pixels(self, height, width):
        if height * width > self._most:
            raise ServingError(
                "INVALID_ARGUMENT",
                f"The picture says it is {width}x{height} pixels, and {self._most} are allowed.",
            )


def _png(picture) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture).save(
        file, "PNG", compress_level=1
    )
    return file.getvalue()


def _check_sides(shape):
    if 0 in shape[1:3]:
        raise ServingError(
            "INVALID_ARGUMENT", f"A picture has at least one pixel. Received: {shape[1:3]}"
        )
