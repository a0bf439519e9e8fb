"""The gallery's page as it is in the repository: every preset, and a sheet of each."""

import re

from tests.commands import ROOT
from tfstyle.zoo import list_presets
from tfstyle.zoo.workshop.gallery_page import COMMAND

DOCS = ROOT / "docs"


def test_the_page_shows_every_preset_and_nothing_that_is_not_there():
    page = (DOCS / "gallery.md").read_text("utf-8")
    shown = re.findall(r"!\[[^]]*\]\((gallery/[^)]+)\)", page)
    for name in list_presets():
        assert f"### {name}\n" in page and f"gallery/{name}.jpg" in shown, (
            f"{name} is not in the gallery: {COMMAND} {name}"
        )
    there = {f"gallery/{path.name}": path for path in (DOCS / "gallery").iterdir()}
    assert set(shown) == set(there)
    assert sum(path.stat().st_size for path in there.values()) <= 4e6
    for link in re.findall(r"\[Card\]\(([^)]+)\)", page):
        assert (DOCS / link).is_file(), link
