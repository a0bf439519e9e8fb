"""Damaged and hostile configurations: the project's own errors, one line, with the place."""

import copy
import inspect
import json
import random
import shutil
import time

import numpy as np
import pytest

from tests.presets.conftest import configuration, rewrite
from tfstyle import from_preset, presets
from tfstyle.errors import ArchitectureError, IntegrityError, TfstyleError


def test_texts_that_are_no_configuration(preset):
    text = (preset / "config.json").read_text("utf-8")
    deep = '{"format": 1, "class": "x", "networks": {}, "arguments": {"a": %s}}'
    for bad, words in {
        "": "damaged", "[]": "list, not an object", "null": "not an object", text[:-5]: "damaged",
        text.replace('"format"', '"class": "x", "format"'): "'class' stands twice",
        deep % ("[" * 100_000 + "]" * 100_000): "nested", deep % ("[" * 60 + "]" * 60): "nested",
        text.replace('"name": "style_network"', '"filters": 3'): "twice",
        text.replace('"content": 1.0', '"content": NaN'): "arguments.content is nan",
        text.replace('"content": 1.0', '"content": -Infinity'): "arguments.content is -inf",
        text.replace('"content": 1.0', '"content": 1e999'): "arguments.content is inf",
        text.replace('"content": 1.0', '"content": ' + "9" * 5000): "damaged",
        text + " " * (1 << 20): "at most", '"\\ud800"': "not an object",
    }.items():  # fmt: skip
        rewrite(preset, bad)
        with pytest.raises(IntegrityError, match=words) as raised:
            from_preset(preset)
        assert "\n" not in str(raised.value)
    (preset / "config.json").write_bytes(b"\xff\xfe{}")
    presets.write_checksums(preset)
    with pytest.raises(IntegrityError, match="damaged"):
        from_preset(preset)


def test_a_mark_before_the_text_does_no_harm(preset):
    rewrite(preset, "\ufeff" + (preset / "config.json").read_text("utf-8"))
    assert from_preset(preset).styles == ("a", "b")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c.pop("class"), "it has no 'class'"),
        (lambda c: c.pop("format"), "it has no 'format'"),
        (lambda c: c.update(format=True), "format True"),
        (lambda c: c.update(networks="x"), "networks must be an object, not 'x'"),
        (lambda c: c.update(arguments=True), "arguments must be an object, not True"),
        (lambda c: c.update(directions="x"), "directions must be a list"),
        (lambda c: c.update(directions=[1]), "directions must be a list of text"),
        (lambda c: c.update(resolution="x"), "resolution must be a whole number"),
        (lambda c: c.update(metadata=[1]), "metadata must be an object"),
        (lambda c: c["networks"].update(generator=None), "networks.generator must be an object"),
        (lambda c: c["networks"]["generator"].pop("weights"), "networks.generator.weights"),
        (lambda c: c["networks"]["generator"].update(weights="../x.h5"), "generator.weights"),
        (lambda c: c["networks"]["generator"].pop("class"), "networks.generator has no 'class'"),
        (lambda c: c["networks"]["generator"].update({"class": None}), "class must be text"),
        (lambda c: c["networks"]["generator"].update({"class": {}}), "class must be text"),
        (lambda c: c["networks"]["generator"].update(config=True), "config must be an object"),
        (lambda c: c["networks"].update({"../x": {}}), "no name of a network"),
    ],
)
def test_the_place_is_named(preset, change, words):
    config = configuration(preset)
    change(config)
    rewrite(preset, config)
    with pytest.raises(IntegrityError) as raised:
        from_preset(preset)
    assert words in str(raised.value) and "config.json" in str(raised.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c["arguments"].update(styles=[None, "b"]), "styles holds None"),
        (lambda c: c["arguments"].update(content="x"), "content must be a number, not 'x'"),
        (lambda c: c["arguments"].update(tv=True), "tv must be a number, not True"),
        (lambda c: c["arguments"].update(more=1), "more"),
        (lambda c: c["networks"]["generator"]["config"].update(filters=[]), "filters must be"),
        (lambda c: c["networks"]["generator"]["config"].update(filters=None), "cannot be built"),
        (lambda c: c["networks"]["generator"]["config"].update(name="a/b"), "cannot be built"),
        (lambda c: c["networks"].update(other=c["networks"]["generator"]), "other"),
        (lambda c: c.update(networks={}), "generator"),
        (lambda c: c.update({"class": "tfstyle>StyleNetwork"}), "StyleNetwork"),
        (lambda c: c.update({"class": "tfstyle>HingeGANLoss"}), "HingeGANLoss"),
        (lambda c: c["networks"]["generator"].update({"class": "tfstyle>FusedAdam"}), "no network"),
    ],
)
def test_what_cannot_be_built_is_told(preset, change, words):
    config = configuration(preset)
    change(config)
    rewrite(preset, config)
    with pytest.raises(ArchitectureError) as raised:
        from_preset(preset)
    assert words in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "where", [("arguments", "styles"), ("networks", "generator", "config", "filters")]
)
def test_no_network_is_built_among_the_arguments(preset, where):
    huge = {"registered_name": "tfstyle>ResNetGenerator", "config": {"filters": 100_000}}
    config = place = configuration(preset)
    for key in where[:-1]:
        place = place[key]
    place[where[-1]] = huge
    rewrite(preset, config)
    with pytest.raises(IntegrityError, match="stand under 'networks'"):
        from_preset(preset)


