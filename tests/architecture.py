"""The map of the rooms in docs/architecture.md, drawn from what the files import.

    python -m tests.architecture      # draws it anew
"""

import ast
from pathlib import Path

import tfstyle
from tests.test_imports import KNOW_NO_MODEL, RANKS, imported, packages

PAGE = Path(tfstyle.__file__).parent.parent / "docs" / "architecture.md"
_BEGIN, _END = "<!-- rooms: drawn by tests/architecture.py -->", "<!-- end of rooms -->"


def purpose(paths) -> str:
    """Return the first sentence that a module or package says of itself."""
    first = next((path for path in paths if path.name == "__init__.py"), paths[0])
    text = ast.get_docstring(ast.parse(first.read_text("utf-8"))) or ""
    return text.split("\n\n")[0].replace("\n", " ").strip().replace("|", "\\|")


def rooms() -> dict[str, tuple[int, str, tuple[str, ...]]]:
    """Return rank, purpose and imports of each room, the lowest first."""
    found = packages()
    known = set(RANKS) | KNOW_NO_MODEL
    inside = {
        name: sorted({other for path in paths for other in imported(path)} & known - {name})
        for name, paths in found.items()
    }
    rank = {**dict.fromkeys(KNOW_NO_MODEL, 1), **RANKS}
    order = sorted(found, key=lambda name: (rank[name], name))
    return {name: (rank[name], purpose(found[name]), tuple(inside[name])) for name in order}


def drawn() -> str:
    """Return the table of the rooms as Markdown."""
    lines = ["| floor | room | what it is for | imports |", "|---|---|---|---|"]
    for name, (rank, what, others) in rooms().items():
        lines.append(f"| {rank} | `{name}` | {what} | {', '.join(others)} |")
    return "\n".join(lines)


def redrawn(text: str) -> str:
    """Return the page with its map as it is now."""
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    return f"{before}{_BEGIN}\n{drawn()}\n{_END}{after}"


# Named like private things, and documented for everybody.
_DOCUMENTED = {"_exit"}


def foreign_private_names(path: Path) -> set[str]:
    """Return the private attributes that a file uses and neither defines nor sets on `self`."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    own, used = set(), set()
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            own.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tfstyle"):
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute):
            mine = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            (own if mine else used).add(node.attr)
    private = {name for name in used if name.startswith("_") and not name.startswith("__")}
    return private - own - _DOCUMENTED


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text("utf-8")), "utf-8")
