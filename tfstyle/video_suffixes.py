"""Which names are those of videos; known without loading what reads and writes them."""

# Read by PyAV. What such a file is its content says.
VIDEO_SUFFIXES = (
    ".3g2", ".3gp", ".asf", ".avi", ".f4v", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4",
    ".mpeg", ".mpg", ".mts", ".mxf", ".ogv", ".ts", ".vob", ".webm", ".wmv",
)  # fmt: skip

# Written: H.264, in WebM VP9. The others become MP4.
WRITTEN_VIDEO_SUFFIXES = (".m4v", ".mkv", ".mov", ".mp4", ".webm")
