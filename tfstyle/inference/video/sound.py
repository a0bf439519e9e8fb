"""The sound of a video: copied where the container holds it, else encoded anew.

What a container holds, and what it only claims to, differs by codec, layout and sampling rate; so
each way is tried on the first packets, before the first frame is translated.
"""

import contextlib
import errno
import functools
import itertools
from collections.abc import Callable
from pathlib import Path

from tfstyle.errors import DataError
from tfstyle.files import storage_errors
from tfstyle.inference.video.libraries import load_library
from tfstyle.inference.video.reader import open_container

# Encoders where FFmpeg's own are unfinished, or take few rates.
_ENCODERS = {"opus": "libopus", "vorbis": "libopus", "ac3": "aac"}
# The usual layout of so many channels, which encoders take, where a file has another, such as
# 5.1(side), or, such as a camera's AVI, does not say.
_LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
# Every container's encoder takes this rate, and stereo at it.
_RATE = 48_000
# Enough for any encoder to hand out its first packet, and for a player to be sure of the codec.
_TRIED_PACKETS = 40


def choose_sound(video: Path, target: Path, scratch: Path) -> dict[int, Callable]:
    """Find out how each sound of a video gets into a target.

    Args:
        video: a video file.
        target: its suffix chooses the container.
        scratch: directory for what is tried.

    Returns:
        For each audio stream's index a function `add(out, stream)`, which adds a stream like it to
        an open output container, before its first packet, and returns a function from a packet to
        the packets to write, the empty one at the end included. A sound that cannot be read (a
        second, spatial track of some phones) or without any packet is left out.

    Raises:
        DataError: no way works.
    """
    chosen = {}
    for index in _heard(video):
        reasons = []
        for way in _WAYS:
            reason = _try(way, video, index, Path(scratch, f"sound{target.suffix}"))
            if reason is None:
                chosen[index] = way
                break
            reasons.append(reason)
        else:
            raise DataError(
                f"The sound of {video} cannot be written to {target.suffix} ({reasons[-1]}). "
                "Choose .mkv, or a video without it."
            )
    return chosen


def _heard(video) -> list[int]:
    """Return the indices of the sounds that are any."""
    av, found = load_library("av"), set()
    # What is damaged is told when the frames are read.
    with open_container(video) as container, contextlib.suppress(av.FFmpegError):
        wanted = {s.index for s in container.streams.audio if s.codec_context is not None}
        packets = container.demux([container.streams[index] for index in sorted(wanted)])
        while found != wanted and (packet := next(packets, None)):
            found |= {packet.stream.index} if packet.size else set()
    return sorted(found)


def _try(way, video, index, path) -> str | None:
    """Write the beginning of one sound in one way; return why that failed, `None` if it did not."""
    av = load_library("av")
    try:
        with storage_errors(path), open_container(video) as source:
            stream = source.streams[index]
            with av.open(str(path), "w") as out:
                write = way(out, stream)
                packets = (packet for packet in source.demux(stream) if packet.size)
                beginning = itertools.islice(packets, _TRIED_PACKETS)
                last = av.Packet()
                last.stream = stream
                for packet in itertools.chain(beginning, [last]):
                    for new in write(packet):
                        out.mux_one(new)
            with av.open(str(path)) as written:
                # What a container takes without a word is not always what it gives back.
                next(written.decode(written.streams.audio[0]))
    # PyAV says no by ValueError for codecs and layouts, by NotImplementedError for some decoders.
    except (av.FFmpegError, ValueError, LookupError, NotImplementedError, StopIteration) as error:
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
            raise
        return str(error) or type(error).__name__
    finally:
        path.unlink(missing_ok=True)
    return None


def _copied(out, source):
    stream = out.add_stream_from_template(source)
    _describe(stream, source)

    def write(packet):
        packet.stream = stream
        return [packet] if packet.size else []

    return write


def _encoded(out, source, usual=False, plain=False):
    """Encode as the container's own kind; in a usual layout, or as stereo or mono of a usual rate.
    """
    context = source.codec_context
    name = _ENCODERS.get(out.default_audio_codec, out.default_audio_codec)
    count, layout = context.layout.nb_channels, context.layout.name
    if plain:
        layout = "mono" if count == 1 else "stereo"
    elif usual:
        layout = _LAYOUTS.get(count, layout)
    rate = _RATE if plain or name == "libopus" else context.sample_rate
    stream = out.add_stream(name, rate=rate, layout=layout)
    _describe(stream, source)

    def write(packet):
        packets = [new for frame in packet.decode() for new in stream.encode(frame)]
        return packets if packet.size else packets + stream.encode(None)

    return write


def _describe(stream, source):
    stream.metadata.update(source.metadata)
    stream.disposition = source.disposition


_WAYS = (
    _copied,
    _encoded,
    functools.partial(_encoded, usual=True),
    functools.partial(_encoded, plain=True),
)
