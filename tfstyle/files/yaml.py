"""Plain values as YAML, in the few forms that a manifest needs.

PyYAML would be a dependency for one function: it is reading YAML that is hard. What is written
here is read back by PyYAML in the tests.
"""

import json
import re

# Nothing but a text to any reader of YAML 1.1 or 1.2; all other texts are quoted as in JSON.
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9/._-]*", re.ASCII)
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def dump_all(documents) -> str:
    """Return documents as one YAML text, with `---` between them.

    Args:
        documents: dicts of dicts, lists, texts, whole numbers and booleans; none of them empty.

    Example:
        >>> print(dump_all([{"ports": [{"name": "rest", "port": 8501}], "user": "1000"}]), end="")
        ports:
          - name: rest
            port: 8501
        user: "1000"
    """
    return "---\n".join("\n".join(_lines(document)) + "\n" for document in documents)


def _lines(value) -> list[str]:
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in _entry(f"{_scalar(key)}:", item)]
    lines = []
    for item in value:
        first, *rest = _lines(item) if _is_nested(item) else [_scalar(item)]
        lines += [f"- {first}", *[f"  {line}" for line in rest]]
    return lines


def _entry(head: str, item) -> list[str]:
    if _is_nested(item):
        return [head, *[f"  {line}" for line in _lines(item)]]
    return [f"{head} {_scalar(item)}"]


def _is_nested(item) -> bool:
    if isinstance(item, dict | list) and not item:
        raise ValueError("an empty dict or list says nothing in a manifest")
    return isinstance(item, dict | list)


def _scalar(item) -> str:
    if isinstance(item, str) and _PLAIN.fullmatch(item) and item.lower() not in _WORDS:
        return item
    if isinstance(item, str):
        # JSON would write an emoji as two halves, which YAML does not join.
        quoted = json.dumps(item, ensure_ascii=False)
        return re.sub(r"[^ -~]", lambda letter: f"\\U{ord(letter[0]):08x}", quoted)
    if isinstance(item, int):  # a bool, too
        return json.dumps(item)
    raise TypeError(f"no text, whole number or boolean: {item!r}")
