"""What stands beside each picture that is measured: its target, its photograph, its painting."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tfstyle import images
from tfstyle.evaluation.partners import Partners
from tfstyle.metrics import painting_as_measured


@dataclass
class Beside:
    """Reads what a picture is compared with, when it comes by.

    Attributes:
        targets: what each should be.
        photographs: what each was made of.
        paintings: whose style each should have; or `painting`, if it is the same for all.
        painting: uint8 (H, W, 3), as `painting_as_measured` returns it.
    """

    targets: Partners | None = None
    photographs: Partners | None = None
    paintings: Partners | None = None
    painting: np.ndarray | None = None
    _last: dict[str, tuple[Path, np.ndarray]] = field(default_factory=dict)

    def functions(self) -> dict[str, Callable]:
        """Return by kind a function of a file and its picture that `Passing` asks.

        It returns `None` for a picture that has no partner.
        """
        return {
            "picture": lambda file, picture: (),
            "pair": self._pair,
            "change": self._change,
            "stylized": self._stylized,
        }

    def _pair(self, file, picture):
        target = self._read("target", self.targets, file)
        return None if target is None else (target,)

    def _change(self, file, picture):
        photograph = self._read("photograph", self.photographs, file)
        if photograph is None:
            return None
        if photograph.shape != picture.shape:
            photograph = images.resize(photograph, picture.shape[:2])
            self._last["photograph"] = self.photographs.of[file], photograph
        return (photograph,)

    def _stylized(self, file, picture):
        photograph = self._change(file, picture)
        painting = self.painting
        if painting is None:
            painting = self._read("painting", self.paintings, file)
        return None if photograph is None or painting is None else (*photograph, painting)

    def _read(self, what, partners: Partners | None, file):
        """Return a partner's picture; the last one is kept, as several kinds of metrics ask."""
        if partners is None or file not in partners.of:
            return None
        partner = partners.of[file]
        if what not in self._last or self._last[what][0] != partner:
            picture = partners.second.read(partner)
            picture = painting_as_measured(picture) if what == "painting" else picture
            self._last[what] = partner, picture
        return self._last[what][1]
