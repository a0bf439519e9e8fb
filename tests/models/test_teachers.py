"""Who can teach whom, and that a student moves towards what it is shown."""

import keras
import numpy as np
import pytest

from tests.models.case import SIZE
from tests.models.cases import CASES
from tests.networks.helpers import pictures, randomize
from tfstyle.errors import DataError, UnsupportedOptionError

STUDENTS = ("fast_style", "adain", "microast")
ALONE = {"content": 0.0, "style": 0.0, "tv": 0.0, "teacher": 1.0}


def painter(name, **options):
    """A teacher whose pictures are more than gray."""
    keras.utils.set_random_seed(3)
    model = CASES[name].make(**options)
    for network in model.networks.values():
        randomize(network)
    return model


def student(name, teacher, **options):
    keras.utils.set_random_seed(0)
    alone = {**ALONE, **({"contrastive": 0.0} if name == "microast" else {})}
    model = CASES[name].make(**{**alone, **options})
    model.compile(taught_by=teacher, **CASES[name].compile())
    return model


@pytest.mark.parametrize("name", STUDENTS)
@pytest.mark.parametrize("teacher", ["adain", "microast", "gatys"])
def test_a_painter_of_any_style_teaches(name, teacher):
    shows = painter(teacher)
    before = [weight.numpy() for network in shows.networks.values() for weight in network.weights]
    model = student(name, shows)
    learns = model._generator_weights()
    old = [weight.numpy() for weight in learns]
    logs = {key: float(value) for key, value in model.train_step(CASES[name].batch()).items()}
    assert logs["generator/loss"] == pytest.approx(logs["generator/teacher"], rel=1e-5)
    assert 0 < logs["generator/teacher"] < 1e3
    moved = [np.any(w.numpy() != was) for w, was in zip(learns, old, strict=True)]
    assert np.mean(moved) > 0.5
    after = [weight.numpy() for network in shows.networks.values() for weight in network.weights]
    for was, now in zip(before, after, strict=True):
        np.testing.assert_array_equal(was, now)  # a teacher learns nothing
    owned = {id(weight) for weight in model.weights}
    assert not owned & {id(w) for n in shows.networks.values() for w in n.weights}


def test_the_loss_is_nothing_for_what_the_teacher_paints_and_falls_towards_it():
    teacher = painter("microast")
    model = student("microast", teacher)
    batch = CASES["microast"].batch()
    first = float(model.test_step(batch)["generator/teacher"])
    for name, network in model.networks.items():
        network.set_weights(teacher.networks[name].get_weights())
    assert first > 0.1
    assert float(model.test_step(batch)["generator/teacher"]) == pytest.approx(0, abs=1e-4)


def test_a_graph_holds_the_teacher_even_one_beside_it():
    for teacher in ("microast", "gatys"):
        model = student("microast", painter(teacher))
        history = model.fit(*CASES["microast"].batch(), batch_size=2, verbose=0).history
        assert np.isfinite(history["generator/teacher"][0])


def test_each_picture_is_shown_in_its_own_style():
    teacher = painter("fast_style")
    model = student("fast_style", teacher)
    photos = np.repeat(pictures(1, SIZE, SIZE, 3), 2, axis=0)
    shown, _ = model._lesson(photos, np.eye(2, dtype="float32"))
    for index, name in enumerate(("fire", "water")):
        wanted = np.asarray(teacher.translator(style=name)(photos[:1]))
        np.testing.assert_allclose(shown[index : index + 1], wanted, atol=1e-5)


def test_the_paintings_of_the_student_are_the_teachers_styles():
    teacher = painter("microast")
    model = student("fast_style", teacher)
    paintings = CASES["fast_style"].compile()["style_pictures"]
    photos = np.repeat(pictures(1, SIZE, SIZE, 3), 2, axis=0)
    shown, _ = model._lesson(photos, np.eye(2, dtype="float32")[::-1])
    for row, painting in zip(shown, paintings[::-1], strict=True):
        wanted = np.asarray(teacher.translator(style=painting)(photos[:1]))[0]
        np.testing.assert_allclose(row, wanted, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "teacher", "message"),
    [
        ("adain", "fast_style", r"a FastStyle cannot show .*AdaINStyle, Gatys or MicroAST"),
        ("microast", "cyclegan", "a CycleGAN cannot show"),
        ("fast_style", "cyclegan", r"cannot show photographs in the style of fire, water"),
        ("fast_style", "noise_gan", "a NoiseGAN cannot show"),
    ],
)
def test_who_cannot_teach_is_told_who_can(name, teacher, message):
    with pytest.raises(UnsupportedOptionError, match=message):
        student(name, CASES[teacher].make())


def test_a_teacher_and_its_weight_belong_together():
    case = CASES["adain"]
    with pytest.raises(ValueError, match=r"belong together.*taught_by: none"):
        case.make(teacher=1.0).compile()
    with pytest.raises(ValueError, match="taught_by: a MicroAST"):
        case.make().compile(taught_by=painter("microast"))
    with pytest.raises(ValueError, match=r"learns from a teacher \(teacher=1.0\)"):
        model = case.make(teacher=1.0)
        model._compile(None)
        model.loss_encoder = model.encoder
        model.train_step(case.batch())


def test_pictures_must_fit_the_teacher_too():
    model = student("microast", painter("adain"))
    with pytest.raises(DataError, match="multiples of 8"):
        model.fit(pictures(2, 20, 20, 3), pictures(2, 20, 20, 3), batch_size=2, verbose=0)
