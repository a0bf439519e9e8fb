"""LiteRT.js, the program that runs TFLite files in a browser: Google's packages, fetched once.

The packed programs have 12 MB and are no part of tfstyle. Of what they hold only the files that a
page loads are taken, by name, so that no path inside an archive is ever followed.
"""

import os
import tarfile
from pathlib import Path

from tfstyle.errors import ExportError, IntegrityError
from tfstyle.fetching import PublishedFile, fetch_published
from tfstyle.files import sha256

VARIABLE = "TFSTYLE_LITERT_JS"
VERSION = "2.5.3"
CORE = PublishedFile(
    f"https://registry.npmjs.org/@litertjs/core/-/core-{VERSION}.tgz",
    "a97660833e9e7e1063c95e12016718881240b14f7438728a2f62785e912d30fd", 11_817_097,
)  # fmt: skip
UTILS = PublishedFile(
    f"https://registry.npmjs.org/@litertjs/wasm-utils/-/wasm-utils-{VERSION}.tgz",
    "ce2a1f8379c067be49e59752e5a7f40db6be09f6e497f0f11e59f17b515366a7", 4_698,
)  # fmt: skip
# The runtime with relaxed SIMD, and the one for browsers without it. Those with threads and with
# JSPI need headers or switches that a folder behind any server does not have.
_TAKEN = {
    CORE: {
        "package/dist/index.js": "index.js",
        **{
            f"package/wasm/litert_wasm{kind}_internal.{end}": f"litert_wasm{kind}_internal.{end}"
            for kind in ("", "_compat") for end in ("js", "wasm")
        },
    },
    UTILS: {"package/dist/index.js": "wasm-utils.js"},
}
# A browser knows no packages: the one import of another package becomes one of the file beside.
_IMPORT = (b'from "@litertjs/wasm-utils"', b'from "./wasm-utils.js"')
_NOTICE = f"""LiteRT.js {VERSION}: @litertjs/core and @litertjs/wasm-utils, Copyright Google LLC,
Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0
Changed: index.js imports ./wasm-utils.js instead of the package of that name.
"""


def litert_js(directory) -> None:
    """Write the files of LiteRT.js that a page loads.

    They come from the cache, from the npm registry, or from the directory `TFSTYLE_LITERT_JS`
    with what `npm pack @litertjs/core @litertjs/wasm-utils` writes.

    Args:
        directory: an existing one.

    Raises:
        OfflineError: they have to be fetched and cannot be; the message names the files.
        IntegrityError: a file is not the one of version 2.5.3.
        ExportError: `TFSTYLE_LITERT_JS` names no directory with them.
    """
    directory = Path(directory)
    for package, taken in _TAKEN.items():
        with tarfile.open(_archive(package)) as archive:
            for member, name in taken.items():
                packed = archive.extractfile(member)
                assert packed is not None, member  # a file, by the checksum of the archive
                content = packed.read()
                if name == "index.js":
                    content = content.replace(*_IMPORT)
                (directory / name).write_bytes(content)
    (directory / "NOTICE.txt").write_text(_NOTICE, encoding="utf-8")


def _archive(package: PublishedFile) -> Path:
    given = os.environ.get(VARIABLE)
    if not given:
        return fetch_published(package, VARIABLE)
    path = Path(given, f"litertjs-{package.name}")
    if not path.is_file():
        raise ExportError(
            f"{VARIABLE} names {given}, where {path.name} is missing. `npm pack "
            f"@litertjs/core@{VERSION} @litertjs/wasm-utils@{VERSION}` writes it."
        )
    if (found := sha256(path)) != package.sha256:
        raise IntegrityError(
            f"{path} is not {package.name} of LiteRT.js {VERSION}: its SHA-256 is {found}, "
            f"expected {package.sha256}."
        )
    return path
