"""Source and target belong together: halves of a picture, or files whose names match."""

from tfstyle.data.layouts.folder import FolderLayout


class Paired(FolderLayout):
    """AB pictures side by side; two folders; or names that say the side (see `data.pairing`)."""

    name = "paired"
    learns_from = ("pairs",)
    sided = in_classes = True
    wants = (
        "AB pictures side by side, or two folders such as trainA/ and trainB/ (A/ and B/) with "
        "matching file names"
    )

    def look(self, root, split, domains):
        """Look for two folders first, then for one."""
        from tfstyle.data import folders, pairing
        from tfstyle.data.folders import Files

        sides = folders.two_sides(root, split, domains)
        if sides:
            items, problems, notes = pairing.match(
                [side.path for side in sides], [side.pictures for side in sides]
            )
            odd = [text for side in sides for text in side.odd]
            return [Files(tuple(items), False, (*odd, *problems), tuple(notes))]
        folder = folders.one_folder(root, split)
        if folder is None:
            return None
        together = pairing.in_one_folder(folder.pictures, domains)
        if together:
            items, problems, notes = together
            return [Files(tuple(items), False, (*folder.odd, *problems), tuple(notes))]
        return [Files(folder.items, True, folder.odd)]

    def sides(self, spec, split):
        """Return one side, each of whose items is a pair."""
        from tfstyle.data.sources import FileSource, Side

        (files,) = self.files(spec, split)
        source = FileSource(files, spec.channels, spec.swapped)
        return [Side(source, f"{spec.root} ({split})", files.problems)]
