"""How much a stylized video flickers, frame by frame and steadied by `--temporal`.

    python -m tests.benchmarks.video_warping CLIP.mp4... [--preset NAME] [--frames 40] [--out DIR]

The warping error is the difference between a stylized frame and the one before it, moved along the
optical flow of the original frames, over the pixels visible in both (the flow's way there and back
ends where it began). Colours count from 0 to 1; `mse` is squared, `mae` absolute. The flow of the
measure is computed at full size, apart from the one that steadies. The sharpness, the mean
absolute step between neighbouring pixels, tells steadiness from blur. With `--out` the frames are
written as pictures: original, frame by frame and steadied side by side.
"""

import argparse
import itertools
import json
from pathlib import Path

import numpy as np

from tfstyle.images import grid, resize, write_image


def visible_motion(before, now):
    """Return the flow back, (H, W, 2) pixels, and where it can be relied on, bool (H, W)."""
    import cv2

    dis = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    before, now = (cv2.cvtColor(x, cv2.COLOR_RGB2GRAY) for x in (before, now))
    back, forth = dis.calc(now, before, None), dis.calc(before, now, None)
    returned = moved(forth, back)
    gap = ((back + returned) ** 2).sum(-1)
    length = (back**2).sum(-1) + (returned**2).sum(-1)
    rows, columns = np.indices(now.shape, dtype="float32")
    x, y = columns + back[..., 0], rows + back[..., 1]
    inside = (x >= 0) & (x <= now.shape[1] - 1) & (y >= 0) & (y <= now.shape[0] - 1)
    return back, (gap < 0.01 * length + 0.5) & inside


def moved(picture, back):
    """Return `picture` looked up at `p + back(p)`, bilinear."""
    import cv2

    rows, columns = np.indices(back.shape[:2], dtype="float32")
    return cv2.remap(picture, columns + back[..., 0], rows + back[..., 1], cv2.INTER_LINEAR)


def frames_of(clip, count, longest):
    """Yield RGB frames, reduced to a longer side of `longest`."""
    from tfstyle.inference.video.reader import VideoReader

    with VideoReader(clip) as video:
        for frame in itertools.islice(video, count):
            pixels = frame.upright()
            scale = min(1, longest / max(pixels.shape[:2]))
            yield resize(pixels, [round(side * scale) for side in pixels.shape[:2]])


def measure(clip, translate, count, longest, out=None):
    """Return the figures of one clip for the source, frame by frame and steadied."""
    from tfstyle.inference.video.temporal import Steadier

    steady, last = Steadier(), None
    sums = {name: np.zeros(3) for name in ("source", "frame_by_frame", "temporal")}
    for index, source in enumerate(frames_of(clip, count, longest)):
        stylized = translate(source)
        now = dict(zip(sums, (source, stylized, steady(source, stylized)), strict=True))
        if out:
            write_image(Path(out) / f"{Path(clip).stem}-{index:04}.png", grid([[*now.values()]]))
        if last:
            back, visible = visible_motion(last["source"], source)
            for name, frame in now.items():
                error = (np.float32(frame) - moved(np.float32(last[name]), back))[visible] / 255
                steps = np.abs(np.diff(np.float32(frame), axis=1)).mean()
                sums[name] += (error**2).mean(), np.abs(error).mean(), steps
        last = now
    figures = {
        name: dict(zip(("mse", "mae", "sharpness"), (total / index).tolist(), strict=True))
        for name, total in sums.items()
    }
    before, after = figures["frame_by_frame"], figures["temporal"]
    ratio = {key: after[key] / before[key] for key in before}
    return {"clip": Path(clip).name, "frames": index + 1, **figures, "ratio": ratio}


def main():
    """Parse the command line, measure, print a table and JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", nargs="+")
    parser.add_argument("--preset", default="cyclegan_monet2photo_256")
    parser.add_argument("--direction", help="of a preset with two, e.g. photo2monet")
    parser.add_argument("--frames", type=int, default=40)
    parser.add_argument("--longest", type=int, default=640, help="pixels of the longer side")
    parser.add_argument("--out", help="a folder for the frames")
    options = parser.parse_args()

    import tfstyle

    model = tfstyle.from_preset(options.preset)

    def translate(frame):
        return model.translate(frame, direction=options.direction)

    results = [
        measure(clip, translate, options.frames, options.longest, options.out)
        for clip in options.clips
    ]
    print(f"{'clip':<24}{'frame by frame':>22}{'temporal':>22}{'ratio':>14}{'sharpness':>11}")
    for result in results:
        pairs = [
            f"mse {result[k]['mse']:.5f} mae {result[k]['mae']:.4f}"
            for k in ("frame_by_frame", "temporal")
        ]
        ratio = result["ratio"]
        print(
            f"{result['clip'][:23]:<24}{pairs[0]:>26}{pairs[1]:>26}"
            f"{ratio['mse']:>7.2f}{ratio['mae']:>6.2f}{ratio['sharpness']:>8.2f}"
        )
    print(json.dumps({"preset": options.preset, "results": results}))


if __name__ == "__main__":
    main()
