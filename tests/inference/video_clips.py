"""Tiny videos for the tests of videos: made, and read back."""

import types

import numpy as np

from tests.optional import need

data = need("skimage.data")

RATE = 48_000
PITCH = 440


def panning(count, height=64, width=96, step=2):
    """Frames of a window that moves over a photograph by whole pixels."""
    picture = data.astronaut()
    return [
        np.ascontiguousarray(picture[100 : 100 + height, 60 + step * i : 60 + step * i + width])
        for i in range(count)
    ]


def write(path, frames, *, codec="libx264", pixels="yuv420p", rate=24, starts=None, time_base=None,
          rotation=0, sound=None, crf=8, tags=None):  # fmt: skip
    """Write frames, with a sine tone if `sound` names an encoder."""
    av = need("av")

    with av.open(str(path), "w") as out:
        video = out.add_stream(codec, rate=rate, options={"crf": str(crf)})
        video.height, video.width = frames[0].shape[:2]
        video.pix_fmt = pixels
        context = video.codec_context
        if time_base:
            context.time_base = time_base
        for name, value in (tags or {}).items():
            setattr(context, name, value)
        if rotation:
            video.set_display_rotation(rotation)
        audio = out.add_stream(sound, rate=RATE, layout="mono") if sound else None
        for index, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            if starts:
                frame.pts, frame.time_base = starts[index], time_base
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if audio:
            wave = np.sin(2 * np.pi * PITCH * np.arange(RATE * len(frames) // rate) / RATE)
            for begin in range(0, len(wave), 1024):
                piece = np.float32(wave[None, begin : begin + 1024]) / 2
                frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="mono")
                frame.sample_rate, frame.pts = RATE, begin
                out.mux(audio.encode(frame))
            out.mux(audio.encode(None))
    return path


def read(path):
    """Return everything a test may ask about a video file."""
    av = need("av")

    from tfstyle.inference.video.libraries import exact_conversion

    exact = {"format": "rgb24", "interpolation": exact_conversion()}
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        frames = list(container.decode(video))
        found = types.SimpleNamespace(
            frames=[frame.to_ndarray(**exact) for frame in frames],
            times=[frame.pts * video.time_base for frame in frames],
            rotation=frames[0].rotation,
            rate=video.average_rate,
            pixel_aspect=video.sample_aspect_ratio,
            codec=video.codec_context.name,
            color=(frames[0].colorspace, frames[0].color_range),
            seconds=container.duration / 1e6,
        )
    with av.open(str(path)) as container:
        packets = (p for p in container.demux(container.streams.audio) if p.size)
        found.sound = [bytes(packet) for packet in packets] if container.streams.audio else []
    return found


def pitch(path):
    """Return the strongest frequency of the sound, Hz."""
    av = need("av")

    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        wave = np.concatenate([f.to_ndarray()[0] for f in container.decode(stream)])
        rate = stream.codec_context.sample_rate
    return np.fft.rfftfreq(len(wave), 1 / rate)[np.abs(np.fft.rfft(wave)).argmax()]


def psnr(first, second):
    error = np.mean((np.float64(first) - np.float64(second)) ** 2)
    return 10 * np.log10(255**2 / max(error, 1e-9))
