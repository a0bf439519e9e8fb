"""What was measured of a preset: for `scores.json`, and for whoever wants all of it."""

from dataclasses import dataclass, field

from tfstyle.metrics import get_metric
from tfstyle.zoo.evaluating.floor import shortfalls
from tfstyle.zoo.evaluating.protocol import Protocol


@dataclass(frozen=True)
class Evaluation:
    """The scores of a preset.

    Attributes:
        name: of the preset.
        protocol: how they were measured.
        data: `path`, `split`, `pictures` read, and the `sha256` of their files.
        networks: that metrics looked through, see `fingerprints`.
        pictures: judged in each row.
        scores: `{row: {metric: cell}}`, see `rows.Table.measure`.
        recorded: what `scores.json` holds, if there is one.
    """

    name: str
    protocol: Protocol
    data: dict
    networks: dict
    pictures: dict[str, int]
    scores: dict[str, dict[str, dict]]
    recorded: dict = field(default_factory=dict)

    def report(self) -> dict:
        """Return what `scores.json` holds."""
        return {
            "protocol": self.protocol.as_dict(),
            "data": {key: value for key, value in self.data.items() if key != "path"},
            "networks": self.networks,
            "pictures": self.pictures,
            "scores": self.scores,
        }

    def notes(self) -> list[str]:
        """Return what to know before comparing these scores with the recorded ones."""
        found, before = [], self.recorded
        if self.data["split"] == "train":
            found.append("Nothing is held out: these pictures were trained on.")
        if before.get("data", self.data).get("sha256") != self.data["sha256"]:
            found.append("These are other pictures than those of the card.")
        for name, network in self.networks.items():
            known = before.get("networks", {}).get(name, network)
            if known["layers"] == network["layers"] and known["sha256"] != network["sha256"]:
                found.append(f"{name} has other weights than when the card was measured.")
        return found

    def differences(self) -> list[str]:
        """Return the figures that are not the recorded ones, by more than processors differ."""
        found = []
        for row, cells in self.scores.items():
            for name, cell in cells.items():
                then = self.recorded.get("scores", {}).get(row, {}).get(name)
                if then is not None and not same(_value(cell), _value(then)):
                    found.append(f"{row}: {name} {_value(cell)}, recorded {_value(then)}")
        return found

    def shortfalls(self) -> list[str]:
        """Return what a restorer makes worse, or hardly better, see `floor`."""
        return [f"Below the floor: {text}." for text in shortfalls(self.scores).values()]

    def record(self):
        """Return the same as `tfstyle evaluate` shows and writes it, an `evaluation.Evaluation`."""
        from tfstyle.evaluation.record import Evaluation as Record
        from tfstyle.evaluation.record import Figure, PictureRecord

        figures = {}
        for name in dict.fromkeys(n for row in self.scores.values() for n in row):
            one = get_metric(name)
            row, cell = next((r, cells[name]) for r, cells in self.scores.items() if name in cells)
            interval = tuple(cell["interval"]) if "interval" in cell else None
            figures[name] = Figure(
                _value(cell), interval, one.title, one.unit, one.direction, one.protocol,
                cell.get("note"), self.protocol.seed, self.pictures[row],
            )  # fmt: skip
        return Record(
            "preset", figures, PictureRecord(self.name, sum(self.pictures.values()), "", ()),
            reference=PictureRecord(
                self.data["path"], self.data["pictures"], self.data["sha256"], ()
            ),
            rows=tuple(
                {"name": row, **{name: _value(cell) for name, cell in cells.items()}}
                for row, cells in self.scores.items()
            ),
            notes=(*self.notes(), *self.differences(), *self.shortfalls()), seed=self.protocol.seed,
            weights={name: facts["sha256"] for name, facts in self.networks.items()},
        )  # fmt: skip


def same(now: float, then: float) -> bool:
    """Return whether two figures are one, measured on two processors.

    Example:
        >>> same(20.1, 20.0), same(0.0541, 0.0525), same(0.3, 0.2)
        (True, True, False)
    """
    return abs(now - then) <= max(0.01 * abs(then), 0.002)


def _value(cell):
    return cell.get("mean", cell.get("value"))
