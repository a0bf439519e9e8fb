"""A record of how a picture was made: plain values, as JSON and back."""

import dataclasses
import importlib
import json
import re
from collections.abc import Mapping
from typing import Any

_TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
# "Created using Generative AI": from noise, or of a map of labels, which shows nothing itself.
GENERATED = _TERMS + "trainedAlgorithmicMedia"
# "Edited using Generative AI": a picture went in, and can be recognized in what came out.
TRANSLATED = _TERMS + "compositeWithTrainedAlgorithmicMedia"
# "Composite of elements": what was found out about a picture, drawn over it.
COMPOSED = _TERMS + "composite"

FORMAT = 1
# Characters of JSON. JPEG holds 65,502 bytes of XMP; a record in it has as many and 1,000 more.
LARGEST = 32_000
_LONGEST_NAME, _MOST_STEPS, _DEEPEST = 40, 40, 6
# With these escaped, JSON in ASCII stands in an XML attribute as it is.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&'\x7f"}


@dataclasses.dataclass(frozen=True)
class Origin:
    """What weights a model was loaded from.

    Attributes:
        name: the preset's, or of the model's own directory or file; no path.
        files: the SHA-256 of each file that holds weights, by its name; none of a model that has
            no weights, or whose files are still being written.
    """

    name: str
    files: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Step:
    """What one model did.

    Attributes:
        origin: of its weights.
        direction: that it translated in, `None` of a picture made of noise.
        style: that it was asked for: the name of one that it learned, the SHA-256 of a picture's
            file, or several with their weights.
        options: what was asked for beside that, and is not the default.
    """

    origin: Origin
    direction: str | None = None
    style: Any = None
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Provenance:
    """How a picture was made.

    Attributes:
        steps: the models, in the order in which they had the picture.
        source_type: `TRANSLATED`, `GENERATED` or `COMPOSED`, terms of IPTC's "Digital Source Type".
        software: that wrote it.
        shortened: options and styles are left out: they were too long, or not the same for all
            frames.

    Sources: https://cv.iptc.org/newscodes/digitalsourcetype/

    Example:
        >>> made = Provenance((Step(Origin("wave"), "stylize", options={"strength": 0.5}),))
        >>> Provenance.from_json(made.to_json()) == made
        True
    """

    steps: tuple[Step, ...]
    source_type: str = TRANSLATED
    software: str = dataclasses.field(default_factory=lambda: _software())
    shortened: bool = False

    def to_json(self) -> str:
        """Return the record as a line of ASCII, at most `LARGEST` characters.

        It has none of `<`, `>`, `&` and `'`, so that it stands in XML and HTML as it is.
        """
        text = _line(self._plain())
        if len(text) > LARGEST:
            text = _line(self.without_options()._plain())
        return text

    @classmethod
    def from_json(cls, text: str) -> "Provenance":
        """Return the record that `to_json` wrote.

        Args:
            text: from anywhere; no value of it is trusted to be of its kind.

        Raises:
            ValueError: it is something else, longer, or of a later tfstyle.
        """
        if len(text) > LARGEST:
            raise ValueError(f"it has {len(text)} characters, more than {LARGEST}")
        try:
            told = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError("it is no JSON") from error
        if not isinstance(told, dict) or not isinstance(told.get("format"), int):
            raise ValueError("it is none of tfstyle's")
        if told["format"] > FORMAT:
            raise ValueError(f"{str(told.get('software'))[:60]!r} wrote it, a later version")
        steps = _of_kind(told, "steps", list)
        return cls(
            tuple(_step(step) for step in steps),
            _of_kind(told, "source_type", str),
            _of_kind(told, "software", str),
            bool(told.get("shortened")),
        )

    def without_options(self) -> "Provenance":
        """Return the record without what may be endless, or differ: some 700 characters a step."""

        def cut(name):
            return None if name is None else name[:_LONGEST_NAME]

        steps = []
        for step in self.steps[:_MOST_STEPS]:
            files = dict((cut(name), one) for name, one in [*step.origin.files.items()][:2])
            steps.append(Step(Origin(cut(step.origin.name), files), cut(step.direction)))
        return dataclasses.replace(self, steps=tuple(steps), shortened=True)

    def _plain(self) -> dict:
        short = {"shortened": True} if self.shortened else {}
        steps = []
        for step in self.steps:
            told = {
                "model": step.origin.name, "files": dict(step.origin.files),
                "direction": step.direction, "style": step.style, "options": dict(step.options),
            }  # fmt: skip
            steps.append({key: value for key, value in told.items() if value not in (None, {})})
        return {
            "format": FORMAT, "software": self.software, "source_type": self.source_type,
            "steps": steps, **short,
        }  # fmt: skip


def _software() -> str:
    # Looked up: an import of the package by one of its lowest modules is a circle to type checkers.
    return f"tfstyle {importlib.import_module('tfstyle').__version__}"


def _line(plain) -> str:
    return json.dumps(plain, separators=(",", ":"), allow_nan=False).translate(_ESCAPES)


def _step(told) -> Step:
    if not isinstance(told, dict):
        raise ValueError("a step of it is none")
    files = _of_kind(told, "files", dict, {})
    if not all(re.fullmatch("[0-9a-f]{64}", str(one)) for one in files.values()):
        raise ValueError("a SHA-256 in it is none")
    direction = told.get("direction")
    if not isinstance(direction, str | None):
        raise ValueError("a direction in it is no text")
    style, options = told.get("style"), _of_kind(told, "options", dict, {})
    _check_depth([style, options])
    return Step(Origin(_of_kind(told, "model", str), files), direction, style, options)


def _check_depth(value, depth=0):
    """Refuse what is nested deeper than any record, before somebody walks through it."""
    if depth > _DEEPEST:
        raise ValueError("it is too deeply nested")
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            _check_depth(one, depth + 1)


def _of_kind(told, key, kind, otherwise=None):
    value = told.get(key, otherwise)
    if not isinstance(value, kind):
        raise ValueError(f"it has no {key!r}, or one of another type")
    return value
