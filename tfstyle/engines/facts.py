"""What an export's user has to know of the model, without the model."""

import dataclasses

from tfstyle.capabilities import Capabilities


@dataclasses.dataclass(frozen=True, kw_only=True)
class Facts:
    """What `inference.translate` asks of a model, as data.

    Attributes:
        kind: what errors call it, the name of the model's class.
        channels: of the pictures in and out, by direction; the directions, the first one first.
        style: what the model takes as a style, as in `Capabilities`.
        styles: the names it knows.
        alpha: whether it takes a style on by a degree.
        tiles: whether it translates in tiles: a file does whose network normalizes by nothing that
            belongs to the whole picture, a preset where Keras can.
        joint: whether its tiles share statistics, as Keras' layers do.
        label_maps: the colours of what goes in stand for classes.
        size_multiple: what H and W must be multiples of; 1 of a file, which pads inside.
        min_size: the smallest H and W.
        margin: pixels around a tile that its translation depends on.
    """

    kind: str
    channels: dict[str, tuple[int, int]]
    style: str | None = None
    styles: tuple[str, ...] = ()
    alpha: bool = False
    tiles: bool = False
    joint: bool = False
    label_maps: bool = False
    size_multiple: int = 1
    min_size: int = 1
    margin: int = 0

    @classmethod
    def of(cls, model) -> "Facts":
        """Return those of a Keras model of tfstyle.

        Raises:
            UnsupportedOptionError: it translates nothing.
        """
        model.check_direction()
        can = model.capabilities
        return cls(
            kind=model.kind,
            channels={way: tuple(model.channels(way)) for way in model.directions},
            style=can.style,
            styles=tuple(model.styles),
            alpha=can.alpha,
            tiles=model.can_tile,
            joint=can.joint,
            label_maps=bool(model.takes_label_maps),
            size_multiple=model.size_multiple,
            min_size=model.min_size,
        )

    @classmethod
    def from_json(cls, data: dict) -> "Facts":
        """Return what `dataclasses.asdict` gave and JSON kept.

        Raises:
            TypeError, ValueError, AttributeError: it is something else.
        """
        channels = {way: (int(a), int(b)) for way, (a, b) in data["channels"].items()}
        return cls(**{**data, "channels": channels, "styles": tuple(data["styles"])})

    def capabilities(self) -> Capabilities:
        """Return them in the words of a model's class."""
        return Capabilities(
            directions=len(self.channels), style=self.style, alpha=self.alpha, tiles=self.tiles,
            joint=self.joint, trains=False,
        )  # fmt: skip
