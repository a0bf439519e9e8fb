"""Names come from folders and users; what cannot be served is refused before anything is made."""

import re

import pytest

from tfstyle.errors import ExportError
from tfstyle.export.serving import check_serving, export_for_serving
from tfstyle.export.serving.names import LONGEST, check_name, kubernetes_name
from tfstyle.zoo import list_presets

HOSTILE = [
    "", "1", "2024_run", "a b", 'a"b', "a'b", "a\nb", "a\n", "a/b", "../a", "..", ".a", "a.", "-a",
    "a-", "a:b", "a$b", "ä", "ａ", "a" * (LONGEST + 1), "a{b}", "a#b", None, 3,
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_refused_and_leave_nothing(name, tmp_path):
    with pytest.raises(ExportError, match=r"letter first.*Received: .*--name") as told:
        export_for_serving(None, tmp_path / "serving", name=name)
    assert "\n" not in str(told.value) and len(str(told.value)) < 300
    assert not (tmp_path / "serving").exists()


@pytest.mark.parametrize("name", ["a", "A", "a1", "a_b.c-d", "a" * LONGEST, "fast_style_udnie"])
def test_a_name_in_a_cluster_is_a_label_of_rfc_1123_and_1035(name):
    label = kubernetes_name(check_name(name))
    assert re.fullmatch("[a-z]([-a-z0-9]*[a-z0-9])?", label)
    assert len(f"{label}-predictor") <= 63  # what KServe makes of it


def test_every_preset_can_be_served_under_its_own_name():
    names = list_presets()
    assert len({kubernetes_name(name) for name in names}) == len(names)


def test_two_models_of_one_name_in_a_cluster_are_refused(add, place):
    add("a_b")
    with pytest.raises(ExportError, match=r"holds the model a_b.*same name as a\.B: a-b"):
        add("a.B")
    assert [path.name for path in (place / "models").iterdir()] == ["a_b"]


def test_what_does_not_go_together_is_refused():
    assert check_serving("udnie", ["saved_model"], force=False, overwrite=None) == "udnie"
    with pytest.raises(ExportError, match=r"--format saved_model\. Received: saved_model,tflite"):
        check_serving("udnie", ["saved_model", "tflite"])
    with pytest.raises(ExportError, match="--force or --overwrite does not go with --serving"):
        check_serving("udnie", ["saved_model"], force=True, representative=None, overwrite=True)
