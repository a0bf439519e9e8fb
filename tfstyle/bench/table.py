"""A report on the terminal: one table, and what has to be known to read it."""


def show(report: dict) -> None:
    """Print a report of `bench`."""
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    peers = _peers(report)
    table = Table(
        box=box.SIMPLE_HEAD, title=_title(report), title_justify="left", padding=(0, 1, 0, 0)
    )
    table.add_column("model: parameters, MACs", overflow="fold", min_width=12)
    table.add_column("engine", no_wrap=True)
    for heading in ("thr.", "ms", "p95", "1/s", "peak", "file"):
        table.add_column(heading, justify="right", no_wrap=True)
    for number in range(1, len(peers) + 1):
        table.add_column(f"x{number}", justify="right", no_wrap=True)
    for subject in report["subjects"]:
        for one in (subject, *subject["peers"]):
            lines = [one["name"], _cost(one), "x".join(map(str, one["size"]))]
            for row, name in _named(one["rows"], lines):
                cells = (name, *_cells(row), *(_against(row, peer) for peer in peers))
                table.add_row(*map(escape, cells))
        table.add_section()
    console = Console()
    console.print(table)
    for line in notes(report):
        console.print(escape(line), highlight=False)


def notes(report: dict) -> list[str]:
    """Return what stands below the table: what failed, what is noisy, and the conventions."""
    lines = []
    for subject in report["subjects"]:
        for one in (subject, *subject["peers"]):
            lines += one["notes"]
            lines += [
                f"{one['name']}, {row['engine']}: {row['error']}"
                for row in one["rows"] if "error" in row
            ]  # fmt: skip
    most = 100 * report["settings"]["noisy_above"]
    if any(row.get("noisy") for row in _rows(report)):
        lines.append(
            f"~ Noisy: the medians of its rounds differ by more than {most:.0f} % (here how much); "
            "something else was computing. Measure again on a quiet machine."
        )
    lines += [
        f"x{number}: times as fast as {peer} in the same engine, or in its fastest; in turns."
        for number, peer in enumerate(_peers(report), 1)
    ]
    if any(row.get("peak_bytes") for row in _rows(report)):
        lines.append("Peak: resident memory of a process of its own, with Python and NumPy.")
    lines.append(report["settings"]["convention"])
    return list(dict.fromkeys(lines))


def _peers(report) -> list[str]:
    """Return the names of the files of others, in the order of their columns."""
    return list(dict.fromkeys(p["name"] for one in report["subjects"] for p in one["peers"]))


def _rows(report):
    for subject in report["subjects"]:
        for one in (subject, *subject["peers"]):
            yield from one["rows"]


def _title(report) -> str:
    from rich.markup import escape

    machine, settings = report["machine"], report["settings"]
    load = "" if machine["load"] is None else f", load {machine['load']}"
    return escape(
        f"{machine['processor']}, {machine['cores']} cores{load}; "
        f"batch {settings['batch']}, median of {settings['rounds']} rounds"
    )


def _named(rows, lines):
    """Yield each row with what stands before it: the model's name and facts, a line a row."""
    for index, row in enumerate(rows):
        last = index == len(rows) - 1
        yield row, "\n".join(lines[index:] if last else lines[index : index + 1])


def _cost(one) -> str:
    parameters, macs = one["parameters"], one["macs"]
    return ", ".join((
        "-" if parameters is None else f"{parameters / 1e6:.2f} M",
        "-" if macs is None else f"{macs / 1e9:.2f} G",
    ))  # fmt: skip


def _cells(row) -> list[str]:
    if "error" in row:
        return [row["engine"], str(row.get("threads", "")), "failed", "", "", "", ""]
    spread = f" ~{100 * row['spread']:.0f} %" if row["noisy"] else ""
    peak = row["peak_bytes"]
    return [
        row["engine"], str(row["threads"]), f"{_short(row['median_ms'])}{spread}",
        _short(row["p95_ms"]), _short(row["pictures_per_second"]),
        "-" if peak is None else f"{peak / 1e6:.0f} MB", f"{row['bytes'] / 1e6:.2f} MB",
    ]  # fmt: skip


def _against(row, peer) -> str:
    for one in row.get("against", ()):
        if one["peer"] == peer:
            return f"{one['times_as_fast']:.2f}"
    return ""


def _short(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"
