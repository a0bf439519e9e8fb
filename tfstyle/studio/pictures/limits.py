"""How much one picture and one person may take."""

import dataclasses

from tfstyle.errors import ImageError
from tfstyle.studio.texts.telling import Told


@dataclasses.dataclass(frozen=True)
class Limits:
    """Limits of what comes in.

    Args:
        max_bytes: of a picture's file.
        max_pixels: of a picture.
        max_video_bytes: of a video's file.
        max_video_pixels: of a frame of a video.
        max_video_seconds: of a video.
        max_video_frames: likewise, however short a time they are shown.
        quota_bytes: of everything one user keeps, where their account says nothing else; `None`
            for as much as the disk holds.

    Example:
        >>> Limits().max_pixels
        60000000
    """

    max_bytes: int = 64 * 2**20
    max_pixels: int = 60_000_000
    max_video_bytes: int = 512 * 2**20
    max_video_pixels: int = 4096 * 2304
    max_video_seconds: float = 300.0
    max_video_frames: int = 20_000
    quota_bytes: int | None = None

    @property
    def most_bytes(self) -> int:
        """What an upload of whatever kind may have at most, bytes: more need not be received."""
        return max(self.max_bytes, self.max_video_bytes)

    def check_bytes(self, count: int, *, video: bool) -> None:
        """Refuse a file that is too long, or empty.

        Raises:
            ImageError: it says how long it is, and what is allowed.
        """
        most = self.max_video_bytes if video else self.max_bytes
        what = Told("refused.video" if video else "refused.picture")
        if not count:
            raise ImageError(Told("refused.file_empty", what=what))
        if count > most:
            raise ImageError(
                Told(
                    "refused.file_large", what=what, received=megabytes(count), most=megabytes(most)
                )
            )

    def check_pixels(self, width: int, height: int) -> None:
        """Refuse a picture that is too large.

        Raises:
            ImageError: it says how large it is, and what is allowed.
        """
        if width * height > self.max_pixels:
            raise ImageError(
                Told("refused.picture_pixels", width=width, height=height, most=self.max_pixels)
            )

    def check_video(self, width: int, height: int, seconds: float, frames: int) -> None:
        """Refuse a video that is too large or too long.

        Raises:
            ImageError: it says what it has, and what is allowed.
        """
        if width * height > min(self.max_video_pixels, self.max_pixels):
            most = min(self.max_video_pixels, self.max_pixels)
            raise ImageError(Told("refused.video_pixels", width=width, height=height, most=most))
        if seconds > self.max_video_seconds or frames > self.max_video_frames:
            raise ImageError(
                Told(
                    "refused.video_long",
                    seconds=seconds,
                    frames=frames,
                    most_seconds=self.max_video_seconds,
                    most_frames=self.max_video_frames,
                )
            )


def megabytes(count: int) -> Told:
    """Return a number of bytes as people say it.

    Example:
        >>> megabytes(1_500_000)
        '1.5 MB'
    """
    if count >= 1e5:
        return Told("refused.megabytes", count=count / 1e6)
    return Told("refused.bytes", count=count)
