"""The server's own configuration, in protobuf's text format.

The messages are `ModelServerConfig` (tensorflow_serving/config/model_server_config.proto),
`MonitoringConfig` (config/monitoring_config.proto) and `BatchingParameters`
(servables/tensorflow/session_bundle_config.proto).
"""

from tfstyle.export.serving.server import AT_A_TIME, METRICS, base_path

# Versions that stay loaded: the newest, the one before, and the one before that, which the label
# `stable` still names until the server has read the next `models.config`.
_LOADED = 3


def models_config(models: dict[str, list[int]]) -> str:
    """Return `models.config`: every model, its labels `stable` and `canary`.

    `canary` is the newest version, `stable` the one before, or the only one. The policy is `latest`
    and not a list of versions: a server refuses a whole configuration that moves a label to a
    version that it has not loaded yet, so that with a list the new one would never be loaded
    (`ServerCore::ReloadConfig` looks at labels first). As it is, the version is found and loaded
    by its directory, and the configuration taken at the next look; until then both labels name
    what they named.

    Args:
        models: versions by model, in rising order, at least one each.

    Example:
        >>> "canary" in models_config({"udnie": [1, 2]})
        True
    """
    entries = "".join(_model(name, versions) for name, versions in models.items())
    return f"model_config_list {{\n{entries}}}\n"


def _model(name: str, versions: list[int]) -> str:
    stable, canary = versions[-2:][0], versions[-1]
    return (
        "  config {\n"
        f'    name: "{name}"\n'
        f'    base_path: "{base_path(name)}"\n'
        '    model_platform: "tensorflow"\n'
        f"    model_version_policy {{ latest {{ num_versions: {_LOADED} }} }}\n"
        f'    version_labels {{ key: "stable" value: {stable} }}\n'
        f'    version_labels {{ key: "canary" value: {canary} }}\n'
        "  }\n"
    )


def batching_config() -> str:
    """Return `batching.config`: a queue, few pictures at a time, one picture a run.

    Pictures of several requests in one run would have to be of one size, or all of those requests
    fail; with encoded files a broken one would fail its neighbours, and nothing is won, as they
    are computed one by one. So requests of up to 16 pictures are taken apart, `num_batch_threads`
    bounds the memory, and who finds the queue full is told so (UNAVAILABLE) instead of waiting.
    """
    return (
        "# Pictures a request may have; it is taken apart into runs.\n"
        "max_batch_size { value: 16 }\n"
        "enable_large_batch_splitting { value: true }\n"
        "# Pictures of a run. Above 1 only where all clients send arrays of one size: those of\n"
        "# different sizes fail each other.\n"
        "max_execution_batch_size { value: 1 }\n"
        "# A run waits for no further picture.\n"
        "batch_timeout_micros { value: 0 }\n"
        "# Runs at a time, which bounds the memory; what waits, and what more is refused.\n"
        f"num_batch_threads {{ value: {AT_A_TIME} }}\n"
        "max_enqueued_batches { value: 64 }\n"
    )


def monitoring_config() -> str:
    """Return `monitoring.config`: metrics for Prometheus."""
    return f'prometheus_config {{\n  enable: true\n  path: "{METRICS}"\n}}\n'
