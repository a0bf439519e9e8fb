"""How much one picture and one person may take."""

import dataclasses

from tfstyle.errors import ImageError


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
        what = "video" if video else "picture"
        if not count:
            raise ImageError(f"The {what} is empty: no byte came. Choose the file again.")
        if count > most:
            raise ImageError(
                f"The {what} has {megabytes(count)}; at most {megabytes(most)} are taken. Send a "
                f"smaller or shorter one."
            )

    def check_pixels(self, width: int, height: int) -> None:
        """Refuse a picture that is too large.

        Raises:
            ImageError: it says how large it is, and what is allowed.
        """
        if width * height > self.max_pixels:
            raise ImageError(
                f"The picture has {width}x{height} pixels; at most {self.max_pixels:,} in all are "
                "taken. Make it smaller first."
            )

    def check_video(self, width: int, height: int, seconds: float, frames: int) -> None:
        """Refuse a video that is too large or too long.

        Raises:
            ImageError: it says what it has, and what is allowed.
        """
        if width * height > min(self.max_video_pixels, self.max_pixels):
            most = min(self.max_video_pixels, self.max_pixels)
            raise ImageError(
                f"The video has frames of {width}x{height} pixels; at most {most:,} in all are "
                "taken. Make it smaller first."
            )
        if seconds > self.max_video_seconds or frames > self.max_video_frames:
            raise ImageError(
                f"The video has {seconds:,.0f} seconds and {frames:,} frames or more; at most "
                f"{self.max_video_seconds:,.0f} seconds and {self.max_video_frames:,} frames are "
                "taken. Cut it first."
            )


def megabytes(count: int) -> str:
    """Return a number of bytes as people say it.

    Example:
        >>> megabytes(1_500_000)
        '1.5 MB'
    """
    return f"{count / 1e6:,.1f} MB" if count >= 1e5 else f"{count:,} bytes"