@pytest.mark.parametrize(
    "sizes",
    [
        {"filters": 4000}, {"filters": 10**9}, {"num_styles": 10**9}, {"num_blocks": 10**6},
        {"num_blocks": 10**30}, {"filters": 2.5}, {"filters": -1}, {"num_styles": 10**400},
    ],
    ids=lambda sizes: str(sizes)[:30],
)
@pytest.mark.parametrize("training", [False, True])
def test_sizes_take_nothing_before_the_weights_are_compared(preset, sizes, training):
    import tensorflow as tf

    made = []

    def count(make, **options):
        made.append(make(**options))
        return made[-1]

    good = configuration(preset)
    config = configuration(preset)
    config["networks"]["generator"]["config"].update(sizes)
    rewrite(preset, config)
    start = time.perf_counter()
    with tf.variable_creator_scope(count):
        with pytest.raises((ArchitectureError, IntegrityError)):
            from_preset(preset, training=training)
        assert time.perf_counter() - start < 10 and not made
        # Nor later, when the process builds something else.
        rewrite(preset, good)
        from_preset(preset)
    assert made and max(variable.shape.num_elements() for variable in made) < 10_000


def test_a_fresh_network_has_a_limit_too(originals, tmp_path):
    shutil.copytree(originals / "pix2pix", tmp_path / "p")
    config = configuration(tmp_path / "p")
    config["networks"]["discriminator"]["weights"] = None
    config["networks"]["discriminator"]["config"]["filters"] = 30_000
    rewrite(tmp_path / "p", config)
    from_preset(tmp_path / "p")
    with pytest.raises(ArchitectureError, match=r"made anew|cannot be built"):
        from_preset(tmp_path / "p", training=True)


VALUES = (
    None, True, False, 0, 1, -1, 2, 1.5, 1e300, float("nan"), 10**9, 10**30, -(10**9), "", "x",
    "a/b", "é\n\x1b[31m", [], [1], ["a", "b"], ["a", None], {}, {"a": 1}, [[[[]]]],
    "tfstyle>FastStyle", "tfstyle>VGG19", "tfstyle>ImagePool", "tfstyle>HingeGANLoss", "train",
    {"class_name": "X", "config": {"filters": 10**5}, "registered_name": "tfstyle>UNetGenerator"},
    {"class_name": "X", "config": {"x": 1}, "registered_name": "tfstyle>WassersteinGANLoss"},
    {"class_name": "system", "module": "os", "config": {}, "registered_name": None},
)  # fmt: skip


def mutated(config, draw):
    """Return a configuration with one to three places changed, emptied or filled."""
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        *way, last = draw.choice([path for path in paths(config) if path])
        place = config
        for key in way:
            place = place[key]
        what = draw.random()
        if what < 0.7:
            place[last] = copy.deepcopy(draw.choice(VALUES))
        elif what < 0.9:
            del place[last]
        elif isinstance(place, dict):
            name = draw.choice(["x", "filters", "name", "self", "ema", "dtype"])
            place[name] = copy.deepcopy(draw.choice(VALUES))
    return config


def paths(value, path=()):
    """Yield the way to every value within."""
    yield path
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(item, (*path, key))


KINDS = ("fast_style", "pix2pix", "cyclegan", "adain")


@pytest.mark.parametrize("kind", KINDS)
def test_mutations_read_as_what_they_should_be_or_not_at_all(originals, kind):
    draw, whole = random.Random(kind), configuration(originals / kind)
    refused = 0
    for _ in range(200):
        text = json.dumps(mutated(copy.deepcopy(whole), draw))
        if draw.random() < 0.2:
            at = draw.randrange(len(text))
            text = text[:at] + draw.choice(['"', "{", "[", "1e999", "\x00", ""]) + text[at + 1 :]
        try:
            config = presets.read_config(originals / kind, text.encode())
        except IntegrityError as error:
            refused += 1
            assert "\n" not in str(error) and len(str(error)) < 500
        else:
            assert all(isinstance(entry["config"], dict) for entry in config["networks"].values())
    assert 30 < refused < 200


@pytest.mark.parametrize("kind", KINDS)
def test_mutations_build_or_end_in_the_projects_own_errors(originals, tmp_path, kind):
    draw, picture = random.Random(kind), np.zeros((16, 16, 3), "uint8")
    shutil.copytree(originals / kind, tmp_path / "p")
    whole, refused = configuration(tmp_path / "p"), 0
    for _ in range(15):
        config = copy.deepcopy(whole)
        while config["networks"] == whole["networks"] and config["arguments"] == whole["arguments"]:
            config = mutated(config, draw)
            if not isinstance(config.get("networks"), dict) or "arguments" not in config:
                config = copy.deepcopy(whole)
        rewrite(tmp_path / "p", config)
        try:
            model = from_preset(tmp_path / "p", training=draw.random() < 0.3)
            if kind == "fast_style" and config["networks"] == whole["networks"]:
                model.translate(picture)
        except TfstyleError as error:
            refused += 1
            assert "\n" not in str(error) and len(str(error)) < 1500
    assert refused > 5


def test_no_argument_of_any_network_takes_time_or_memory(originals):
    from tfstyle import networks
    from tfstyle.networks.configured import argument_names
    from tfstyle.presets.budget import check_depth, stored_budget, without_memory
    from tfstyle.presets.building import build_network

    for name in ("StyleNetwork", "ResNetGenerator", "UNetGenerator", "MultiScaleGenerator"):
        kind = getattr(networks, name)
        defaults = {
            key: parameter.default
            for key, parameter in inspect.signature(kind.__init__).parameters.items()
            if type(parameter.default) is int and key in argument_names(kind)
        }
        for key in defaults:
            start = time.perf_counter()
            with pytest.raises(ArchitectureError), without_memory(stored_budget(name, 40, 10_000)):
                check_depth({key: 10**6}, 40, name)
                build_network(f"tfstyle>{name}", defaults | {key: 10**6}, name)
            assert time.perf_counter() - start < 10, (name, key)
