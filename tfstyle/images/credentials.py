"""Content Credentials: a picture's record, signed with a certificate of one's own (C2PA).

What `provenance` writes anybody can edit. A signature binds it to the pixels and to whoever has
the key; who is trusted, the reader's list of certificates decides. Signing needs no network: there
is no time stamp of an authority.

Sources: https://spec.c2pa.org, "Content Credentials: C2PA Technical Specification", 2.2, sections
10 (claims), 13 (signatures) and 18.15 (actions).
"""

import io
import os

from tfstyle.errors import ImageError, one_line
from tfstyle.provenance import Provenance

_KINDS = {
    "AVIF": "image/avif", "GIF": "image/gif", "HEIF": "image/heif", "JPEG": "image/jpeg",
    "PNG": "image/png", "TIFF": "image/tiff", "WEBP": "image/webp",
}  # fmt: skip
_LARGEST_PEM = 2**20


class Credentials:
    """A certificate and its key, with which pictures are signed.

    Args:
        certificate: a PEM file: the signer's certificate, then those that lead to a root.
        key: the PEM file of its private key, without a password: EC on P-256, P-384 or P-521,
            Ed25519, or RSA of 2048 bits or more.

    Raises:
        ImageError: a file cannot be read, is something else, or `tfstyle[c2pa]` is not installed.

    Example:
        >>> Credentials("signer.pem", "signer.key")  # doctest: +SKIP
    """

    def __init__(self, certificate: str | os.PathLike, key: str | os.PathLike):
        try:
            import c2pa
        except ImportError as error:
            raise ImageError("Signing needs c2pa-python: pip install 'tfstyle[c2pa]'.") from error
        chain, secret = _content(certificate, "certificate"), _content(key, "private key")
        self._c2pa = c2pa
        try:
            algorithm, secret = _matched(chain, secret)
            self._info = c2pa.C2paSignerInfo(algorithm, chain, secret, None)
            c2pa.Signer.from_info(self._info).close()
        except Exception as error:  # of c2pa and of cryptography
            raise ImageError(
                f"{certificate} and {key} cannot sign ({one_line(error, 120)}). A PEM file of a "
                "certificate with its chain, and one of its key without a password, are needed."
            ) from error

    def sign(self, encoded: bytes, kind: str, made: Provenance, name: str) -> bytes:
        """Return a picture's file signed, its pixels as they were.

        Args:
            encoded: the file.
            kind: Pillow's name of its format.
            made: how it was made.
            name: of the file, for errors.

        Raises:
            ImageError: the format cannot be signed.
        """
        if kind not in _KINDS:
            raise ImageError(
                f"{name}: {kind} cannot be signed; {', '.join(sorted(_KINDS))} can. Use .png."
            )
        product, _, version = made.software.partition(" ")
        agent = {"name": product, "version": version}
        action = {
            "action": "c2pa.created", "softwareAgent": agent,
            "digitalSourceType": made.source_type, "parameters": {"tfstyle": made.to_json()},
        }  # fmt: skip
        manifest = {
            "claim_generator_info": [agent],
            "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
        }
        signed = io.BytesIO()
        settings = {"builder": {"thumbnail": {"enabled": False}}}
        try:
            with (
                self._c2pa.Context.from_dict(settings) as context,
                self._c2pa.Signer.from_info(self._info) as signer,
                self._c2pa.Builder(manifest, context) as builder,
            ):
                builder.sign(signer, _KINDS[kind], io.BytesIO(encoded), signed)
        except self._c2pa.C2paError as error:
            raise ImageError(f"{name} cannot be signed: {one_line(error)}.") from error
        return signed.getvalue()


def _content(path, what: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(_LARGEST_PEM)
    except OSError as error:
        raise ImageError(f"The {what} {path} cannot be read: {error.strerror}.") from error


def _matched(chain: bytes, secret: bytes) -> tuple[bytes, bytes]:
    """Return C2PA's name of what a key signs by, and the key in the one form that C2PA reads.

    Raises:
        ValueError: it is not the key of the first certificate, or something is no PEM.
        TypeError: the key has a password.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    key = form.load_pem_private_key(secret, password=None)
    if x509.load_pem_x509_certificates(chain)[0].public_key() != key.public_key():
        raise ValueError("the key is another certificate's")
    algorithm = b"ps256"
    if isinstance(key, ed25519.Ed25519PrivateKey):
        algorithm = b"ed25519"
    if isinstance(key, ec.EllipticCurvePrivateKey):
        algorithm = {256: b"es256", 384: b"es384"}.get(key.curve.key_size, b"es512")
    plain = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return algorithm, plain
