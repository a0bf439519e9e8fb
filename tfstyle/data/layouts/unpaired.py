"""Two folders of pictures that need not match."""

from tfstyle.data.layouts.folder import FolderLayout


class Unpaired(FolderLayout):
    """`trainA/` and `trainB/`, or `A/` and `B/`, or the names of the domains."""

    name = "unpaired"
    learns_from = ("domains",)
    sided = True
    wants = "two folders such as trainA/ and trainB/, or A/ and B/"

    def look(self, root, split, domains):
        """Look for two folders."""
        from tfstyle.data import folders

        sides = folders.two_sides(root, split, domains)
        return sides and [folders.Files(side.items, False, side.odd) for side in sides]

    def hint(self, root, split, domains):
        """Recognize what could be AB pictures."""
        from tfstyle.data import folders

        if folders.one_folder(root, split) is None:
            return ""
        return " If its pictures are AB pictures side by side, use data.layout = 'paired'."

    def sides(self, spec, split):
        """Return the source's side and the target's."""
        from tfstyle.data.sources import FileSource, Side

        found = self.files(spec, split)
        return [
            Side(FileSource(files, (count,)), f"{spec.root} ({split})", files.problems)
            for files, count in zip(
                found[::-1] if spec.swapped else found, spec.channels, strict=True
            )
        ]
