"""Styles that go into an artefact: told rightly, blended as Keras blends, refused clearly."""

import json

import numpy as np
import pytest
import tensorflow as tf

from tests.convert.test_to_onnx import micro_ast, painting, published_adain
from tests.models.cases import CASES
from tests.networks.helpers import pictures, randomize
from tests.optional import need
from tfstyle.errors import ExportError
from tfstyle.export import export
from tfstyle.export.parity import measure
from tfstyle.export.runners import signature_runner, tflite_runner, to_unit
from tfstyle.export.style_signatures import checked_weights
from tfstyle.export.warmup import FILE
from tfstyle.images import resize, shorter_side
from tfstyle.models.shared.in_style import in_style
from tfstyle.models.shared.style_input import painter, predictor, style_facts, style_input
from tfstyle.tflite_facts import read_facts

data = need("skimage.data")
need("ai_edge_litert")


def paintings():
    """Two style pictures of one size, neither square nor of the size a model looks at."""
    return data.coffee()[:90, :120], data.astronaut()[:90, 100:220]


def shown_by(model, picture, **how):
    out = model.translate(picture.astype("float32") / 127.5 - 1, **how)
    return (out + 1) / 2


@pytest.mark.parametrize("make", [published_adain, micro_ast], ids=["adain", "micro_ast"])
def test_a_weighted_mean_of_vectors_is_the_blend(make):
    model, x = make(), pictures(2, 32, 48, 3)
    style, predict = style_input(model), predictor(model)
    shown = [painting(), painting(1)]
    rows = [np.asarray(predict(one[None].astype("float32") / 127.5 - 1)) for one in shown]
    assert rows[0].shape == (1, style.length)
    both = np.concatenate([0.3 * rows[0] + 0.7 * rows[1], rows[0]])
    out = np.asarray(painter(model, style)(x, both))
    blend = [(shown[0], 0.3), (shown[1], 0.7)]
    for row, wanted in zip(out, (blend, shown[0]), strict=True):
        one = x[:1] if wanted is blend else x[1:]
        keras = np.asarray(model.translator(style=wanted)(one))[0]
        np.testing.assert_allclose(row, keras, atol=2e-5)
    other = np.asarray(painter(model, style)(x, np.concatenate([rows[1]] * 2)))
    assert np.abs(out - other).max() > 0.05


def test_who_takes_a_style_and_who_does_not(two_styles, any_style):
    assert style_input(two_styles).names == ("fire", "water")
    assert style_facts(two_styles)["style"]["name"] == "style_weights"
    assert style_input(any_style).side == 32
    assert style_input(in_style(two_styles, "fire")) is None
    assert style_input(in_style(any_style, paintings()[0])) is None
    assert style_input(two_styles.single("fire")) is None
    for case in ("pix2pix", "cross_domain"):  # the latter's network looks at the picture itself
        assert style_input(CASES[case].make()) is None
    with pytest.raises(ExportError, match=r"say which, e\.g\. --style painting\.jpg"):
        export(CASES["cross_domain"].make(), "nowhere")
    other = CASES["fast_style"].make()
    randomize(other.generator, seed=5)
    assert style_facts(other)["style"]["of"] != style_facts(two_styles)["style"]["of"]


@pytest.fixture(scope="module")
def looking(any_style_export):
    return tf.saved_model.load(str(any_style_export[0] / "saved_model" / "1"))


@pytest.fixture(scope="module")
def weighing(two_styles_export):
    return tf.saved_model.load(str(two_styles_export[0] / "saved_model" / "1"))


def test_everything_is_proven(any_style_export, two_styles_export):
    for (directory, report), files in ((any_style_export, 4), (two_styles_export, 2)):
        assert all(row["passed"] for row in report["rows"])
        assert len(report["rows"]) == 1 + 3 + files
        assert "Each picture in one of two styles" in (text := (
            directory / "parity.md").read_text("utf-8")) or "In every style" in text  # fmt: skip


def test_the_signatures(looking, weighing):
    pixels = [None, None, None, 3]
    for loaded, expected in (
        (looking, {
            "serving_default": ("style_images", pixels, tf.float32),
            "serving_uint8": ("style_images", pixels, tf.uint8),
            "serving_bytes": ("style_bytes", [None], tf.string),
        }),
        (weighing, dict.fromkeys(
            ("serving_default", "serving_uint8", "serving_bytes"),
            ("style_weights", [None, 2], tf.float32),
        )),
    ):  # fmt: skip
        assert set(loaded.signatures) == set(expected)
        for name, (key, shape, dtype) in expected.items():
            _, inputs = loaded.signatures[name].structured_input_signature
            assert set(inputs) == {key, "image_bytes" if name == "serving_bytes" else "images"}
            assert inputs[key].shape.as_list() == shape and inputs[key].dtype == dtype


