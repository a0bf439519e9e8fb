"""Stands for `tfstyle translate` of a video with a network that takes 10 ms a frame.

The pieces, the lock and the file are those of the real one; so is the leash.
"""

import sys
import threading
import time
from pathlib import Path

from tfstyle.inference.video import translate_video
from tfstyle.studio.training.leash import watch


def main():
    arguments = sys.argv[1:]
    assert arguments[0] == "translate"
    threading.Thread(target=watch, args=(sys.stdin.fileno(),), daemon=True).start()

    def paint(frame):
        time.sleep(0.01)
        return 255 - frame

    size = int(arguments[arguments.index("--size") + 1])
    out = Path(arguments[arguments.index("-o") + 1])
    translate_video(paint, arguments[2], out, size=size, options={"fake": True})


if __name__ == "__main__":
    main()
