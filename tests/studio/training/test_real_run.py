"""A real run of a tiny model: paused, gone on with by a new worker, in the library at the end."""

import pytest

from tests.optional import need
from tests.studio.training.waiting import ended, until

need("sqlalchemy")
need("alembic")


@pytest.mark.exhaustive
def test_a_tiny_run_is_paused_and_ends_with_a_preset(rooms, working, monkeypatch):
    from tfstyle.studio.training import child, kind

    train, run_child, asked = kind.train, child.run, []

    def told(arguments, *more, **named):
        asked.append(arguments)
        run_child(arguments, *more, **named)

    def small(job, folder, model, data, values, *arguments, **more):
        values |= {"generator.num_blocks": 1, "train.log_every": 1, "train.ema": 0.9}
        return train(job, folder, model, data, values, *arguments, **more)

    monkeypatch.setattr(kind, "train", small)
    monkeypatch.setattr(child, "run", told)
    end = working()
    payload = {
        "a": rooms.ids[:4], "b": rooms.ids[4:], "steps": 150, "crop": 32, "filters": 4,
        "every": 10, "name": "Noise", "licence": "CC0", "source": "a test",
    }  # fmt: skip
    job_id = rooms.jobs.add(rooms.ada, "train_domains", payload)
    run = rooms.settings.home / "runs" / job_id / "run"
    seen = until(lambda: (result := rooms.jobs.get(job_id, rooms.ada).result or {}).get("sample")
                 and result, 120)  # fmt: skip
    assert rooms.pictures.info(seen["sample"], viewer_id=rooms.ada).width > 32
    rooms.jobs.pause(job_id, rooms.ada)
    until(lambda: rooms.jobs.get(job_id, rooms.ada).state == "paused", 60)
    end()
    saved = max(int(path.name[5:]) for path in (run / "checkpoints").glob("step_*"))
    assert 0 < saved < 150, "paused too late to show anything"
    working()
    rooms.jobs.resume(job_id, rooms.ada)
    job = ended(rooms, job_id, 240)
    assert (job.state, job.message) == ("done", "")
    (style,) = rooms.library.held
    assert ["--resume" in arguments for arguments in asked] == [False, True]
    assert {"config.json", "model.weights.h5", "checksums.json"} <= set(style.files)
    assert rooms.pictures.list(rooms.ada, kinds=("result",)) == []  # no sample stays


@pytest.mark.exhaustive
def test_a_painting_becomes_a_preset(rooms, working, monkeypatch, tmp_path):
    """VGG19 has random weights here: what is learned means nothing, but it is learned."""
    import numpy as np

    from tfstyle import networks

    flat = {}
    for layer in networks.VGG19(("relu4_1",)).layers:
        if "_conv" in layer.name:
            kernel, bias = layer.get_weights()
            flat |= {f"{layer.name}/kernel": kernel.astype("float16"), f"{layer.name}/bias": bias}
    np.savez(tmp_path / "vgg19.npz", **flat)
    monkeypatch.setenv("TFSTYLE_VGG19", str(tmp_path / "vgg19.npz"))
    working()
    payload = {"picture_id": rooms.ids[0], "name": "Noise", "steps": 3, "crop": 32, "filters": 4}
    job = ended(rooms, rooms.jobs.add(rooms.ada, "train_style", payload), 240)
    assert (job.state, job.message) == ("done", "")
    assert b'"noise"' in rooms.library.held[0].files["config.json"]
