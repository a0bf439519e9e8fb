"""Stands for the process of a run, without its seconds: `python -m …fake_run train …`.

Writes what a run writes, a step every few milliseconds. What `FAKE_RUN` says happens to it.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

from PIL import Image


def main():
    arguments, how = sys.argv[1:], os.environ.get("FAKE_RUN", "")
    if how == "fails":
        print("A line before.\nError: /home/ada/data has no pictures.\nA line behind.", flush=True)
        raise SystemExit(1)
    if how == "killed":
        os.kill(os.getpid(), 9)
    asked = threading.Event()
    threading.Thread(target=lambda: (os.read(0, 1), asked.set()), daemon=True).start()
    if arguments[0] == "translate":
        out = Path(arguments[arguments.index("-o") + 1])
        out.write_text(json.dumps(arguments), "utf-8")
        return
    run = Path(arguments[arguments.index("--out") + 1])
    sets = [arguments[i + 1] for i, one in enumerate(arguments) if one == "--set"]
    recipe, checkpoints = run / "recipe.toml", run / "checkpoints"
    if "--resume" in arguments:
        step = max(int(path.name[5:]) for path in checkpoints.iterdir())
        steps = json.loads(recipe.read_text("utf-8"))["steps"]
    else:
        assert not recipe.exists(), "there is a run already"
        step, steps = 0, int(next(s for s in sets if s.startswith("train.steps=")).split("=")[1])
        (run / "samples").mkdir(parents=True)
        checkpoints.mkdir()
        recipe.write_text(json.dumps({"steps": steps, "arguments": arguments}), "utf-8")
    with open(run / "begun", "a", encoding="utf-8") as file:
        file.write(f"{step}\n")
    while step < steps and not asked.is_set():
        step += 1
        time.sleep(0.02)
        with open(run / "metrics.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps({"step": step, "generator/loss": 1 / step}) + "\n")
        if step % 5 == 0:
            new = run / "samples" / f".{step}.png"
            Image.new("RGB", (8, 8), (step, 0, 0)).save(new)
            new.rename(run / "samples" / f"step_{step:08d}.png")
    (checkpoints / f"step_{step:08d}").mkdir(exist_ok=True)
    if step < steps:
        print(f"Error: Stopped after step {step} of {steps}.", flush=True)
        raise SystemExit(1)
    (run / "final").mkdir(exist_ok=True)
    (run / "final" / "config.json").write_text((run / "begun").read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    main()
