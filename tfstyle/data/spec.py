"""What pictures a training learns from: where they lie, and what is made of them."""

import dataclasses
import os
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass

from tfstyle.data import geometry, layouts
from tfstyle.errors import DataError, did_you_mean
from tfstyle.palette import problem

_CHANNELS = (1, 3, 4)
_JUDGED = ("images", "unpaired")  # what a judge learns from


@dataclass(frozen=True)
class DataSpec:
    """Pictures on disk and what a step sees of them, checked as far as words and numbers go.

    Nothing is looked for before one of the functions of `tfstyle.data` takes it. What is of one
    use only (batch size, seed, split, step, memory) is an argument of these functions.

    Args:
        layout: "paired" (source and target belong together), "unpaired" (drawn independently),
            "images" (photographs, alone or with `derive`), "arrays" (an .npz file) or "tfds"; the
            names in `data.layouts.LAYOUTS`.
        root: the folder, or the .npz file; for "tfds" the `data_dir`, or None for its default.
        load: pixels of a side to resize to, or of the shorter side; at least `crop`.
        crop: pixels of a side that a step sees, at least 1.
        flip: mirror every second picture.
        direction: "a2b", or "b2a" to take b (the right half, the second folder, the photograph)
            as source.
        domains: two names the folders of the sides may carry, beside A and B.
        derive: "edges", "gray", "low_resolution" or "damaged": makes the source from the picture.
        name: of the TensorFlow Dataset, e.g. "cycle_gan/horse2zebra".
        damages: what may happen to a damaged picture, names in `damage.DAMAGES`; all if not given.
        damage_strength: of the damages, above 0, at most 1.
        undamaged: share of the pictures to train on that stay whole, 0 to 1.
        damaged_alone: share of them with a single kind of damage; the rest are mixtures.
        in_channels: channels of the source: 1, 3 or 4.
        out_channels: channels of the target: 1, 3 or 4.
        skip_broken: leave out files that cannot be used, and log their names before a training.
        num_classes: of labels to give with the pictures: those of "arrays", or for "images" the
            folders below, e.g. `train/coat`, in the order of their names. 0 for none.
        geometry: "squash" resizes to `load` x `load`, whatever the proportions; "shorter_side"
            keeps them, and steps cut their squares from all over the picture.
        nearest: "a", "b" or "both": the sides, as they lie on disk, that are label maps. Resizing
            takes the nearest pixel there and invents no colours. "none" for photographs.
        labels: colours of the sources of "paired" that stand for classes; a picture with others in
            it is refused. Such sides are `nearest`, too.
        target_load: `load` of the target, of two sides that are drawn independently; the same if
            not given.
        target_crop: `crop` of the target, the same; paintings whose style is learned may be seen
            larger than photographs.
        view: pixels of a side that a judge sees of the `crop`: batches are series of photographs,
            whole and spoiled, see `data.series`, of "images" or, where b are bad pictures,
            "unpaired". 0 for none.
        leave_out: files that are no part of "images" although they lie there, e.g. the painting
            whose style is learned.

    Raises:
        DataError: a value that is none of these, or one that the layout has no use for.

    Example:
        >>> spec = DataSpec("paired", "facades/", load=286, crop=256, direction="b2a")
        >>> spec.channels, spec.swapped
        ((3, 3), True)
    """

    layout: str
    root: str | os.PathLike | None = None
    _: KW_ONLY
    load: int = 286
    crop: int = 256
    flip: bool = True
    direction: str = "a2b"
    domains: Sequence[str] = ("a", "b")
    derive: str | None = None
    name: str | None = None
    damages: Sequence[str] | None = None
    damage_strength: float = 1.0
    undamaged: float = 0.0
    damaged_alone: float = 0.0
    in_channels: int = 3
    out_channels: int = 3
    skip_broken: bool = False
    num_classes: int = 0
    geometry: str = "squash"
    nearest: str = "none"
    labels: Sequence[Sequence[int]] = ()
    target_load: int | None = None
    target_crop: int | None = None
    view: int = 0
    leave_out: Sequence[str | os.PathLike] = ()

    def __post_init__(self):
        for name in ("domains", "damages", "leave_out"):
            if isinstance(getattr(self, name), list):  # as recipes have them
                object.__setattr__(self, name, tuple(getattr(self, name)))
        layout = layouts.get(self.layout)
        if not 1 <= self.crop <= self.load:
            raise DataError(
                f"crop must be 1 to load. Received: crop = {self.crop}, load = {self.load}."
            )
        self._check_target(layout)
        for name in ("in_channels", "out_channels"):
            if getattr(self, name) not in _CHANNELS:
                raise DataError(f"{name} must be 1, 3 or 4. Received: {getattr(self, name)!r}.")
        if self.direction not in ("a2b", "b2a"):
            near = did_you_mean(str(self.direction), ("a2b", "b2a"))
            raise DataError(
                f"direction must be 'a2b' or 'b2a'. Received: {self.direction!r}.{near}"
            )
        if isinstance(self.domains, str) or len(self.domains) != 2:
            raise DataError(f"domains must be two names. Received: {self.domains!r}.")
        if self.view and not (1 <= self.view <= self.crop and self.layout in _JUDGED):
            raise DataError(
                f"view must be 1 to crop, with layout 'images' or 'unpaired'. Received: view = "
                f"{self.view}, crop = {self.crop}, layout = {self.layout!r}."
            )
        geometry.check_geometry(self.geometry)
        geometry.check_nearest(self.nearest)
        self._check_labels(layout)
        self._check_derived(layout)
        if self.num_classes and not layout.labelled:
            raise DataError(
                "num_classes needs layout 'images' with a folder a class, or 'arrays' with "
                f"labels. Received: layout = {self.layout!r}."
            )
        if layout.named and not self.name:
            raise DataError(
                f"layout {self.layout!r} needs the name of a data set, e.g. 'cycle_gan/maps'."
            )

    def _check_labels(self, layout):
        if not self.labels:
            return
        wrong = problem(self.labels, self.in_channels)
        if wrong:
            raise DataError(f"labels must be {wrong}.")
        if not layout.in_classes:
            raise DataError(f"labels need layout 'paired'. Received: {self.layout!r}.")
        source = "b" if self.swapped else "a"
        if self.nearest not in (source, "both"):
            raise DataError(
                f"labels need nearest = {source!r}, or resizing blends their colours. "
                f"Received: {self.nearest!r}."
            )

    def _check_target(self, layout):
        if (self.target_load, self.target_crop) == (None, None):
            return
        load, crop = self.target_load or self.load, self.target_crop or self.crop
        if not 1 <= crop <= load:
            raise DataError(
                "target_crop must be 1 to target_load. Received: target_crop = "
                f"{crop}, target_load = {load}."
            )
        apart = "domains" in layout.offers(self.derive is not None)
        if (load, crop) != (self.load, self.crop) and not apart:
            raise DataError(
                "target_load and target_crop are for two sides that are drawn independently, as "
                f"of layout 'unpaired'. Received: layout = {self.layout!r}."
            )

    def of_side(self, place: int) -> "DataSpec":
        """Return what this says of one side alone: 0 for the source, 1 for the target.

        Example:
            >>> DataSpec("unpaired", "styles/", load=286, crop=256, target_crop=286).of_side(1).crop
            286
        """
        if not place:
            return dataclasses.replace(self, target_load=None, target_crop=None)
        load, crop = self.target_load or self.load, self.target_crop or self.crop
        return dataclasses.replace(
            self, load=load, crop=crop, target_load=None, target_crop=None
        )

    def _check_derived(self, layout):
        if self.derive is None:
            return
        from tfstyle.data.derive import check_derived

        check_derived(self.derive, self.channels)
        if not layout.derives:
            able = " and ".join(repr(n) for n, each in layouts.LAYOUTS.items() if each.derives)
            raise DataError(f"derive applies to layout {able}. Received: {self.layout!r}.")
        if self.damaged:
            from tfstyle.data.damage import check_damages

            check_damages(
                self.damages, self.damage_strength, self.undamaged, self.damaged_alone
            )

    @property
    def channels(self) -> tuple[int, int]:
        """Of source and target."""
        return self.in_channels, self.out_channels

    @property
    def swapped(self) -> bool:
        """Side b is the source, side a the target."""
        return self.direction == "b2a"

    @property
    def lone_channels(self) -> int:
        """Of pictures alone: of the photograph that is the target or, swapped, the source."""
        return self.in_channels if self.swapped else self.out_channels

    @property
    def damaged(self) -> bool:
        """Sources are made by damaging photographs, afresh at every step."""
        return self.derive == "damaged"
