"""How many pictures of `noisegan_fashion_mnist_32` are what was asked for, as a classifier says.

    python -m tests.benchmarks.classes_named [PRESET|DIR...] --data fashion_mnist.npz

A small convolutional network learns the ten classes from the real training pictures (minutes on
two cores), is asked for its error on the held-out ones, and then names generated pictures: a share
of each class, and of all.
"""

import argparse
import sys

import keras
import numpy as np

import tfstyle

CLASSES = (
    "T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
    "ankle boot",
)  # fmt: skip


def classifier(images, labels, *, epochs=25, seed=0):
    """Return a network that names pictures `[batch, 28, 28, 1]` in [0, 1] (logits of ten)."""
    keras.utils.set_random_seed(seed)
    network = keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.RandomFlip("horizontal"),
        keras.layers.RandomTranslation(0.08, 0.08, fill_mode="constant"),
        keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
        keras.layers.BatchNormalization(),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(64, 3, padding="same", activation="relu"),
        keras.layers.BatchNormalization(),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(96, 3, padding="same", activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.4),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dropout(0.4),
        keras.layers.Dense(10),
    ])  # fmt: skip
    steps = epochs * (len(images) // 128)
    network.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(2e-3, steps)),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    network.fit(images, labels, batch_size=128, epochs=epochs, verbose=0)
    return network


def named(network, images):
    """Return the class of each picture."""
    return np.argmax(network.predict(images, batch_size=256, verbose=0), -1)


def generated(model, count, seed=0):
    """Return `count` pictures `[count, 28, 28, 1]` in [0, 1], and the classes asked for."""
    asked = np.arange(count) % 10
    made = [
        model.generate(len(part), seed=seed + place, labels=part.tolist())
        for place, part in enumerate(np.split(asked, range(200, count, 200)))
    ]
    images = np.concatenate(made)[:, 2:-2, 2:-2].reshape(count, 28, 28, 1)
    return images.astype("float32") / 255, asked


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("presets", nargs="*", default=["noisegan_fashion_mnist_32"])
    parser.add_argument("--data", required=True, help="an .npz of x_train, y_train, x_test, y_test")
    parser.add_argument("--count", type=int, default=4000)
    options = parser.parse_args(arguments)
    with np.load(options.data, allow_pickle=False) as data:
        images = {
            key: data[key].astype("float32")[..., None] / 255 for key in ("x_train", "x_test")
        }
        network = classifier(images["x_train"], data["y_train"])
        right = named(network, images["x_test"]) == data["y_test"]
        rows = {"real, held out": [right[data["y_test"] == one].mean() for one in range(10)]}
        print(f"error on {len(right)} held-out pictures: {1 - right.mean():.1%}")
    for preset in options.presets:
        pictures, asked = generated(tfstyle.from_preset(preset), options.count)
        right = named(network, pictures) == asked
        rows[preset] = [right[asked == one].mean() for one in range(10)]
    print(f"| | {' | '.join(CLASSES)} | all |\n|{'---|' * 12}")
    for name, shares in rows.items():
        print(f"| {name} | {' | '.join(f'{x:.0%}' for x in shares)} | {np.mean(shares):.1%} |")


if __name__ == "__main__":
    main(sys.argv[1:])
