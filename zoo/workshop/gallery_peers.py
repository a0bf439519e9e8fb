"""Other people's networks on the same twelve photographs, beside the preset of the same painting.

Their files are not part of the repository: `--peers` or TFSTYLE_PEERS names the folder that holds
them. The sheet of one whose files are not there stays as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tfstyle.zoo.workshop import gallery_readers as readers
from tfstyle.zoo.workshop.gallery_sheet import Cell


@dataclass(frozen=True)
class Peer:
    """A published network.

    Attributes:
        title: what it is, in words.
        home: where it was published.
        license: of its weights.
        ours: the preset of the same painting, or one that takes any picture as a style, too.
        files: below the folder of peers.
        read: function of their paths that returns one of a photograph and a style picture, both
            uint8 (H, W, 3), to uint8 (H, W, 3); the style is `None` where it was learned.
        note: what else is to be known of the pictures.
    """

    title: str
    home: str
    license: str
    ours: str
    files: tuple[str, ...]
    read: Callable[..., Callable[[np.ndarray, np.ndarray | None], np.ndarray]]
    note: str = ""

    def describe(self) -> str:
        """Return its line on the page."""
        note = f" {self.note}" if self.note else ""
        return f"{self.title} ({self.home}, {self.license}). Ours is `{self.ours}`.{note}"


PEERS = {
    "fast_style_transfer_wave": Peer(
        "fast-style-transfer's own network of *The Great Wave*, 1.7 million parameters",
        "https://github.com/reiinakano/fast-style-transfer-deeplearnjs", "MIT",
        "fast_style_great_wave", ("fast_style_lengstrom/wave.npz",), readers.converted,
    ),
    "winml_udnie": Peer(
        "The network of *Udnie* in Microsoft's samples of Windows ML, 0.4 million parameters",
        "https://github.com/microsoft/Windows-Machine-Learning", "MIT",
        "fast_style_udnie", ("winml_fns_onnx/udnie.onnx",), readers.windows_onnx,
        "It takes 720 by 720 pixels: photographs lie in the middle of their reflection.",
    ),
    "magenta_26_styles": Peer(
        "Magenta's network of 26 styles in Google's codelab, 8 bits a weight",
        "https://github.com/googlecodelabs/tensorflow-style-transfer-android", "Apache-2.0",
        "fast_style_starry_night", ("magenta_26styles/stylize_quantized.pb",),
        readers.magenta_of_26,
        "Its styles have no names: shown is number 19, which looks like *The Starry Night*.",
    ),
    "microast": Peer(
        "MicroAST, any picture as a style, 0.5 million parameters",
        "https://github.com/EndyWon/MicroAST", "MIT", "adain_style_256",
        tuple(
            f"microast/{role}_iter_160000.pth.tar"
            for role in ("content_encoder", "style_encoder", "modulator", "decoder")
        ),
        readers.converted,
    ),
    "magenta_any_style": Peer(
        "Magenta's network of any style for phones, 8 bits a weight",
        "https://github.com/ToanBarcelona1998/fast-style-transfer-flutter", "Apache-2.0",
        "adain_style_256",
        (
            "magenta_int8_tflite/style_predict_quantized_256.tflite",
            "magenta_int8_tflite/style_transfer_quantized_384.tflite",
        ),
        readers.magenta_of_any_style,
        "It takes 384 by 384 pixels: photographs are squashed to that and back.",
    ),
}  # fmt: skip


def beside(peer: Peer, root, photographs, data_root=None) -> list[Cell]:
    """Return each photograph over what the peer makes of it, and over what our preset makes.

    Args:
        peer: of `PEERS`.
        root: the folder of peers.
        photographs: `{name: uint8 (H, W, 3)}`.
        data_root: a folder with the data sets of cards, for the paintings.

    Raises:
        DataError: a painting is missing.
        TfstyleError: our preset is not there, or the peer's files are damaged.
    """
    from tfstyle.zoo import from_preset, resolve
    from tfstyle.zoo.workshop.gallery_data import measured, paintings

    ours = from_preset(peer.ours)
    styles: dict = {"": None}
    if ours.capabilities.style == "picture":
        styles = paintings(ours, measured(resolve(peer.ours).local()), data_root)
    theirs = peer.read(*(Path(root, file) for file in peer.files))
    made = []
    for number, (name, picture) in enumerate(photographs.items()):
        title = list(styles)[number % len(styles)]
        style = styles[title]
        results = [picture, theirs(picture, style), ours.translate(picture, style=style)]
        made.append(Cell(name, results, title))
    return made


def is_there(peer: Peer, root) -> bool:
    """Say whether the folder of peers holds all of a peer's files."""
    return root is not None and all(Path(root, file).is_file() for file in peer.files)
