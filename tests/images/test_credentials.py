"""Signed records: valid, of unchanged pixels, and broken by whoever changes the file."""

import datetime
import io

import numpy as np
import pytest

from tests.commands import run
from tests.models.small import pix2pix
from tests.optional import need
from tfstyle import images
from tfstyle.errors import ImageError
from tfstyle.provenance import TRANSLATED, Origin, Provenance, Step

c2pa = need("c2pa")
x509, oid = need("cryptography.x509"), need("cryptography.x509.oid")
hashes = need("cryptography.hazmat.primitives.hashes")
form = need("cryptography.hazmat.primitives.serialization")
ec, ed25519 = (need(f"cryptography.hazmat.primitives.asymmetric.{n}") for n in ("ec", "ed25519"))
MADE = Provenance((Step(Origin("wave <&'\">", {"w.h5": "0a" * 32}), "a2b"),))
PICTURE = np.random.default_rng(0).integers(0, 256, (24, 32, 3), "uint8")


def certificate(name, key, issuer, issuer_key, authority):
    """A certificate as C2PA wants it, section 14.5 of its specification."""
    def named(who):
        return x509.Name([
            x509.NameAttribute(oid.NameOID.ORGANIZATION_NAME, "tfstyle's tests"),
            x509.NameAttribute(oid.NameOID.COMMON_NAME, who),
        ])  # fmt: skip

    now = datetime.datetime.now(datetime.UTC)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    built = (
        x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(issuer))
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority, key_cert_sign=authority, crl_sign=authority,
                **usage,
            ),
            critical=True,
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )  # fmt: skip
    if not authority:
        usages = x509.ExtendedKeyUsage([oid.ExtendedKeyUsageOID.EMAIL_PROTECTION])
        built = built.add_extension(usages, critical=False)
    return built.sign(issuer_key, hashes.SHA256())


@pytest.fixture(scope="module", params=["P-256", "Ed25519"])
def files(request, tmp_path_factory):
    """A certificate with its root, and its key."""
    place = tmp_path_factory.mktemp("pem")
    root = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    layout = form.PrivateFormat.TraditionalOpenSSL  # which C2PA itself does not read
    if request.param == "Ed25519":
        key, layout = ed25519.Ed25519PrivateKey.generate(), form.PrivateFormat.PKCS8
    chain = [
        certificate("signer", key, "root", root, authority=False),
        certificate("root", root, "root", root, authority=True),
    ]
    text = b"".join(one.public_bytes(form.Encoding.PEM) for one in chain)
    (place / "chain.pem").write_bytes(text)
    for name, one, how in (
        ("key", key, form.NoEncryption()), ("locked", key, form.BestAvailableEncryption(b"x")),
        ("other", root, form.NoEncryption()),
    ):  # fmt: skip
        written = one.private_bytes(form.Encoding.PEM, layout, how) if one is key else (
            one.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, how))  # fmt: skip
        (place / f"{name}.pem").write_bytes(written)
    return place


@pytest.fixture(scope="module")
def credentials(files):
    return images.Credentials(files / "chain.pem", files / "key.pem")


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tif", "gif"])
def test_a_signed_picture_is_valid_and_the_same(credentials, tmp_path, suffix):
    signed, bare = tmp_path / f"signed.{suffix}", tmp_path / f"bare.{suffix}"
    images.write_image(signed, PICTURE, provenance=MADE, credentials=credentials)
    images.write_image(bare, PICTURE)
    np.testing.assert_array_equal(images.read_image(signed), images.read_image(bare))
    assert images.read_provenance(signed) == MADE
    with c2pa.Reader(str(signed)) as reader:
        assert reader.get_validation_state() == "Valid"
        (action,) = reader.get_active_manifest()["assertions"][0]["data"]["actions"]
    assert action["digitalSourceType"] == TRANSLATED
    assert action["parameters"]["tfstyle"] == MADE.to_json()


def test_who_changes_a_signed_file_breaks_it(credentials, tmp_path):
    path = tmp_path / "a.png"
    images.write_image(path, PICTURE, provenance=MADE, credentials=credentials)
    changed = path.read_bytes().replace(b"wave", b"wove")
    with c2pa.Reader("image/png", io.BytesIO(changed)) as reader:
        assert reader.get_validation_state() == "Invalid"


def test_what_cannot_sign_is_refused(files, credentials, tmp_path):
    chain = files / "chain.pem"
    for key, says in (
        ("other", "another certificate's"), ("locked", "password"), ("chain", "cannot sign"),
        ("none", "private key .* cannot be read"),
    ):  # fmt: skip
        with pytest.raises(ImageError, match=says):
            images.Credentials(chain, files / f"{key}.pem")
    with pytest.raises(ImageError, match=r"certificate .* cannot be read"):
        images.Credentials(tmp_path, files / "key.pem")
    with pytest.raises(ImageError, match=r"a\.bmp: BMP cannot be signed; .*PNG"):
        images.write_image(tmp_path / "a.bmp", PICTURE, MADE, credentials)
    assert not (tmp_path / "a.bmp").exists()


def test_translate_signs_what_it_writes(files, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pix2pix().save_to_preset("painter")
    images.write_image("photo.png", PICTURE)
    command = ["translate", "painter", "photo.png", "--engine", "keras", "-o"]
    cert = ["--c2pa-cert", str(files / "chain.pem")]
    assert run([*command, "a.jpg", *cert]) == 2
    assert run([*command, "a.jpg", *cert, "--c2pa-key", str(files / "key.pem")]) == 0
    with c2pa.Reader("a.jpg") as reader:
        assert reader.get_validation_state() == "Valid"
    assert images.read_provenance("a.jpg").steps[0].origin.name == "painter"
