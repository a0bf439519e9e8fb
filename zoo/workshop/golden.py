"""One small picture for each thing a preset can do, painted again by the tests.

`golden_<name>.png` holds squares side by side: what went in, and last what came out. The name is a
direction, or a learned style; of a model that takes a style picture, content and style went in;
`golden_noise.png` holds four generated pictures alone.
"""

from pathlib import Path

import numpy as np

SIDE = 64


def paint(model, name, inputs) -> np.ndarray:
    """Return what a model makes of a golden picture's inputs, uint8 (H, W, 3).

    Args:
        model: a trained model.
        name: of the golden picture.
        inputs: uint8 (SIDE, SIDE, 3): none, the source, or content and style.
    """
    can = model.capabilities
    if can.generates:
        out = np.concatenate(list(model.generate(4, seed=0)), axis=1)
    elif len(inputs) == 2:
        out = model.translate(inputs[0], style=inputs[1])
    elif can.style:
        out = model.translate(inputs[0], style=name)
    else:
        out = model.translate(inputs[0], direction=name)
    return np.repeat(out, 3, axis=-1) if out.shape[-1] == 1 else out


def write_goldens(model, folder, inputs) -> None:
    """Paint and write the golden pictures of a preset.

    Args:
        model: a trained model.
        folder: of the preset.
        inputs: `{name: pictures}`, uint8 (H, W, C), made small here.
    """
    from tfstyle import images

    for name, pictures in inputs.items():
        small = [images.resize(picture, (SIDE, SIDE)) for picture in pictures]
        small = [np.repeat(x, 3, axis=-1) if x.shape[-1] == 1 else x for x in small]
        whole = np.concatenate([*small, paint(model, name, small)], axis=1)
        images.write_image(Path(folder, f"golden_{name}.png"), whole)


def repaint(model, folder) -> list[tuple[str, list, np.ndarray, np.ndarray]]:
    """Paint every golden picture of a preset again.

    Returns:
        `[(name, inputs, recorded, painted now)]`.
    """
    from tfstyle import images

    results = []
    for path in sorted(Path(folder).glob("golden_*.png")):
        name = path.stem.removeprefix("golden_")
        whole = images.read_image(path)
        if model.capabilities.generates:
            inputs, recorded = [], whole
        else:
            *inputs, recorded = np.split(whole, whole.shape[1] // whole.shape[0], axis=1)
        results.append((name, inputs, recorded, paint(model, name, inputs)))
    return results
