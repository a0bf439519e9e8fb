"""The sound of a video: copied where the container holds it, else encoded anew."""

from collections.abc import Callable

# Encoders where FFmpeg's own are unfinished.
_ENCODERS = {"opus": "libopus", "vorbis": "libopus"}
_OPUS_RATE = 48_000


def add_sound(out, source) -> Callable | None:
    """Add a stream like `source` to a container.

    Args:
        out: an open output container, before its first packet.
        source: an audio stream.

    Returns:
        A function from a packet of `source` to the packets to write, the empty one at the end
        included; `None` for a sound that cannot be read (a second, spatial track of some phones).
    """
    if source.codec_context is None:
        return None
    try:
        stream, write = _copied(out, source)
    except ValueError:  # a kind of sound this container does not hold
        stream, write = _encoded(out, source)
    stream.metadata.update(source.metadata)
    stream.disposition = source.disposition
    return write


def _copied(out, source):
    stream = out.add_stream_from_template(source)

    def write(packet):
        packet.stream = stream
        return [packet] if packet.size else []

    return stream, write


def _encoded(out, source):
    context = source.codec_context
    name = _ENCODERS.get(out.default_audio_codec, out.default_audio_codec)
    rate = _OPUS_RATE if name == "libopus" else context.sample_rate
    stream = out.add_stream(name, rate=rate, layout=context.layout.name)

    def write(packet):
        packets = [new for frame in packet.decode() for new in stream.encode(frame)]
        return packets if packet.size else packets + stream.encode(None)

    return stream, write
