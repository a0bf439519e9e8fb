"""Pictures on disk, measured: what is compared, through which networks, and what is kept of it."""
