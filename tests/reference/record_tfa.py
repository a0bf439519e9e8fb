"""Record what TensorFlow Addons 0.23 really computes, for `test_tfa_succession.py`.

TensorFlow Addons has reached its end of life and does not import beside a current TensorFlow, so
this script builds an environment of its own (Python 3.11, TensorFlow 2.15.1, 1.5 GB), runs itself
in there, and writes two files beside itself:

    tfa_0.23.npz          inputs, weights and outputs, and the versions that made them
    tfa_0.23_weights.h5   the weights of a small model, saved as its users saved theirs

Run it again only to add a piece; each part has a seed of its own, so the others stay the same:

    python3.11 tests/reference/record_tfa.py [--environment DIR]
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
REQUIREMENTS = ("tensorflow-cpu==2.15.1", "tensorflow-addons==0.23.0", "numpy<2")


def main():
    """Build the old environment if it is not there, and record in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = Path(tempfile.gettempdir(), "tfstyle-tfa-0.23")
    parser.add_argument("--environment", type=Path, default=default, help="where to build it")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        record()
        return
    python = arguments.environment / "bin" / "python"
    if not python.exists():
        old = sys.executable if sys.version_info[:2] == (3, 11) else shutil.which("python3.11")
        if old is None:
            sys.exit("TensorFlow 2.15 needs python3.11, and there is none on the PATH.")
        subprocess.run([old, "-m", "venv", arguments.environment], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)
    subprocess.run([python, __file__, "--inside"], check=True)


def record():
    """Write both fixtures; runs inside the old environment."""
    import keras
    import numpy as np
    import tensorflow as tf
    import tensorflow_addons as tfa

    results = {}
    parts = (instance_normalization, spectral_normalization, image, losses, optimizers, weights)
    for seed, part in enumerate(parts):
        tf.keras.utils.set_random_seed(seed)
        for name, value in part(tf, tfa, np.random.default_rng(seed)).items():
            results[f"{part.__name__}/{name}"] = np.asarray(value)
    versions = {
        "python": ".".join(map(str, sys.version_info[:3])),
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        "tensorflow_addons": tfa.__version__,
        "numpy": np.__version__,
    }
    results["versions"] = np.array(json.dumps(versions))
    target = HERE / "tfa_0.23.npz"
    np.savez_compressed(target, **results)
    print(f"{target}: {len(results)} arrays, {target.stat().st_size / 1024:.0f} KB, {versions}")


def picture(rng, *shape):
    """Return random values in [-1, 1]."""
    return rng.uniform(-1, 1, shape).astype("float32")


def instance_normalization(tf, tfa, rng):
    """Record all four combinations of center and scale, with random weights."""
    x = picture(rng, 2, 9, 7, 5) * [1, 3, 0.1, 1, 1] + [0, 0, 0, 10, -1]
    x = x.astype("float32")
    out = {"input": x}
    for name in ("affine", "scale", "center", "plain"):
        options = {"center": name in ("affine", "center"), "scale": name in ("affine", "scale")}
        layer = tfa.layers.InstanceNormalization(**options)
        layer(x)
        for weight in layer.weights:
            weight.assign(picture(rng, 5))
            out[f"{name}/{weight.name.split('/')[-1].split(':')[0]}"] = weight.numpy()
        out[f"{name}/epsilon"] = layer.epsilon
        out[f"{name}/output"] = layer(x).numpy()
    return out


def spectral_normalization(tf, tfa, rng):
    """Record three training calls and one inference call of a convolution and a dense layer."""
    inputs = {"conv2d": picture(rng, 2, 8, 8, 3), "dense": picture(rng, 4, 6)}
    out = {f"{kind}/input": value for kind, value in inputs.items()}
    for kind, x in inputs.items():
        for iterations in (1, 3):
            key = f"{kind}/{iterations}"
            inner = {"conv2d": tf.keras.layers.Conv2D(4, 3), "dense": tf.keras.layers.Dense(5)}
            layer = tfa.layers.SpectralNormalization(inner[kind], power_iterations=iterations)
            layer(x, training=False)
            layer.layer.bias.assign(picture(rng, *layer.layer.bias.shape))
            layer.w.assign(2 * picture(rng, *layer.w.shape))
            out[f"{key}/kernel0"] = layer.w.numpy()
            out[f"{key}/bias"] = layer.layer.bias.numpy()
            out[f"{key}/u0"] = layer.u.numpy()
            for call in (1, 2, 3):
                out[f"{key}/output{call}"] = layer(x, training=True).numpy()
                out[f"{key}/kernel{call}"] = layer.w.numpy()
                out[f"{key}/u{call}"] = layer.u.numpy()
            out[f"{key}/inference"] = layer(x, training=False).numpy()
    return out


