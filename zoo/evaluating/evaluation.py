"""What was measured of a preset: for `scores.json`, and for whoever wants all of it."""

import datetime
import importlib.metadata
from dataclasses import dataclass, field

from tfstyle.metrics import get_metric
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

    def record(self) -> dict:
        """Return the evaluation as JSON-able facts, a row for each line of the table."""
        facts = {}
        for name in dict.fromkeys(n for row in self.scores.values() for n in row):
            one = get_metric(name)
            row, cell = next((r, cells[name]) for r, cells in self.scores.items() if name in cells)
            facts[name] = {
                "value": cell.get("mean", cell.get("value")), "interval": cell.get("interval"),
                "title": one.title, "unit": one.unit, "direction": one.direction,
                "protocol": one.protocol, "note": cell.get("note"), "seed": self.protocol.seed,
                "pictures": self.pictures[row],
            }  # fmt: skip
        return {
            "tfstyle": importlib.metadata.version("tfstyle"),
            "kind": "preset",
            "preset": self.name,
            "metrics": facts,
            "rows": [
                {"name": row, "pictures": self.pictures[row], **{
                    name: cell.get("mean", cell.get("value")) for name, cell in cells.items()
                }}
                for row, cells in self.scores.items()
            ],
            "scores": self.scores,
            "recorded": self.recorded.get("scores"),
            "protocol": self.protocol.as_dict(),
            "generated": {"path": self.name, "pictures": sum(self.pictures.values())},
            "reference": self.data,
            "networks": self.networks,
            "notes": self.notes(),
            "versions": {
                name: importlib.metadata.version(name)
                for name in ("keras", "tensorflow", "numpy", "pillow", "scipy")
            },
            "seed": self.protocol.seed,
            "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        }  # fmt: skip
