"""Which weights metrics looked through: figures of other weights are not to be compared."""

from collections.abc import Mapping

from tfstyle.evaluation.looked_through import fingerprints

# Of weights whose provenance is known: what else was to be had must not be taken for the same.
_VGG = "VGG19 of Oxford in float32"
_KNOWN = {
    "66fe20db3c7d7bf855253b6db8113d20c0e6ede335de80580f65bf60db9eb28b":
    f"{_VGG} up to conv3_4; conv4_1 recovered from 8 bits, which moves features by about 2 %",
    "3650c78e7ebeb51afd2f1476710141f47592a98257444af3404e194267332232": _VGG,
    "0ec9f4c2077cfcc0bc1861d1c77fe54115bb91c02af59764b2be702e7986e467":
    "the Inception network of 2015 up to mixed_7, rounded to 16 bits",
    "4c7ac232cec7161c1ceff62ac999c35e138a35d5143d8d089ee258ef467fc776":
    "SqueezeNet 1.1 with the linear heads of LPIPS 0.1",
}


def networks_of(encoders: Mapping) -> dict[str, dict]:
    """Return `{network: {"layers", "sha256", "weights"}}`; the last in words, if they are known.

    Args:
        encoders: the networks by name, as `evaluation.encoders.load_encoders` returns them.
    """
    found = {}
    for name, sha256 in sorted(fingerprints(encoders).items()):
        found[name] = {"layers": list(encoders[name].layer_names), "sha256": sha256}
        if sha256 in _KNOWN:
            found[name]["weights"] = _KNOWN[sha256]
    return found
