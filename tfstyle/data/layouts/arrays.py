"""Pictures and their labels as arrays in one `.npz` file, see `data.array_source`."""

from tfstyle.data.layouts.base import Layout


class Arrays(Layout):
    """An `.npz` file, or a folder that holds one."""

    name = "arrays"
    learns_from = ("pictures",)
    labelled = True

    def splits(self, spec):
        """Count by the arrays' headers."""
        from tfstyle.data.array_source import count_arrays

        return count_arrays(spec.root)

    def sides(self, spec, split):
        """Return one side; pictures smaller than the crop get a black margin."""
        from tfstyle.data.array_source import ArraySource
        from tfstyle.data.sources import Side

        source = ArraySource(spec.root, split, spec.lone_channels, pad=spec.crop)
        return [Side(source, f"{source.path} ({split})")]

    def labels(self, source):
        """Return what the file says."""
        return source.labels
