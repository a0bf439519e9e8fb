"""What every layout says of itself, and what it is asked for."""

import abc


class Layout(abc.ABC):
    """One way in which pictures lie on disk.

    Attributes:
        name: what `DataSpec.layout` and a recipe's `data.layout` call it.
        learns_from: what a step can learn from: "pairs" that belong together, two "domains" drawn
            independently, or "pictures" alone; several where the data set decides.
        derives: pairs can be made of its pictures, see `data.derive`.
        labelled: its pictures can come with their class.
        named: it finds its pictures by `DataSpec.name`, and not by the folder alone.
        sided: its pictures can have sides a and b, one of which may be label maps.
        in_classes: colours of its sources can stand for classes, see `DataSpec.labels`.
    """

    name: str
    learns_from: tuple[str, ...]
    derives = False
    labelled = False
    named = False
    sided = False
    in_classes = False

    def offers(self, derived: bool) -> tuple[str, ...]:
        """Return what a step can learn from: as `learns_from`, or pairs where they are derived."""
        return ("pairs",) if derived else self.learns_from

    @abc.abstractmethod
    def splits(self, spec) -> dict[str, int | tuple[int, int]]:
        """Return how many pictures (pairs; or of each side) every split has; none is opened.

        Args:
            spec: a `DataSpec` of this layout.

        Raises:
            DataError: there is nothing of this layout.
        """

    @abc.abstractmethod
    def sides(self, spec, split: str) -> list:
        """Return the `sources.Side` of a split, or two that are drawn from independently.

        Two of them, and the pictures of a pair, come in the order source, target: as
        `spec.direction` says. Of pictures alone the source has `spec.lone_channels`.

        Args:
            spec: a `DataSpec` of this layout.
            split: "train", "val" or "test".

        Raises:
            DataError: there is no such split, or nothing of this layout in it.
        """

    def labels(self, source):
        """Return the class of each picture of a source, int (N,); `None` if there are none.

        Args:
            source: of a side that this layout gave. Asked only where `labelled`.
        """
        raise NotImplementedError
