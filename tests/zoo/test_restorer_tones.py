"""The tones of a restorer are trained alone: lessons are what they say, and nothing else moves."""

import numpy as np
import pytest
import tensorflow as tf

from tests.networks.helpers import randomize
from tests.optional import need
from tfstyle import images
from tfstyle.models import Restore
from tfstyle.networks import RetouchingGenerator
from tfstyle.zoo import from_preset
from tfstyle.zoo.workshop import restorer_tones
from tfstyle.zoo.workshop.tone_lessons import draw

photos = need("skimage.data")

PHOTOGRAPHS = [photos.astronaut(), photos.coffee(), photos.chelsea()]


def network(**options):
    return RetouchingGenerator(**{"filters": 4, "num_downs": 2, "num_blocks": 1, **options})


def test_lessons_come_again_by_their_seed_and_show_what_faded():
    lessons, again, other = (draw(network(), PHOTOGRAPHS, 20, seed) for seed in (1, 1, 2))
    for one, same, another in zip(lessons, again, other, strict=True):
        np.testing.assert_array_equal(one, same)
        assert one.size == 0 or not np.array_equal(one, another)
    assert lessons.aged.shape == (20, 48, 48, 3) and lessons.damage.shape == (20, 0)
    off = np.abs(lessons.faded.astype(float) - lessons.fresh).mean(axis=(1, 2, 3)) * 127.5
    assert 4 <= np.sum(off < 0.1) <= 16  # as they were; the others have faded
    for faded, fresh in zip(lessons.faded[off > 3], lessons.fresh[off > 3], strict=True):
        values = np.c_[fresh.reshape(-1, 3), np.ones(48 * 48)].astype(float)
        told, *_ = np.linalg.lstsq(values, faded.reshape(-1, 3).astype(float), rcond=None)
        assert np.abs(values @ told - faded.reshape(-1, 3)).mean() < 0.01  # the same for all pixels


def test_lessons_tell_of_the_damage_that_the_network_found():
    lessons = draw(network(tones_see_damage=True), PHOTOGRAPHS, 3)
    assert lessons.damage.shape == (3, 10)
    chances = lessons.damage[:, 3:5]  # a new network finds everything as likely as not
    np.testing.assert_allclose(chances, 0.5, atol=1e-3)


def test_lessons_of_tones_that_see_the_mended_picture_show_it_mended():
    of = randomize(network(tones_see_mended=True))
    mended, as_it_came = (draw(one, PHOTOGRAPHS, 3) for one in (of, network()))
    np.testing.assert_array_equal(mended.faded, as_it_came.faded)
    assert np.abs(mended.aged.astype(float) - as_it_came.aged).mean() > 1e-3


def test_pictures_fade_anew_with_the_rest_of_their_damage():
    fresh = tf.constant(np.linspace(-0.6, 0.6, 4 * 6 * 6 * 3).reshape(4, 6, 6, 3), tf.float32)
    faded = tf.concat([fresh[:2], 0.7 * fresh[2:]], axis=0)
    aged = faded + 0.01
    keys = tf.constant([[0, 1], [999, 1], [0, 1], [999, 1]], tf.int64)
    aged_anew, anew = restorer_tones.fade_anew(aged, faded, fresh, keys)
    for place in (0, 1, 3):  # two that had not faded, and one that stays
        np.testing.assert_array_equal(anew[place], faded[place])
        np.testing.assert_array_equal(aged_anew[place], aged[place])
    assert np.abs(anew[2] - faded[2]).mean() > 0.01
    np.testing.assert_allclose(aged_anew[2], np.clip(anew[2] + 0.01, -1, 1), atol=1e-6)


@pytest.mark.parametrize(
    "options",
    [{}, {"tones_see_damage": True}, {"tones_see_mended": True, "tone_ramps": 5}],
    ids=["plain", "damage", "mended"],
)
def test_the_tones_get_better_and_nothing_else_changes(options):
    of = network(**options)
    lessons = draw(of, PHOTOGRAPHS, 64)
    shown = [tf.constant(one, tf.float32) for one in lessons]
    before = {weight.path: weight.numpy() for weight in of.weights}
    first, _ = restorer_tones.Tones(of, 1).losses(*shown)
    restorer_tones.train(of, lessons, 100, learning_rate=5e-3)
    tones = restorer_tones.Tones(of, 1)
    assert float(tones.losses(*shown)[0]) < 0.7 * float(first)
    logit = tones.model(shown[:: 3 if of.tones_see_damage else 4])[:, -1].numpy()
    faded = np.abs(shown[1] - shown[2]).mean(axis=(1, 2, 3)) > 0.02
    assert logit[faded].mean() > logit[~faded].mean() + 0.5
    moved = {weight.path for weight in of.weights if np.any(weight != before[weight.path])}
    assert moved and all("tone" in path for path in moved)


def test_new_tones_leave_the_rest_as_it_was():
    old = randomize(network())
    for layer in old.layers:
        if layer.name == "tone":
            layer.set_weights([0 * weight for weight in layer.get_weights()])
    new = restorer_tones.with_new_tones(old, tone_filters=8, tones_see_damage=True)
    picture = images.to_float(PHOTOGRAPHS[0][None, :64, :64])
    np.testing.assert_array_equal(new(picture), old(picture))


def test_the_command_writes_a_model_that_loads(tmp_path):
    for place, photograph in enumerate(PHOTOGRAPHS):
        images.write_image(tmp_path / "photos" / f"{place}.png", photograph)
    Restore(network(), lpips=0.0).save_to_preset(tmp_path / "before")
    restorer_tones.main([
        str(tmp_path / "before"), str(tmp_path / "photos"), "--out", str(tmp_path / "after"),
        "--lessons", "8", "--steps", "2",
    ])  # fmt: skip
    restorer_tones.main([
        str(tmp_path / "before"), str(tmp_path / "photos"), "--out", str(tmp_path / "wider"),
        "--tone-filters", "8", "--tones-see-damage", "--tones-see-mended", "--tone-ramps", "3",
        "--lessons", "8", "--steps", "2",
    ])  # fmt: skip
    wider = from_preset(tmp_path / "wider").generator
    assert (wider.tone_filters, wider.tone_ramps) == (8, 3)
    assert wider.tones_see_damage and wider.tones_see_mended
    numbers, untrained = (
        from_preset(tmp_path / name).generator.get_layer("tone").kernel.numpy()
        for name in ("after", "before")
    )
    assert np.any(numbers) and not np.any(untrained)
