"""What is worse than its input is told, kind by kind."""

import pytest

from tfstyle.zoo.evaluating import Evaluation, Protocol
from tfstyle.zoo.evaluating.floor import shortfalls


def row(psnr, lpips=0.1):
    return {"psnr": {"mean": psnr}, "lpips_squeeze": {"mean": lpips}}


GOOD = {
    "mixture, input": row(19.5, 0.3), "mixture, output": row(23.6, 0.2),
    "holes, input": row(25.9, 0.04), "holes, output": row(28.0, 0.03),
    "undamaged, output": row(44.0, 0.001),
}  # fmt: skip


def test_what_is_better_in_both_falls_short_of_nothing():
    assert shortfalls(GOOD) == {}
    assert shortfalls({}) == {}


@pytest.mark.parametrize(
    ("name", "worse", "told"),
    [
        ("mixture, output", row(23.4, 0.2), "mixture: PSNR 23.4 after 19.5"),
        ("mixture, output", row(24, 0.3), "mixture: LPIPS 0.3 after 0.3"),
        ("holes, output", row(25.9, 0.05), "holes: PSNR 25.9 after 25.9, LPIPS 0.05 after 0.04"),
        ("holes, output", row(float("nan"), 0.03), "holes: PSNR nan after 25.9"),
        ("undamaged, output", row(40.0), "undamaged: PSNR 40 of what should stay as it is"),
    ],
)
def test_each_shortfall_is_told(name, worse, told):
    kind = name.partition(",")[0]
    assert shortfalls({**GOOD, name: worse}) == {kind: told}


def test_what_was_not_measured_and_other_models_fall_short_of_nothing():
    assert shortfalls({"holes, input": row(20), "holes, output": {"l1": {"mean": 1.0}}}) == {}
    assert shortfalls({"undamaged, output": {"l1": {"mean": 1.0}}}) == {}
    assert shortfalls({"translation, input": row(20), "translation, output": row(10)}) == {}


def test_an_evaluation_tells_it_among_its_notes():
    worse = {**GOOD, "undamaged, output": row(30.0)}
    pictures = dict.fromkeys(worse, 3)
    data = {"path": "photos", "split": "val", "pictures": 3, "sha256": "0" * 64}
    protocol = Protocol("derived", {"layout": "images", "derive": "damaged"}, 256, ("psnr",))
    found = Evaluation("mine", protocol, data, {}, pictures, worse)
    assert any("undamaged: PSNR 30" in note for note in found.record().notes)
