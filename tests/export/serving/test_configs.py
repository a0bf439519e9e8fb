"""The server's configuration, parsed as the server does: protobuf's text format."""

import pytest
from google.protobuf import text_format

from tests.export.serving.protos import message
from tests.optional import need
from tfstyle.export.serving import configs, server

MODELS = {"monet": [3], "udnie": [1, 2, 7]}


def test_both_labels_resolve_to_versions_that_the_policy_loads():
    read = text_format.Parse(configs.models_config(MODELS), message("ModelServerConfig")())
    for entry, (name, versions) in zip(
        read.model_config_list.config, MODELS.items(), strict=True
    ):
        assert (entry.name, entry.base_path) == (name, f"/serving/models/{name}")
        assert entry.model_platform == "tensorflow"
        labels = {label.key: label.value for label in entry.version_labels}
        assert labels == {"stable": versions[-2:][0], "canary": versions[-1]}
        loaded = versions[-entry.model_version_policy.latest.num_versions :]
        assert set(labels.values()) <= set(loaded)


def test_a_label_moves_only_to_what_is_loaded_and_leaves_nothing_unloaded():
    """A server finds versions by itself, and moves labels at the next look at the configuration."""
    for newest in range(2, 6):
        before, after = (
            text_format.Parse(
                configs.models_config({"udnie": list(range(1, count + 1))}),
                message("ModelServerConfig")(),
            ).model_config_list.config[0]
            for count in (newest, newest + 1)
        )
        # Between the two: the new version is there, the old configuration still holds.
        count = before.model_version_policy.latest.num_versions
        loaded = set(range(1, newest + 2)) & set(range(newest + 2 - count, newest + 2))
        for config in (before, after):
            assert {label.value for label in config.version_labels} <= loaded


def test_the_official_messages_read_it_too():
    official = need("tensorflow_serving.config.model_server_config_pb2")
    text = configs.models_config(MODELS)
    read = text_format.Parse(text, official.ModelServerConfig())
    assert read.model_config_list.config[1].version_labels == {"stable": 2, "canary": 7}
    assert read.model_config_list.config[1].model_version_policy.latest.num_versions == 3


def test_batching_bounds_pictures_at_a_time_and_mixes_none():
    read = text_format.Parse(configs.batching_config(), message("BatchingParameters")())
    assert read.max_execution_batch_size.value == 1
    assert read.enable_large_batch_splitting.value
    assert read.max_batch_size.value > 1 and read.HasField("batch_timeout_micros")
    # Each picture may need 1 GiB; half of the container is for all else.
    assert read.num_batch_threads.value * 2 <= server.MEMORY_GIB
    assert read.max_enqueued_batches.value >= 4 * read.max_batch_size.value


def test_monitoring_is_where_prometheus_looks():
    read = text_format.Parse(configs.monitoring_config(), message("MonitoringConfig")())
    assert read.prometheus_config.enable and read.prometheus_config.path == server.METRICS


def test_the_parser_of_these_tests_refuses_what_is_wrong():
    text = configs.models_config(MODELS)
    for wrong in (text.replace("base_path", "path"), text[:-3], text.replace(": 3", ': "3"')):
        with pytest.raises(text_format.ParseError):
            text_format.Parse(wrong, message("ModelServerConfig")())


def test_the_image_is_of_the_tensorflow_that_setup_cfg_asks_for():
    from tests.commands import ROOT

    minor = server.IMAGE_VERSION.rpartition(".")[0]
    assert f"tensorflow>={minor},<" in (ROOT / "setup.cfg").read_text("utf-8")
