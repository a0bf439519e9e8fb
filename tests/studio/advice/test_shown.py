"""Advice is measured once a picture and language, and forgotten with the picture."""

import types

import pytest

from tfstyle.errors import NotFoundError
from tfstyle.studio.advice.shown import Advice
from tfstyle.studio.painting.cache import ThumbnailCache

SAID = [{"title": "Light", "overlays": {}, "changes": []}]


class Pictures:
    def info(self, picture_id, *, viewer_id):
        if viewer_id != "ada":
            raise NotFoundError("There is no such picture.")
        return types.SimpleNamespace(blob_sha256=f"sha of {picture_id}")


@pytest.fixture
def advice():
    """Advice that counts its measuring."""

    class Counting(Advice):
        measured = ()

        def measure(self, *which, viewer_id):
            self.measured = (*self.measured, which)
            return SAID

    return Counting(Pictures(), types.SimpleNamespace(cache=ThumbnailCache()))


def test_it_is_measured_once_and_anew_for_another_language(advice):
    for language in ("en", "en", "zh", "en"):
        assert advice.sections("a", None, language, viewer_id="ada") == SAID
    assert advice.measured == (("a", None, "en"), ("a", None, "zh"))


def test_what_is_kept_is_for_those_who_see_the_picture(advice):
    advice.sections("a", None, "en", viewer_id="ada")
    with pytest.raises(NotFoundError):
        advice.sections("a", None, "en", viewer_id="bob")


def test_of_what_is_deleted_nothing_is_kept(advice):
    advice.sections("a", None, "en", viewer_id="ada")
    advice._painter.cache.forget("sha of a")
    advice.sections("a", None, "en", viewer_id="ada")
    advice.sections("a", "master", "en", viewer_id="ada")
    advice.sections("a", "master", "en", viewer_id="ada")
    assert len(advice.measured) == 4
