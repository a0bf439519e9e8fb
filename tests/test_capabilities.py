"""What models say of themselves, and what errors say of them."""

import pytest

import tfstyle.models
from tfstyle.capabilities import Capabilities, those_who_can, who_can
from tfstyle.models.shared.picture_model import PictureModel


def test_every_model_declares_what_it_can():
    declared = who_can(lambda can: True)
    assert set(declared) == {name for name in tfstyle.models.__all__ if name != "stylize"}
    for name in declared:
        assert "capabilities" in vars(getattr(tfstyle.models, name)), name


def test_models_are_found_by_what_they_can():
    assert who_can(lambda can: can.style == "names") == ("FastStyle",)
    assert those_who_can(lambda can: can.alpha) == "AdaINStyle or MicroAST"
    assert those_who_can(lambda can: can.directions == 2) == "CycleGAN"


def test_a_class_of_a_user_joins_no_list():
    class Mine(PictureModel):
        capabilities = Capabilities(alpha=True)

    assert Mine.capabilities.alpha and "Mine" not in who_can(lambda can: True)


@pytest.mark.parametrize("wrong", [{"style": "any"}, {"directions": 3}, {"translates": False}])
def test_contradictions_are_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        Capabilities(**wrong)
