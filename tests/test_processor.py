"""What is read of a processor, on whatever system."""

from tfstyle import processor

_XEON = """processor\t: 0
model name\t: A Xeon: the newest
flags\t\t: fpu avx2 avx512f avx512_vnni amx_bf16

processor\t: 1
model name\t: Another
flags\t\t: fpu
"""
_ARM = "processor\t: 0\nFeatures\t: fp asimd bf16\n"


def told(monkeypatch, tmp_path, text):
    if text is not None:
        (tmp_path / "cpuinfo").write_bytes(text)
    monkeypatch.setattr(processor, "_CPUINFO", str(tmp_path / "cpuinfo"))


def test_the_first_core_speaks_for_all(monkeypatch, tmp_path):
    told(monkeypatch, tmp_path, _XEON.encode("utf-8"))
    assert processor.model() == "A Xeon: the newest"
    assert processor.features() == ["avx2", "avx512f", "avx512_vnni", "amx_bf16"]
    assert set(processor.features()) & set(processor.BFLOAT16)


def test_arm_and_odd_bytes(monkeypatch, tmp_path):
    told(monkeypatch, tmp_path, _ARM.encode("utf-8") + b"\xff\xfe\n")
    assert processor.features() == ["asimd", "bf16"]
    assert processor.model()


def test_a_system_that_tells_nothing(monkeypatch, tmp_path):
    told(monkeypatch, tmp_path, None)
    assert processor.features() == [] and processor.model() and processor.cores() >= 1
