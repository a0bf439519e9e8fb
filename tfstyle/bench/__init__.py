"""How fast models are, on every engine: each measured in a process of its own, all in turns.

| module | what it knows |
|---|---|
| `subject` | what is measured: a name, and each way to run it |
| `presets`, `exports` | the ways to run a preset, or an exported or foreign file |
| `signature` | where the picture goes into a file that does not say it |
| `counting` | parameters and multiply-accumulates of a graph |
| `worker`, `callers` | the process that is measured, and what it calls |
| `rounds` | who has its turn when, and for how long |
| `figures` | what is told of many times: median, p95, spread |
| `report`, `table` | all of it as plain values, and on the terminal |
| `zoo` | every preset measured, for `docs/models.md` |
"""

from tfstyle.bench.bench import bench

__all__ = ["bench"]
