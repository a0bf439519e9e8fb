"""Just pictures, in one folder or in a folder for each class."""

from tfstyle.data.layouts.folder import FolderLayout
from tfstyle.errors import DataError


class Images(FolderLayout):
    """Photographs, alone or as the pairs that are derived from them."""

    name = "images"
    learns_from = ("pictures",)
    derives = True
    labelled = True
    wants = "pictures, directly or in train/"

    def look(self, root, split, domains):
        """Look for one folder."""
        from tfstyle.data import folders

        folder = folders.one_folder(root, split)
        return folder and [folders.Files(folder.items, False, folder.odd)]

    def hint(self, root, split, domains):
        """Recognize two sides."""
        from tfstyle.data import folders

        if folders.side_folders(root, split, domains) is None:
            return ""
        return " Name one of its folders, or use data.layout = 'unpaired'."

    def files(self, spec, split):
        """Return the files without those that a spec leaves out."""
        return [files.without(spec.leave_out) for files in super().files(spec, split)]

    def sides(self, spec, split):
        """Return one side of single pictures."""
        from tfstyle.data.sources import FileSource, Side

        (files,) = self.files(spec, split)
        title = f"{spec.root} ({split})"
        if not files.items:
            raise DataError(f"{title} holds no pictures but the styles that are learned.")
        return [Side(FileSource(files, (spec.lone_channels,)), title, files.problems)]

    def labels(self, source):
        """Number the folders that pictures lie in, by name."""
        from tfstyle.data.labels import folder_labels

        return folder_labels(source.files)