def image(tf, tfa, rng):
    """Record blur, rotation and translation of two rectangular pictures."""
    x = picture(rng, 2, 12, 16, 3)
    blur, rotate, translate = tfa.image.gaussian_filter2d, tfa.image.rotate, tfa.image.translate
    angles, shifts = [0.3, -1.1], [[3.0, -2.0], [-1.5, 0.25]]
    return {
        "input": x,
        "angles": angles,
        "shifts": shifts,
        "blur_reflect": blur(x, 5, 1.3, padding="REFLECT"),
        "blur_constant": blur(x, 3, 0.8, padding="CONSTANT"),
        "rotate_constant": rotate(x, angles, "bilinear", fill_value=-1.0),
        "rotate_reflect": rotate(x, angles, "bilinear", fill_mode="reflect"),
        "translate_constant": translate(x, shifts, "bilinear"),
        "translate_nearest": translate(x, [[3.0, -2.0]] * 2, fill_mode="reflect"),
    }


def losses(tf, tfa, rng):
    """Record the two losses of use here: the median's, which is L1, and the contrastive one."""
    truth, prediction = picture(rng, 2, 6, 5, 3), picture(rng, 2, 6, 5, 3)
    similarity = 4 * picture(rng, 8, 8)
    return {
        "truth": truth,
        "prediction": prediction,
        "pinball": tfa.losses.PinballLoss(tau=0.5)(truth, prediction),
        "similarity": similarity,
        "npairs": tfa.losses.NpairsLoss()(tf.range(8), similarity),
    }


def optimizers(tf, tfa, rng):
    """Record five steps of two moving averages of weights, and of AdamW."""
    start = picture(rng, 3, 4)
    gradients = picture(rng, 5, 3, 4)
    out = {"start": start, "gradients": gradients}

    averages = {
        "from_first_step": {"average_decay": 0.9, "start_step": 1},
        "dynamic": {"average_decay": 0.25, "dynamic_decay": True},
    }
    for name, options in averages.items():
        variable = tf.Variable(start)
        sgd = tf.keras.optimizers.legacy.SGD(0.5)
        optimizer = tfa.optimizers.MovingAverage(sgd, **options)
        for step, gradient in enumerate(gradients):
            optimizer.apply_gradients([(tf.constant(gradient), variable)])
            out[f"{name}/{step}"] = optimizer.get_slot(variable, "average").numpy()

    variable = tf.Variable(start)
    optimizer = tfa.optimizers.AdamW(weight_decay=0.002, learning_rate=0.01, beta_1=0.5)
    for step, gradient in enumerate(gradients):
        optimizer.apply_gradients([(tf.constant(gradient), variable)])
        out[f"adamw/{step}"] = variable.numpy()
    return out


def weights(tf, tfa, rng):
    """Save a model's weights as HDF5, and record what it makes of a picture."""
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            layers.Conv2D(4, 3, padding="same", name="stem_conv"),
            tfa.layers.InstanceNormalization(name="stem_norm"),
            layers.ReLU(name="stem_activation"),
            tfa.layers.SpectralNormalization(
                layers.Conv2D(6, 3, name="inner"), power_iterations=2, name="middle"
            ),
            tfa.layers.InstanceNormalization(center=False, name="middle_norm"),
            layers.BatchNormalization(name="batch_norm"),
            layers.Conv2D(2, 1, name="head"),
        ]
    )
    x = picture(rng, 2, 8, 8, 3)
    model.build(x.shape)
    for weight in model.weights:  # positive, for the sake of the moving variance
        weight.assign(0.5 + 0.4 * picture(rng, *weight.shape))
    model.save_weights(HERE / "tfa_0.23_weights.h5")
    return {"input": x, "output": model(x, training=False).numpy()}


if __name__ == "__main__":
    main()
