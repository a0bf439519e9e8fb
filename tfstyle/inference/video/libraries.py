"""PyAV and OpenCV, which only those who translate videos need."""

import importlib

from tfstyle.errors import DataError


def load_library(name: str):
    """Import `av` or `cv2` when it is first needed.

    Raises:
        DataError: it is not installed; the message says how to.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        title = {"av": "PyAV", "cv2": "OpenCV"}[name]
        raise DataError(
            f'Videos need {title}, which does not import ({error}). pip install "tfstyle[video]"'
        ) from error


def exact_conversion() -> int:
    """Return swscale's flags for colours without rounding towards black and full-size chroma.

    Its defaults, made for speed, darken a picture by a level or two on each way.
    """
    scaling = load_library("av").video.reformatter.Interpolation
    return scaling.BICUBIC | scaling.ACCURATE_RND | scaling.FULL_CHR_H_INT | scaling.FULL_CHR_H_INP
