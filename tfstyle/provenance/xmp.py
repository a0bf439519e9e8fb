"""A record as an XMP packet: what programs for photographs read, and the whole of it for tfstyle.

The packet is one element with attributes. Programs may write it anew with others beside, and
their own quotes and spaces; the record is found by its attribute's name, in so many bytes, and
nothing of the packet is parsed as XML: no entity in it is ever looked up.

Sources: XMP Specification Part 1 (ISO 16684-1), section 7.3; IPTC Photo Metadata Standard 2025.1,
"Digital Source Type", "AI System Used", "AI System Version Used".
"""

import re

from tfstyle.provenance.record import LARGEST, Provenance

_ATTRIBUTE = "tfstyle:provenance"
# Quotes written as entities take six times their room.
_LARGEST_PACKET = 8 * LARGEST
_LONGEST_TEXT = 200
# What XML 1.0 has no place for, section 2.2.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# `xml.sax.saxutils` writes the same, and brings an HTTP client along.
_ENTITIES = str.maketrans({
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;",
    "\r": "&#13;",
})  # fmt: skip
_FOUND = re.compile(
    rb"""\stfstyle:provenance\s*=\s*(?:"([^"<]{2,%d})"|'([^'<]{2,%d})')"""
    % (6 * LARGEST, 6 * LARGEST)
)


def to_xmp(made: Provenance) -> bytes:
    """Return a record as an XMP packet, UTF-8.

    Beside the record it has `xmp:CreatorTool` and IPTC's source type, AI system and its version.

    Example:
        >>> from tfstyle.provenance import Origin, Step
        >>> b"compositeWithTrainedAlgorithmicMedia" in to_xmp(Provenance((Step(Origin("a")),)))
        True
    """
    name, _, version = made.software.partition(" ")
    models = ", ".join(dict.fromkeys(step.origin.name for step in made.steps))
    told = {
        "xmp:CreatorTool": made.software,
        "Iptc4xmpExt:DigitalSourceType": made.source_type,
        "Iptc4xmpExt:AISystemUsed": f"{name}: {models}"[:_LONGEST_TEXT],
        "Iptc4xmpExt:AISystemVersionUsed": version,
    }
    attributes = "\n    ".join(f'{key}="{_legal(value)}"' for key, value in told.items())
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '  <rdf:Description rdf:about=""\n'
        '    xmlns:xmp="http://ns.adobe.com/xap/1.0/"\n'
        '    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"\n'
        '    xmlns:tfstyle="urn:tfstyle:xmp:1/"\n'
        f"    {attributes}\n"
        f"    {_ATTRIBUTE}='{made.to_json()}'/>\n"
        " </rdf:RDF>\n"
        "</x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    )
    return packet.encode("utf-8")


def find_json(packet: bytes) -> str | None:
    """Return the JSON of a record in an XMP packet, `None` if there is none.

    Args:
        packet: from anywhere; what follows its first 256 kilobytes is not looked at.
    """
    found = _FOUND.search(packet[:_LARGEST_PACKET])
    if found is None:
        return None
    text = (found[1] or found[2]).decode("ascii", errors="replace")
    import html  # its table of entities takes long to load, and only readers need it

    return html.unescape(text)


def _legal(text: str) -> str:
    """Return a text as an attribute between double quotes holds it."""
    return _ILLEGAL.sub("\ufffd", text).translate(_ENTITIES)