def test_one_style_for_all_pictures_or_one_for_each(looking, any_style, cat):
    photos, styles = np.stack([cat, cat[::-1]]), np.stack(paintings())
    paint = looking.signatures["serving_uint8"]
    each = paint(images=tf.constant(photos), style_images=tf.constant(styles))["stylized"]
    same = paint(images=tf.constant(photos), style_images=tf.constant(styles[1:]))["stylized"]
    for index, photo in enumerate(photos):
        for out, style in ((each[index], styles[index]), (same[index], styles[1])):
            wanted = np.rint(255 * shown_by(any_style, photo, style=style))
            assert np.abs(out.numpy() - wanted).max() <= 1
    assert np.abs(each[0].numpy().astype(int) - same[0].numpy()).max() > 5
    with pytest.raises(tf.errors.InvalidArgumentError, match="one for each"):
        paint(images=tf.constant(photos), style_images=tf.constant(styles[[0, 1, 0]]))


def test_files_of_any_size_each_in_its_style(looking, any_style, cat):
    png = [tf.io.encode_png(one) for one in (cat, cat[:20, :31])]
    styles = [tf.io.encode_png(one) for one in (paintings()[0], paintings()[1][:40])]
    out = looking.signatures["serving_bytes"](
        image_bytes=tf.stack(png), style_bytes=tf.stack(styles)
    )["stylized_bytes"]
    for one, photo, style in zip(out, png, styles, strict=True):
        photo, style = (tf.io.decode_png(file).numpy() for file in (photo, style))
        wanted = np.rint(255 * shown_by(any_style, photo, style=style))
        assert np.abs(tf.io.decode_png(one).numpy() - wanted).max() <= 1


def test_a_style_picture_is_refused_as_clearly_as_a_picture(looking, cat):
    images = tf.constant(cat[None].astype("float32") / 255)
    floats, files = looking.signatures["serving_default"], looking.signatures["serving_bytes"]
    for wrong in (255.0, float("nan")):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"float in \[0, 1\]"):
            floats(images=images, style_images=tf.fill((1, 8, 8, 3), wrong))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"scaled to 32 pixels.*less long"):
        floats(images=images, style_images=tf.zeros((1, 1, 200_000, 3)))
    with pytest.raises(tf.errors.InvalidArgumentError, match="less long"):
        floats(images=images, style_images=tf.zeros((1, 0, 5, 3)))
    with pytest.raises(tf.errors.InvalidArgumentError, match="no picture this model can read"):
        files(image_bytes=tf.io.encode_png(cat)[None], style_bytes=tf.constant([b"junk"]))
    one = floats(images=images, style_images=tf.zeros((1, 1, 1, 3)))["stylized"]
    assert np.isfinite(one.numpy()).all()


def test_the_limit_of_pixels_is_the_styles_too(any_style, cat, tmp_path):
    from tfstyle.export.saved_model import write_saved_model

    write_saved_model(any_style, tmp_path / "1", max_pixels=5_000, size=8)
    paint = tf.saved_model.load(str(tmp_path / "1")).signatures["serving_uint8"]
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"at most 5000[\s\S]*10800"):
        paint(images=tf.constant(cat[None]), style_images=tf.constant(paintings()[0][None]))
    paint(images=tf.constant(cat[None]), style_images=tf.constant(cat[None]))


def test_weights_blend_and_others_are_refused(weighing, two_styles, cat):
    rows = np.array([[0.25, 0.75], [1, 0]], "float32")
    photos = tf.constant(np.stack([cat, cat]))
    paint = weighing.signatures["serving_uint8"]
    out = paint(images=photos, style_weights=tf.constant(rows))["stylized"].numpy()
    for one, style in zip(out, ({"fire": 1, "water": 3}, "fire"), strict=True):
        wanted = np.rint(255 * shown_by(two_styles, cat, style=style))
        assert np.abs(one - wanted).max() <= 1
    with pytest.raises(tf.errors.InvalidArgumentError, match="fire, water, in this order"):
        paint(images=photos, style_weights=tf.constant([[1.0, 1.0]]))


@pytest.mark.parametrize("row", [(0.5, 0.4), (1.5, -0.5), (float("nan"), 1), (0, 0)])
def test_what_is_no_blend_is_refused(row):
    with pytest.raises(tf.errors.InvalidArgumentError, match="sum to 1"):
        checked_weights(tf.constant([[0.333, 0.667], row]), ("fire", "water"))


