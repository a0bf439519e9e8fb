"""What a server counts, for Prometheus: requests, seconds, pictures, bytes, the queues' length.

No label holds anything a client made up, so that strangers cannot make a server remember names.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, exposition
from prometheus_client.core import GaugeMetricFamily

from tfstyle.serving.problems import ServingError
from tfstyle.serving.store import ModelStore

CONTENT_TYPE = exposition.CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_PICTURES = (1, 2, 4, 8, 16, 32, 64)
_BYTES = (1e3, 1e4, 1e5, 1e6, 4e6, 16e6, 64e6)


class Metrics:
    """The figures of one server, in a registry of their own.

    Example:
        >>> metrics = Metrics()
        >>> store = ModelStore([], observe=metrics.computed)
        >>> metrics.watch(store)
        >>> b"tfstyle_request_seconds" in metrics.page()
        True
    """

    def __init__(self):
        self._registry = CollectorRegistry()
        asked = ("protocol", "model", "method")
        self._requests = self._made(
            Counter, "tfstyle_requests", "Requests that were answered.", (*asked, "status")
        )
        self._latency = self._made(
            Histogram, "tfstyle_request_seconds", "From a request's head to its answer.", asked,
            buckets=_SECONDS,
        )  # fmt: skip
        self._received = self._made(
            Histogram, "tfstyle_request_bytes", "Of bodies, as they came.", asked, buckets=_BYTES
        )
        self._sent = self._made(
            Histogram, "tfstyle_response_bytes", "Of bodies, as they went.", asked, buckets=_BYTES
        )
        run = ("model", "signature")
        self._pictures = self._made(
            Counter, "tfstyle_pictures", "Pictures that a model computed.", run
        )
        self._batches = self._made(
            Histogram, "tfstyle_batch_pictures", "Pictures in a call of a model.", run,
            buckets=_PICTURES,
        )  # fmt: skip
        self._waited = self._made(
            Histogram, "tfstyle_queue_seconds", "That the oldest request of a call waited.", run,
            buckets=_SECONDS,
        )  # fmt: skip
        self._computed = self._made(
            Histogram, "tfstyle_model_seconds", "That a call of a model took.", run,
            buckets=_SECONDS,
        )  # fmt: skip

    def _made(self, kind, name, words, labels, **options):
        return kind(name, words, labels, registry=self._registry, **options)

    def computed(self, model: str, signature: str, pictures: int, waited: float, seconds: float):
        """Count a call of a model: what `ModelStore(observe=…)` takes."""
        self._pictures.labels(model, signature).inc(pictures)
        self._batches.labels(model, signature).observe(pictures)
        self._waited.labels(model, signature).observe(waited)
        self._computed.labels(model, signature).observe(seconds)

    def answered(
        self, protocol: str, model: str, method: str, status: str, *, seconds: float, received: int,
        sent: int,
    ) -> None:  # fmt: skip
        """Count a request.

        Args:
            protocol: `"tensorflow"` or `"oip"`, or a name of gRPC's services.
            model: a name of the store's, or empty.
            method: of a closed list.
            status: of HTTP or gRPC.
            seconds: until it was answered.
            received: bytes of its body.
            sent: bytes of the answer's.
        """
        self._requests.labels(protocol, model, method, status).inc()
        self._latency.labels(protocol, model, method).observe(seconds)
        self._received.labels(protocol, model, method).observe(received)
        self._sent.labels(protocol, model, method).observe(sent)

    def watch(self, store: ModelStore) -> None:
        """Tell the queues of a store, too."""
        self._registry.register(_Queues(store))

    def page(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return exposition.generate_latest(self._registry)


class _Queues:
    """How many requests wait for each version, asked when somebody looks."""

    def __init__(self, store: ModelStore):
        self._store = store

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        waiting = GaugeMetricFamily(
            "tfstyle_queue_length", "Requests that wait for a model.", labels=("model", "version")
        )
        for name in self._store.names():
            for number in self._available(name):
                try:
                    version = self._store.find(name, number)
                except ServingError:  # it has just gone
                    continue
                waiting.add_metric((name, str(number)), version.batcher.waiting)
        yield waiting

    def _available(self, name):
        try:
            return [s.version for s in self._store.status(name) if s.state == "AVAILABLE"]
        except ServingError:  # none yet
            return []
