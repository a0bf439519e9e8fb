"""Where a run computes: one device, all of this machine's, many machines, or a TPU."""

import json
import os
from dataclasses import dataclass

import keras
import tensorflow as tf

from tfstyle.errors import TrainingError, did_you_mean
from tfstyle.runs.cluster import is_chief, resolve_cluster

STRATEGIES = ("auto", "one", "mirrored", "multi_worker", "tpu")


@dataclass(frozen=True)
class Distribution:
    """A strategy and this process' part in it.

    Attributes:
        strategy: the `tf.distribute` strategy; the default one on a single device.
        chief: whether this process writes to the run directory.
        multi_worker: whether other processes take part.
        description: for people.
    """

    strategy: tf.distribute.Strategy
    chief: bool = True
    multi_worker: bool = False
    description: str = ""

    @property
    def replicas(self) -> int:
        """How many replicas share a batch, over all processes."""
        return self.strategy.num_replicas_in_sync

    def check_batch(self, batch_size: int) -> None:
        """See that a global batch divides among the replicas.

        Raises:
            TrainingError: it does not.
        """
        if batch_size % self.replicas:
            raise TrainingError(
                f"train.batch_size = {batch_size} is shared by {self.replicas} replicas and must "
                f"be a multiple of {self.replicas}. Pass --set train.batch_size="
                f"{-(-batch_size // self.replicas) * self.replicas} or --strategy one."
            )

    def distribute(self, dataset: tf.data.Dataset):
        """Return the data of this process' replicas.

        Every replica gets its own rows of the global batch, the same rows whatever the number of
        machines: a batch is the same batch on one replica and on many.

        Args:
            dataset: global batches, tuples of (B, ...) tensors.
        """
        if self.replicas == 1:
            return dataset

        def of_worker(context):
            local = context.num_replicas_in_sync // context.num_input_pipelines
            first = context.input_pipeline_id * local

            def rows(*batch):
                def mine(tensor):
                    size = tensor.shape[0] // self.replicas
                    parts = tf.reshape(tensor, (self.replicas, size, *tensor.shape[1:]))
                    return parts[first : first + local]

                return tuple(mine(tensor) for tensor in batch)

            own = dataset.map(rows).unbatch()
            # Said aloud, because several workers keep static shapes only for endless data.
            endless = tf.data.experimental.assert_cardinality(tf.data.INFINITE_CARDINALITY)
            return own.apply(endless).prefetch(2 * local)

        return self.strategy.distribute_datasets_from_function(of_worker)


def make_distribution(name: str = "auto") -> Distribution:
    """Return the distribution of a `--strategy`.

    Args:
        name: `"auto"` takes all GPUs of this machine if there are several, else one device;
            `"one"`; `"mirrored"`: all GPUs of this machine, or its logical CPUs; `"mirrored:2"`:
            the first two GPUs, or the processor split in two, to try out what several devices do;
            `"multi_worker"`: the cluster of `runs.cluster`; `"tpu"`.

    Raises:
        TrainingError: an unknown name, or hardware that is not there.
    """
    given, (name, _, count) = name, name.partition(":")
    wrong_count = count and not (name == "mirrored" and count.isdecimal() and 0 < int(count) <= 64)
    if name not in STRATEGIES or wrong_count:
        raise TrainingError(
            f"strategy must be one of {', '.join(STRATEGIES)}, or mirrored:2 for a number of "
            f"devices. Received: {given!r}.{did_you_mean(name, STRATEGIES)}"
        )
    if keras.config.backend() != "tensorflow":
        # A recipe also trains through another backend's GPU build; tf.distribute is TensorFlow's.
        if name not in ("auto", "one"):
            raise TrainingError(
                f"strategy {name!r} needs KERAS_BACKEND=tensorflow. "
                f"Received: {keras.config.backend()!r}."
            )
        description = f"one device through {keras.config.backend()}"
        return Distribution(tf.distribute.get_strategy(), description=description)
    if count and not tf.config.list_physical_devices("GPU"):
        _split_processor(int(count))
    gpus = tf.config.list_logical_devices("GPU") if name != "multi_worker" else []
    if name == "auto":
        name = "mirrored" if len(gpus) > 1 else "one"
    if name == "one":
        device = "GPU" if gpus else "CPU"
        return Distribution(tf.distribute.get_strategy(), description=f"one {device}")
    if name == "mirrored":
        devices = [d.name for d in gpus or tf.config.list_logical_devices("CPU")]
        if count and int(count) > len(devices):
            raise TrainingError(f"--strategy {given}: this machine has {len(devices)} GPUs.")
        devices = devices[: int(count) if count else None]
        return Distribution(
            tf.distribute.MirroredStrategy(devices),
            description=f"{len(devices)} mirrored {'GPUs' if gpus else 'CPUs'}",
        )
    return _tpu() if name == "tpu" else _multi_worker()


def _split_processor(count: int) -> None:
    """Make logical CPUs; they share the processor, so nothing becomes faster."""
    (cpu,) = tf.config.list_physical_devices("CPU")
    if len(tf.config.get_logical_device_configuration(cpu) or [None]) == count:
        return
    try:
        tf.config.set_logical_device_configuration(
            cpu, [tf.config.LogicalDeviceConfiguration()] * count
        )
    except RuntimeError as error:
        raise TrainingError(
            f"The processor can be split in {count} only before TensorFlow is used. Start a new "
            "process."
        ) from error


def _multi_worker() -> Distribution:
    cluster = resolve_cluster(os.environ)
    os.environ["TF_CONFIG"] = json.dumps(cluster)
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    task = cluster["task"]
    workers = sum(len(tasks) for tasks in cluster["cluster"].values())
    return Distribution(
        strategy,
        chief=is_chief(cluster),
        multi_worker=workers > 1,
        description=f"{task['type']} {task['index']} of {workers} workers, "
        f"{strategy.num_replicas_in_sync} replicas",
    )


def _tpu() -> Distribution:
    try:
        resolver = tf.distribute.cluster_resolver.TPUClusterResolver.connect()
        strategy = tf.distribute.TPUStrategy(resolver)
    except Exception as error:
        # TensorFlow raises many kinds here, from ValueError to NotFoundError.
        raise TrainingError(
            f"No TPU can be reached ({type(error).__name__}). On a TPU VM install libtpu; "
            "elsewhere set TPU_NAME."
        ) from error
    return Distribution(strategy, description=f"{strategy.num_replicas_in_sync} TPU cores")
