"""Where the tests' published models come from: the catalogue's text, archives, what lies where."""

import email.message
import io
import zipfile

from typer.testing import CliRunner

from tfstyle.cli import app

ORIGIN = "https://models.example.org"
ENTRY = """
[groups.tiny]
model = "one tiny generator"
home = "https://example.org/tiny"
origin = "{origin}/"
architecture = "gan_resnet"
paper = "A paper"
license = "Not stated"
{archive}
[models.cyclegan_style_tiny]
group = "tiny"
description = "photographs to noise"
scores = "none better"
files = [{{ file = "style_tiny.pth"{more} }}]
[models.cyclegan_style_other]
group = "tiny"
description = "the same once more"
files = [{{ file = "other.pth"{other} }}]
"""


def zipped(server, **members):
    """Put checkpoints into an archive, and what the catalogue then says of them."""
    with zipfile.ZipFile(server / "models.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("style_tiny", "other"):
            content = (server / f"{name}.pth").read_bytes()
            archive.writestr(f"saved/{name}.pth", members.get(name, content))
    return {
        "archive": (
            "[groups.tiny.archive]\nfile = \"models.zip\"\n"
            f"url = \"{ORIGIN}/models.zip\""
        ),
        "more": ', member = "saved/style_tiny.pth"', "other": ', member = "saved/other.pth"',
    }  # fmt: skip


def files(directory):
    return sorted(
        str(path.relative_to(directory)) for path in directory.rglob("*")
        if path.is_file() and path.name != ".lock"
    )  # fmt: skip


def run(*arguments):
    return CliRunner().invoke(app, list(arguments), catch_exceptions=True)


def opener(folder):
    """Return what stands for `fetching.addresses.open_url`: a server of the files of a folder."""

    def open_url(url, timeout):
        content = (folder / url.removeprefix(f"{ORIGIN}/")).read_bytes()
        answer = io.BytesIO(content)
        answer.headers = email.message.Message()
        answer.headers["Content-Length"] = str(len(content))
        return answer

    return open_url