def test_warm_up_requests_carry_the_style(any_style_export, two_styles_export):
    for (directory, _), names in (
        (any_style_export, (b"style_images", b"style_bytes")),
        (two_styles_export, (b"style_weights",)),
    ):
        records = list(tf.data.TFRecordDataset(str(directory / "saved_model" / "1" / FILE)))
        assert len(records) == 3
        for record in records:
            assert sum(name in record.numpy() for name in names) == 1


def test_a_pair_of_files_paints_and_vectors_blend(any_style_export, any_style, cat):
    tflite = any_style_export[0] / "tflite"
    one, other = paintings()
    for size, side in (("32", (32, 32)), ("dynamic", shorter_side(32, one.shape[:2]))):
        look = signature_runner(tflite / f"style_{size}_fp32.tflite", "predict_style")
        paint = tflite_runner(tflite / f"stylize_{size}_fp32.tflite")
        styles = [resize(style, side) for style in (one, other)]
        vectors = [look(style_images=to_unit(style))["style_vector"] for style in styles]
        photo = resize(cat, (32, 32)) if size == "32" else cat
        out = paint(photo, style_vector=0.25 * vectors[0] + 0.75 * vectors[1])
        blend = [(styles[0], 1), (styles[1], 3)]
        np.testing.assert_allclose(out, shown_by(any_style, photo, style=blend), atol=1e-4)
        assert np.abs(out - paint(photo, style_vector=vectors[0])).max() > 0.02


def test_files_and_sidecar_tell_what_goes_in(any_style_export, two_styles_export):
    for (directory, _), kind, names in (
        (any_style_export, "picture", []), (two_styles_export, "names", ["fire", "water"]),
    ):
        sidecar = json.loads((directory / "tflite" / "model.json").read_text("utf-8"))
        assert sidecar["style"]["kind"] == kind and sidecar["style"]["names"] == names
        for entry in sidecar["files"]:
            facts = read_facts(directory / "tflite" / entry["file"])
            assert facts["style"] == entry["style"] == sidecar["style"] and facts["format"] == 2
            predicts = entry["file"].startswith("style_")
            assert (facts["signature"] == "predict_style") == predicts
            assert facts["input"]["name"] == ("style_images" if predicts else "images")
        text = (directory / "README.md").read_text("utf-8")
        assert all(f"`{name}`" in text for name in names)


def test_parity_sees_styles_in_another_order(two_styles, two_styles_export):
    network = two_styles.generator
    kept = network.get_weights()
    network.set_weights([
        np.asarray(weight)[::-1] if weight.name in ("gamma", "beta") else np.asarray(weight)
        for weight in network.weights
    ])  # fmt: skip
    try:
        report = measure(two_styles, two_styles_export[0], size=(32, 32))
    finally:
        network.set_weights(kept)
    assert not any(row["passed"] for row in report["rows"] if row["artefact"] != "keras")


def test_a_page_paints_in_one_style(two_styles, any_style, two_styles_export, tmp_path):
    with pytest.raises(ExportError, match=r"web page paints in one style.*--style fire\."):
        export(two_styles, tmp_path / "out", formats=("tflite", "web"))
    (tmp_path / "page" / "web").mkdir(parents=True)
    (tmp_path / "page" / "parity.json").write_text("{}", "utf-8")
    with pytest.raises(ExportError, match=r"--style painting\.jpg.*without a page"):
        export(any_style, tmp_path / "page", formats="tflite")
    assert not (tmp_path / "out").exists()


@pytest.mark.exhaustive
def test_an_export_in_one_style_does_not_mix_with_one_of_all(two_styles, two_styles_export):
    directory, _ = two_styles_export
    with pytest.raises(ExportError, match="of an earlier export, which this model does not give"):
        export(
            two_styles, directory, style="fire", formats="tflite", size=16, quantize="fp16",
            pictures=[data.chelsea()[:20, :20]],
        )  # fmt: skip


@pytest.mark.exhaustive
@pytest.mark.parametrize("case", ["adain", "microast"])
def test_every_precision_comes_as_a_pair(case, tmp_path):
    need("ai_edge_quantizer")
    model = CASES[case].make(style_size=32)
    for seed, network in enumerate(model.networks.values()):
        randomize(network, seed=seed)
    ways = ("none", "fp16", "int8", "int8_dynamic", "int8_full")
    report = export(model, tmp_path / "out", formats="tflite", size=32, quantize=ways)
    assert len(report["rows"]) == 1 + 2 * (len(ways) + 1)
    assert all(row["passed"] for row in report["rows"])
