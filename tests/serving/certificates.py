"""Certificates made for a test: an authority, and servers that it signed."""

import dataclasses
import datetime
import importlib.util
import ipaddress
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.optional import need


@dataclasses.dataclass(frozen=True)
class Pair:
    """Files of PEM.

    Attributes:
        certificate: of a server at 127.0.0.1 and localhost.
        key: of the certificate.
        ca: who signed it.
    """

    certificate: Path
    key: Path
    ca: Path


def make(folder, name="server") -> Pair:
    """Return a certificate, its key, and the authority that signed it."""
    if importlib.util.find_spec("cryptography") is None:
        return _by_openssl(folder, name)
    x509 = need("cryptography.x509")
    hashes = need("cryptography.hazmat.primitives.hashes")
    ec = need("cryptography.hazmat.primitives.asymmetric.ec")
    common_name = x509.oid.NameOID.COMMON_NAME

    now = datetime.datetime.now(datetime.UTC)

    def certified(subject, key, issuer, by, *extensions):
        names = [x509.Name([x509.NameAttribute(common_name, one)])
                 for one in (subject, issuer)]  # fmt: skip
        builder = (
            x509.CertificateBuilder().subject_name(names[0]).issuer_name(names[1])
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(hours=1))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), False
            )
        )  # fmt: skip
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(by, hashes.SHA256())

    above, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip
    root = x509.BasicConstraints(ca=True, path_length=None)
    ca = certified(
        f"{name} authority", above, f"{name} authority", above, (root, True), (usage, True)
    )  # fmt: skip
    places = x509.SubjectAlternativeName([
        x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    ])  # fmt: skip
    certificate = certified(name, key, f"{name} authority", above, (places, False))
    pair = _names(folder, name)
    pem = _pem()
    pair.ca.write_bytes(ca.public_bytes(pem.Encoding.PEM))
    pair.certificate.write_bytes(certificate.public_bytes(pem.Encoding.PEM))
    pair.key.write_bytes(
        key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, pem.NoEncryption())
    )
    return pair


def _pem():
    return need("cryptography.hazmat.primitives.serialization")


def _names(folder, name):
    return Pair(*(Path(folder, f"{name}-{part}.pem") for part in ("cert", "key", "ca")))


def _by_openssl(folder, name):
    """As `make`, by the program: one that signed itself, which is its own authority."""
    if shutil.which("openssl") is None:
        pytest.skip("there is nothing to make a certificate with: pip install cryptography")
    pair = _names(folder, name)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "1", "-subj", f"/CN={name}", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", pair.key, "-out",
         pair.certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    pair.ca.write_bytes(pair.certificate.read_bytes())
    return pair


def lock(key, password=b"s3cret"):
    """Put a password on a key's file."""
    subprocess.run(["openssl", "pkey", "-aes256", "-passout", f"pass:{password.decode()}", "-in",
                    key, "-out", f"{key}.locked"], check=True, capture_output=True)  # fmt: skip
    return Path(f"{key}.locked")
