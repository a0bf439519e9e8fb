"""What all verbs that write pictures have: `--no-metadata`, and a signature under the metadata."""

from pathlib import Path
from typing import Annotated

import typer

NoMetadata = Annotated[
    bool,
    typer.Option(
        "--no-metadata", help="Leave out what the pictures tell of how they were made."
    ),
]
Certificate = Annotated[
    Path | None,
    typer.Option(
        envvar="TFSTYLE_C2PA_CERT",
        help="Sign pictures with this certificate and its chain (C2PA): a PEM file.",
    ),
]
CertificateKey = Annotated[
    Path | None,
    typer.Option(envvar="TFSTYLE_C2PA_KEY", help="The certificate's private key: a PEM file."),
]


def get_credentials(certificate: Path | None, key: Path | None, no_metadata: bool):
    """Return what pictures are signed with, `None` for nothing.

    Args:
        certificate: of the signer.
        key: its key.
        no_metadata: nothing is told, so that nothing is signed.

    Raises:
        ImageError: see `images.Credentials`.
    """
    if no_metadata or (certificate is None and key is None):
        return None
    if certificate is None or key is None:
        raise typer.BadParameter("a signature needs both --c2pa-cert and --c2pa-key")
    from tfstyle.images import Credentials

    return Credentials(certificate, key)
