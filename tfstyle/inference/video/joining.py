"""The pieces of a video and the sound of its source, in one file; nothing is encoded twice."""

import heapq
import os
from collections.abc import Iterator
from pathlib import Path

from tfstyle.errors import DataError
from tfstyle.files import atomic_file
from tfstyle.inference.video.comment import tags
from tfstyle.inference.video.libraries import load_library
from tfstyle.inference.video.pieces import Pieces
from tfstyle.inference.video.reader import VideoReader, open_container, ticks
from tfstyle.provenance import Provenance


def join(
    pieces: Pieces, video: VideoReader, sound: dict, target: Path,
    provenance: Provenance | None = None,
) -> None:  # fmt: skip
    """Write `target`, whole or not at all: frames of `pieces`, all else of the source.

    Title, chapters, languages and rotation are copied; place and camera are not.

    Args:
        pieces: at least one.
        video: the source.
        sound: what `choose_sound` found.
        target: its suffix chooses the container.
        provenance: what its comment tells, behind that of the source.
    """
    av = load_library("av")
    # Written among the pieces, so that what a kill leaves behind is removed with them.
    whole = pieces.directory / f"whole{target.suffix}"
    # The index in front lets a browser start before it has everything.
    options = {"movflags": "+faststart"} if target.suffix.lower() not in (".mkv", ".webm") else {}
    with (
        atomic_file(whole) as temporary,
        open_container(video.path) as source,
        open_container(pieces.done[0] / "frames.mkv") as first,
        av.open(str(temporary), "w", options=options) as out,
    ):
        out.metadata.update(tags(source.metadata, provenance))
        out.set_chapters(source.chapters())
        frames = _add_video(out, first.streams.video[0], video)
        writers = {index: add(out, source.streams[index]) for index, add in sound.items()}
        streams = [_frames(pieces, frames, video.look.time_base, first.streams.video[0])]
        if writers:
            streams.append(_sound(source, writers, video.offset))
        out.start_encoding()
        # By time, or the container would have to hold one of them back in memory.
        for _, packet in heapq.merge(*streams, key=lambda timed: timed[0]):
            out.mux_one(packet)
    os.replace(whole, target)


def _add_video(out, template, video):
    stream = out.add_stream_from_template(template)
    stream.time_base = video.look.time_base
    stream.codec_context.framerate = video.look.rate
    if video.first.rotation:
        stream.set_display_rotation(video.first.rotation)
    return stream


def _frames(pieces, stream, time_base, template) -> Iterator[tuple]:
    """Yield `(seconds, packet)` of all pieces, with the times noted beside them."""
    for index, directory in enumerate(pieces.done):
        facts = pieces.facts(index)
        ends = [*facts["starts"][1:], facts["end"]]
        if index + 1 < len(pieces.done):
            ends[-1] = pieces.facts(index + 1)["starts"][0]
        with open_container(directory / "frames.mkv") as piece:
            packets = (p for p in piece.demux(piece.streams.video[0]) if p.size)
            extradata = piece.streams.video[0].codec_context.extradata
            if extradata != template.codec_context.extradata:
                raise DataError(
                    f"The pieces in {pieces.directory} were encoded differently. Remove that "
                    "folder and start again."
                )
            for packet, start, end in zip(packets, facts["starts"], ends, strict=True):
                packet.stream, packet.time_base = stream, time_base
                packet.pts = packet.dts = start
                packet.duration = end - start
                yield start * time_base, packet


def _sound(container, writers, offset) -> Iterator[tuple]:
    """Yield `(seconds, packet)` of the sound, shifted so that the file begins at 0."""
    chosen = [container.streams[index] for index in writers]
    for packet in container.demux(chosen):
        if packet.dts is None and packet.size:
            continue
        if packet.size:
            shift = ticks(offset, packet.time_base)
            packet.pts = None if packet.pts is None else packet.pts - shift
            packet.dts -= shift
        yield from (
            (written.dts * written.time_base, written)
            for written in writers[packet.stream.index](packet)
        )
