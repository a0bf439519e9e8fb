"""A `tf.distribute` strategy of one's own: two replicas, in a process of their own."""

import json
import subprocess
import sys

import pytest

CODE = """
import json, sys
import numpy as np
import tensorflow as tf

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from tests.models.case import SIZE
from tests.models.cases import CASES
from tests.models.small import cyclegan, pix2pix
from tests.networks.helpers import pictures

strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
x, told = pictures(6, SIZE, SIZE, 3), {}
with strategy.scope():
    model = cyclegan(identity=0.0)
    model.compile()
# The size comes unknown to the graph out of Python, as it does out of a file.
blind = tf.data.Dataset.from_tensor_slices((x, x)).batch(2).map(
    lambda *pair: [tf.ensure_shape(tf.numpy_function(lambda a: a, [one], tf.float32),
                                   (None, None, None, 3)) for one in pair]
)
try:
    model.fit(blind, verbose=0)
except ValueError as error:
    told["blind"] = str(error)
# A batch of four, and one of two: two pictures a replica, then one.
told["fit"] = model.fit(x, x, batch_size=4, verbose=0).history["cycle/a"]
told["pool"] = int(model.pool_a.count.numpy())
with strategy.scope():
    model = CASES["microast"].make(ema=0.5)
    model.compile(**CASES["microast"].compile())
told["microast"] = model.fit(x, x[::-1].copy(), batch_size=4, verbose=0).history
with strategy.scope():
    model = CASES["distilled"].make(ema=0.5)
    model.compile(**CASES["distilled"].compile())
told["distilled"] = model.fit(pictures(6, 32, 32, 3), batch_size=4, verbose=0).history
with strategy.scope():
    model = pix2pix()
    model.compile(metrics=["mae"])
told["evaluate"] = model.evaluate(x, x, batch_size=4, verbose=0, return_dict=True)
told["mae"] = float(np.abs(np.asarray(model(x)) - x).mean())
for name, use in (
    ("fitted", lambda: model.fit(x[:3], x[:3], batch_size=2, verbose=0)),
    ("evaluated", lambda: model.evaluate(x[:3], x[:3], batch_size=2, verbose=0)),
):
    try:
        use()
    except ValueError as error:
        told[f"none to be {name}"] = str(error)
print(json.dumps(told))
"""


@pytest.mark.exhaustive
def test_two_replicas_fit_evaluate_and_share_a_pool():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CODE], capture_output=True, text=True, check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert "image_shape=(B, H, W, C)" in told["blind"]
    for name in ("fitted", "evaluated"):
        assert "A replica was left without pictures" in told[f"none to be {name}"]
    assert told["fit"][0] > 0
    assert told["pool"] == 2  # the pools' size, filled
    for name in ("microast", "distilled"):
        for losses in told[name].values():
            assert 0 < losses[0] < 1e4
    assert told["evaluate"]["mae"] == pytest.approx(told["mae"], rel=1e-4)
    assert told["evaluate"]["generator/l1"] == pytest.approx(100 * told["mae"], rel=1e-4)
