"""The record: the same after JSON and XMP, whatever is in it; nothing else taken for one."""

import dataclasses
import html
import json
import xml.etree.ElementTree as ElementTree

import pytest

from tfstyle import __version__
from tfstyle.provenance import GENERATED, TRANSLATED, Origin, Provenance, Step
from tfstyle.provenance.record import LARGEST
from tfstyle.provenance.xmp import find_json, to_xmp

HOSTILE = (
    "'\"/><x a='&lol;'>]]>\n\t\r\0\x7f\x1b]0;\x07 \ud800 \udc80 \uffff \N{SNOWMAN}\U0001f600 %s {}"
)
WEIGHTS = {"model.weights.h5": "0123456789abcdef" * 4}
MADE = Provenance(
    (
        Step(Origin("restore", WEIGHTS), "damaged2photo"),
        Step(
            Origin(HOSTILE, {HOSTILE: "a" * 64}), HOSTILE, [HOSTILE, [HOSTILE, 0.5]],
            {HOSTILE: HOSTILE, "size": [2, 3], "strength": 0.5, "invert_mask": True},
        ),
    ),
    GENERATED,
)  # fmt: skip


def elements(packet):
    (description,) = ElementTree.fromstring(packet.decode("utf-8")).iter(
        "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"
    )
    return description.attrib


def test_json_gives_the_same_record():
    text = MADE.to_json()
    assert text.isascii() and text.isprintable() and not set("<>&'") & set(text)
    assert Provenance.from_json(text) == MADE
    assert json.loads(text)["steps"][0] == {
        "model": "restore", "files": WEIGHTS, "direction": "damaged2photo"
    }  # fmt: skip
    assert MADE.software == f"tfstyle {__version__}"


def test_xmp_is_well_formed_and_says_what_programs_for_photographs_read():
    told = elements(to_xmp(MADE))
    exif = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
    assert told[exif + "DigitalSourceType"] == GENERATED
    assert told[exif + "AISystemUsed"].startswith("tfstyle: restore, ")
    assert told[exif + "AISystemVersionUsed"] == __version__
    assert told["{http://ns.adobe.com/xap/1.0/}CreatorTool"] == MADE.software
    assert told["{urn:tfstyle:xmp:1/}provenance"] == MADE.to_json()
    assert TRANSLATED.endswith("/compositeWithTrainedAlgorithmicMedia")


def test_a_record_is_found_in_a_packet_that_another_program_wrote_anew():
    text = MADE.to_json()
    assert find_json(to_xmp(MADE)) == text
    numbered = text.replace('"', "&#34;")
    for attribute in (f'"{html.escape(text)}"', f"\n'{text}'", f'"{numbered}"'):
        packet = f"<a xmlns:x='y' tfstyle:provenance = {attribute} b=''>".encode()
        assert find_json(packet) == text
    for other in (b"", b"<a b='c'/>", b"xtfstyle:provenance='{}'", b" tfstyle:provenance='{}",
                  b" tfstyle:provenance='<'", b" " * 9 * LARGEST + to_xmp(MADE)):  # fmt: skip
        assert find_json(other) is None


def test_entities_are_never_looked_up():
    bomb = (
        b'<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">'
        b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b"<a tfstyle:provenance='&m;&f;'/>"
    )
    assert find_json(bomb) == "&m;&f;"


@pytest.mark.parametrize("long", ["name", "options", "style", "steps"])
def test_an_endless_record_is_shortened_and_fits_into_a_jpeg(long):
    step = Step(Origin("a" * 64, WEIGHTS), "a2b")
    made = Provenance({
        "name": (Step(Origin("\U0001f600" * LARGEST, {"\U0001f600" * LARGEST: "a" * 64})),),
        "options": (dataclasses.replace(step, options={"labels": list(range(LARGEST))}),),
        "style": (dataclasses.replace(step, style=["wave"] * LARGEST),),
        "steps": (dataclasses.replace(step, options={"strength": 0.5}),) * 1000,
    }[long])  # fmt: skip
    text = made.to_json()
    read = Provenance.from_json(text)
    assert len(text) <= LARGEST and len(to_xmp(made)) < 65_502
    assert read.shortened and read.steps and all(not one.options for one in read.steps)
    assert read.steps[0].origin.name[:20] == made.steps[0].origin.name[:20]
    elements(to_xmp(made))


def test_what_is_no_record_is_refused():
    good = json.loads(MADE.to_json())
    for change, says in (
        ({"format": 2}, "a later version"),
        ({"format": "1"}, "none of tfstyle's"),
        ({"steps": {}}, "'steps'"),
        ({"steps": [3]}, "a step"),
        ({"steps": [{"model": 3}]}, "'model'"),
        ({"steps": [{"model": "a", "files": {"w": "../../x"}}]}, "SHA-256"),
        ({"steps": [{"model": "a", "files": {"w": ["a" * 64]}}]}, "SHA-256"),
        ({"steps": [{"model": "a", "direction": ["x"]}]}, "a direction"),
        ({"steps": [{"model": "a", "options": []}]}, "'options'"),
        ({"steps": [{"model": "a", "style": json.loads("[" * 9 + "]" * 9)}]}, "deeply"),
        ({"source_type": None}, "'source_type'"),
        ({"software": 1}, "'software'"),
    ):
        with pytest.raises(ValueError, match=says):
            Provenance.from_json(json.dumps(good | change))
    for text, says in (
        ("", "no JSON"), ("[]", "none of"), ("[" * 20_000, "no JSON"), ("9" * 9_000, "no JSON"),
        (" " * (LARGEST + 1), "more than"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=says):
            Provenance.from_json(text)
