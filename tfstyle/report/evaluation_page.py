"""The page of one evaluation: every figure with what is needed to get it again."""

import os
from collections.abc import Mapping
from pathlib import Path

from tfstyle.errors import DataError
from tfstyle.report.figures import shown
from tfstyle.report.html import Html, element, joined, table
from tfstyle.report.lines import number, read_object
from tfstyle.report.page import Section, all_of, facts, notes, page
from tfstyle.report.plots import scatter_plot
from tfstyle.report.published import figures as published
from tfstyle.report.published import published_table

_SIDES = ("generated", "reference", "content", "style")
# Rows of a table, and files of a list, that a page holds.
_MOST_ROWS, _MOST_FILES = 500, 2000
_KINDS = {
    "sets": "A set of pictures against a set of real ones",
    "pairs": "Pictures against their targets",
    "stylized": "Stylized pictures against their photographs and paintings",
    "preset": "A preset, measured again", "pictures": "Pictures by themselves",
}  # fmt: skip


def evaluation_page(path: str | os.PathLike) -> str:
    """Return the report of what `tfstyle evaluate --json` wrote as one HTML document.

    Args:
        path: the JSON file.

    Raises:
        DataError: it is no evaluation.
        IntegrityError: it is no ordinary file.
    """
    path = Path(path)
    content = read_object(path)
    metrics = content.get("metrics")
    if not isinstance(metrics, dict):
        raise DataError(
            f"{path} is no evaluation: it has no table of metrics. Make one with `tfstyle evaluate "
            "... -o FILE.json`."
        )
    metrics = {name: one for name, one in metrics.items() if isinstance(one, dict)}
    about = all_of(
        element("p", _KINDS.get(str(content.get("kind")), "An evaluation"), ".", class_="soft"),
        facts({
            "preset": content.get("preset"),
            "pictures": _part(content, "generated").get("pictures"),
            "date": str(content.get("date") or "")[:10], "seed": content.get("seed"),
            "tfstyle": content.get("tfstyle"),
        }),
        notes([str(one) for one in content.get("notes") or []]),
    )  # fmt: skip
    paths = [str(_part(content, side).get("path", "")) for side in _SIDES]
    beside = published_table(published([*paths, str(content.get("preset", ""))], metrics))
    rows = [row for row in content.get("rows") or [] if isinstance(row, dict)]
    return page(f"Evaluation {path.stem}", about, [
        Section("figures", "Figures", _figures(metrics)),
        Section("published", "Published figures", beside or Html()),
        Section("plane", "Content kept, style reached", _plane(rows, metrics)),
        Section("rows", "Row by row", _rows(rows, metrics)),
        Section("protocols", "Protocols", _protocols(metrics)),
        Section("files", "Files", _files(content)),
        Section("versions", "Versions", _versions(content)),
    ])  # fmt: skip


def _part(content: Mapping, name: str) -> Mapping:
    part = content.get(name)
    return part if isinstance(part, dict) else {"path": part} if isinstance(part, str) else {}


def _figures(metrics: dict) -> Html:
    if not metrics:
        return element("p", "Nothing was measured.")
    rows = []
    for name, one in metrics.items():
        direction = one.get("direction")
        rows.append((
            one.get("title") or name, name,
            element("strong", shown(number(one.get("value")), None, str(one.get("unit") or ""))),
            _interval(one.get("interval")),
            f"{direction} is better" if direction else "–",
            one.get("pictures", "–"), one.get("note") or "",
        ))  # fmt: skip
    head = ("metric", "name", "value", "95 % interval", "direction", "pictures", "note")
    return table("What was measured", head, rows, "wide")


def _interval(interval: object) -> str:
    if not isinstance(interval, list | tuple) or len(interval) != 2:
        return "–"
    return f"{shown(number(interval[0]))} to {shown(number(interval[1]))}"


def _value(row: Mapping, name: str) -> float | None:
    value = row.get(name)
    if value is None and isinstance(row.get("metrics"), dict):
        value = row["metrics"].get(name)
    return number(value.get("value") if isinstance(value, dict) else value)


def _columns(rows: list[dict], metrics: dict) -> list[str]:
    """Return the names of the figures that rows have, those of the whole first."""
    inside = [name for row in rows for name in (*row, *(row.get("metrics") or ()))]
    names = dict.fromkeys([*metrics, *inside])
    return [name for name in names if any(_value(row, name) is not None for row in rows)]


def _plane(rows: list[dict], metrics: dict) -> Html:
    """Return the plane of stylized results: what stayed of the photograph, came of the painting."""
    columns = _columns(rows, metrics)
    content = next((name for name in columns if name.startswith("content")), None)
    style = next((name for name in columns if name.startswith("style")), None)
    if content is None or style is None:
        return Html()
    places: dict[str, tuple[float, float]] = {}
    for index, row in enumerate(rows):
        kept, reached = _value(row, content), _value(row, style)
        if kept is not None and reached is not None:
            name = str(row.get("name", index + 1))
            name = name if name not in places else f"{name} ({index + 1})"
            places[name] = kept, reached
    if not places:
        return Html()
    axes = f"{content}: from the photograph", f"{style}: from the painting"
    return element("div", scatter_plot(
        "Content and style", places, axes,
        "Both are distances: left is nearer to the photograph, down is nearer to the painting.",
    ), class_="plots")  # fmt: skip


def _rows(rows: list[dict], metrics: dict) -> Html:
    columns = _columns(rows, metrics)
    if not rows:
        return Html()
    cells = [
        (str(row.get("name", index + 1)), *(shown(_value(row, name)) for name in columns))
        for index, row in enumerate(rows[:_MOST_ROWS])
    ]
    more = len(rows) - _MOST_ROWS
    return all_of(
        table("Every result by itself", ("result", *columns), cells),
        element("p", f"{more} more rows are in the file.") if more > 0 else None,
    )


def _protocols(metrics: dict) -> Html:
    return joined(
        element("div", element("h3", name), element("p", one["protocol"]))
        for name, one in metrics.items() if one.get("protocol")
    )  # fmt: skip


def _files(content: Mapping) -> Html:
    parts = []
    for side in _SIDES:
        part = _part(content, side)
        if not part:
            continue
        files = [one for one in part.get("files") or [] if isinstance(one, dict)]
        count = part.get("pictures", len(files) or None)
        line = f"{count} pictures" if count is not None else ""
        hash_ = f", SHA-256 {part['sha256']}" if part.get("sha256") else ""
        rows = [(one.get("name", "?"), element("code", one.get("sha256", "–")))
                for one in files[:_MOST_FILES]]  # fmt: skip
        more = f", the first {_MOST_FILES} of them here" if len(files) > _MOST_FILES else ""
        parts += [
            element("h3", f"{side}: {part.get('path', '')}"),
            element("p", line + hash_) if line + hash_ else None,
            element(
                "details", element("summary", f"{len(files)} files{more}"),
                table(f"Files of {side}", ("file", "SHA-256"), rows),
            ) if rows else None,
        ]  # fmt: skip
    return joined(parts)


def _versions(content: Mapping) -> Html:
    parts = []
    for key, caption, head in (
        ("versions", "What it was measured with", ("package", "version")),
        ("weights", "Networks that were looked through", ("network", "SHA-256 of its weights")),
    ):
        found = content.get(key)
        if isinstance(found, dict) and found:
            rows = [(name, element("code", value)) for name, value in found.items()]
            parts.append(table(caption, head, rows))
    return joined(parts)
