"""Gatys from the command line, with its progress and previews."""


import numpy as np
import pytest

import tfstyle
from tfstyle import images
from tfstyle.models import Gatys
from tfstyle.models.gatys import encoder as gatys_encoder
from tfstyle.models.gatys import gatys
from tfstyle.networks.vgg import VGG19


def test_gatys_is_built_in_and_runs_from_the_command_line(
    photo, painting, tmp_path, monkeypatch
):
    from rich.progress import Progress
    from typer.testing import CliRunner

    from tfstyle.cli import app

    lines, update = [], Progress.update

    def spy(self, task, **options):
        lines.append(options)
        update(self, task, **options)

    monkeypatch.setattr(Progress, "update", spy)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")  # a bar is drawn where somebody sees it
    monkeypatch.setattr(gatys, "level_steps", lambda steps, levels: [12] * levels)
    assert tfstyle.from_preset("gatys").get_config()["style_weight"] > 0
    monkeypatch.setattr(
        gatys_encoder, "load_vgg19", lambda layers, pooling: VGG19(layers, filters=2)
    )
    for name, picture in {"photo": photo, "painting": painting}.items():
        images.write_image(tmp_path / f"{name}.png", picture)
    out, preview = tmp_path / "out.jpg", tmp_path / "preview.png"
    result = CliRunner().invoke(
        app, ["translate", "gatys", "--style", str(tmp_path / "painting.png"),
              str(tmp_path / "photo.png"), "-o", str(out), "--size", "24",
              "--preview", str(preview)], catch_exceptions=False,
    )  # fmt: skip
    assert "1 of 1" in result.stdout
    painted = images.read_image(out)
    assert painted.shape == (24, 36, 3)
    before = images.resize(photo, (24, 36)).astype(int)
    assert np.abs(painted - before).mean() > 1
    # The bar went through the steps, and the preview is the last of them.
    lines = [line for line in lines if line.get("total") == 12]
    steps = [line["completed"] for line in lines]
    assert steps == sorted(steps) and steps[0] == 1 and len(steps) > 5
    assert lines[0]["description"] == "photo.png 36x24"
    assert images.read_image(preview).shape == (24, 36, 3)


def test_a_preview_of_a_model_without_steps_is_refused(tmp_path, monkeypatch, photo):
    from typer.testing import CliRunner

    from tests.zoo.test_zoo import save_tiny
    from tfstyle.cli import app

    save_tiny(tmp_path / "tiny")
    images.write_image(tmp_path / "photo.png", photo)
    result = CliRunner().invoke(
        app, ["translate", str(tmp_path / "tiny"), str(tmp_path / "photo.png"),
              "-o", str(tmp_path / "out.png"), "--preview", str(tmp_path / "preview.png")],
    )  # fmt: skip
    assert result.exit_code == 2 and "gatys" in result.output
    assert not (tmp_path / "preview.png").exists()


def test_it_cannot_be_exported(tmp_path):
    from tfstyle.errors import ExportError
    from tfstyle.export import export

    with pytest.raises(ExportError, match=r"Gatys.*feed-forward"):
        export(Gatys(), tmp_path / "export")
    assert not (tmp_path / "export").exists()
