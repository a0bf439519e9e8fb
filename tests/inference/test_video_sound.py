"""Sound of every common kind gets into every container: as it is, or encoded anew."""

import numpy as np
import pytest

from tests.inference.video_clips import PITCH
from tests.optional import need
from tfstyle.errors import DataError
from tfstyle.inference.video import sound, translate_video
from tfstyle.video_suffixes import WRITTEN_VIDEO_SUFFIXES

av = need("av")

# Container and video codec, sound codec, layout, samples a second.
SOUNDS = {
    "a camera's": ("avi", "mjpeg", "pcm_s16le", "stereo", 44_100),
    "8 bits": ("avi", "mjpeg", "pcm_u8", "mono", 11_025),
    "adpcm": ("avi", "mjpeg", "adpcm_ms", "mono", 22_050),
    "telephone": ("mov", "libx264", "pcm_alaw", "mono", 8_000),
    "cinema": ("mkv", "libx264", "ac3", "5.1", 48_000),
    "flac": ("mkv", "libx264", "flac", "stereo", 44_100),
    "opus": ("mkv", "libx264", "libopus", "stereo", 48_000),
    "aac 5.1": ("mp4", "libx264", "aac", "5.1", 48_000),
    "quad": ("mkv", "libx264", "pcm_s16le", "quad", 48_000),
}
SECONDS = 0.4


def clip(folder, name):
    """Write three frames with a tone on every channel."""
    container, codec, sound, layout, rate = SOUNDS[name]
    path = folder / f"in.{container}"
    with av.open(str(path), "w") as out:
        video = out.add_stream(codec, rate=8)
        video.width = video.height = 16
        video.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        audio = out.add_stream(sound, rate=rate, layout=layout)
        for level in (0, 100, 200):
            pixels = np.full((16, 16, 3), level, "uint8")
            out.mux(video.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        out.mux(video.encode(None))
        wave = np.sin(2 * np.pi * PITCH * np.arange(int(rate * SECONDS)) / rate) / 2
        wave = np.tile(np.float32(wave), (av.AudioLayout(layout).nb_channels, 1))
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(wave), "fltp", layout)
        frame.sample_rate, frame.pts = rate, 0
        kind = audio.codec_context.format.name
        for piece in av.AudioResampler(format=kind, layout=layout, rate=rate).resample(frame):
            out.mux(audio.encode(piece))
        out.mux(audio.encode(None))
    return path


def heard(path):
    """Return a sound's codec, seconds, pitch and channels."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        rate = stream.codec_context.sample_rate
        mono = av.AudioResampler(format="fltp", layout="mono", rate=rate)
        pieces = [new for frame in container.decode(stream) for new in mono.resample(frame)]
        wave = np.concatenate([piece.to_ndarray()[0] for piece in pieces])
        context = stream.codec_context
        # A codec pads its first packet; longer than this no tone is cut off.
        spectrum = np.abs(np.fft.rfft(wave, 8 * len(wave)))
        pitch = np.fft.rfftfreq(8 * len(wave), 1 / rate)[spectrum.argmax()]
        return context.name, len(wave) / rate, pitch, context.layout.nb_channels


@pytest.mark.parametrize("name", SOUNDS)
def test_every_sound_gets_into_every_container(tmp_path, name):
    source = clip(tmp_path, name)
    channels = av.AudioLayout(SOUNDS[name][3]).nb_channels
    for suffix in WRITTEN_VIDEO_SUFFIXES:
        target = tmp_path / f"out{suffix}"
        translate_video(lambda frame: frame, source, target)
        _, seconds, pitch, after = heard(target)
        assert seconds == pytest.approx(SECONDS, abs=0.12), suffix
        assert pitch == pytest.approx(PITCH, abs=4), suffix
        assert after == channels, suffix
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        [source.name, *(f"out{suffix}" for suffix in WRITTEN_VIDEO_SUFFIXES)]
    )


@pytest.mark.parametrize(
    ("name", "suffix", "codec"),
    [
        ("cinema", ".mp4", "ac3"), ("flac", ".mp4", "flac"), ("opus", ".mp4", "opus"),
        ("8 bits", ".mkv", "pcm_u8"), ("opus", ".webm", "opus"), ("8 bits", ".mp4", "aac"),
        ("flac", ".mov", "aac"), ("cinema", ".webm", "opus"),
    ],
)  # fmt: skip
def test_what_a_container_holds_is_copied(tmp_path, name, suffix, codec):
    source = clip(tmp_path, name)
    (way,) = sound.choose_sound(source, tmp_path / f"out{suffix}", tmp_path).values()
    assert (way is sound._copied) == (codec == heard(source)[0])
    translate_video(lambda frame: frame, source, tmp_path / f"out{suffix}")
    assert heard(tmp_path / f"out{suffix}")[0] == codec


def test_a_sound_without_a_packet_is_left_out(tmp_path):
    source = tmp_path / "in.mkv"
    with av.open(str(source), "w") as out:
        video = out.add_stream("libx264", rate=8)
        video.width = video.height = 16
        video.pix_fmt = "yuv420p"
        out.add_stream("flac", rate=44_100, layout="mono")
        out.mux(video.encode(av.VideoFrame(16, 16, "yuv420p")))
        out.mux(video.encode(None))
    translate_video(lambda frame: frame, source, tmp_path / "out.mp4")
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert len(container.streams.video) == 1 and not container.streams.audio


def test_sound_that_fits_nowhere_is_told_before_the_first_frame(tmp_path, monkeypatch):
    source = clip(tmp_path, "8 bits")

    def no_way(out, stream):
        raise ValueError("no such codec")

    monkeypatch.setattr(sound, "_WAYS", (no_way,))
    with pytest.raises(DataError, match=r"sound of .*in.avi cannot be written to .mp4 \(no such"):
        translate_video(lambda frame: 1 / 0, source, tmp_path / "out.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["in.avi"]
