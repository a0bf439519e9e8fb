"""The engines that can run a model's pictures, and which of them are installed."""

import importlib.util

from tfstyle.errors import UnsupportedOptionError, did_you_mean

# Each with the package it needs, as `pip install` calls it and as Python imports it.
_PACKAGES = {
    "keras": ("tensorflow", "tensorflow"),
    "litert": ("ai-edge-litert", "ai_edge_litert"),
    "openvino": ("openvino", "openvino"),
    "onnxruntime": ("onnxruntime", "onnxruntime"),
}
ENGINES = tuple(_PACKAGES)
AUTO = "auto"
# Arithmetic in 16 bits with the range of 32: asked for by name, as it is another picture.
BFLOAT16 = "openvino-bf16"
CHOICES = (AUTO, *ENGINES, BFLOAT16)


def check_engine(engine: str) -> str:
    """Return `engine` if there is one of this name.

    Raises:
        UnsupportedOptionError: there is none; the nearest names are given.

    Example:
        >>> check_engine("litert")
        'litert'
    """
    if engine not in CHOICES:
        raise UnsupportedOptionError(
            f"engine must be one of {', '.join(CHOICES)}. Received: {engine!r}."
            f"{did_you_mean(str(engine), CHOICES)}"
        )
    return engine


def base(engine: str) -> str:
    """Return the engine without its precision: that of "openvino-bf16" is "openvino"."""
    return engine.partition("-")[0]


def package(engine: str) -> str:
    """Return the name of the package an engine needs, for `pip install`."""
    return _PACKAGES[base(engine)][0]


def is_installed(engine: str) -> bool:
    """Return whether an engine's package is there; nothing is imported."""
    return importlib.util.find_spec(_PACKAGES[base(engine)][1]) is not None


def installed() -> tuple[str, ...]:
    """Return the engines whose packages are there."""
    return tuple(name for name in ENGINES if is_installed(name))
