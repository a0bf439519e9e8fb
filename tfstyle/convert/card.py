"""The card of a converted preset: where it comes from, and what was checked."""


def card_text(name: str, model, sources, metadata: dict, samples: bool, dtype: str) -> str:
    """Return the Markdown of `README.md`.

    Args:
        name: of the preset.
        model: what was converted.
        sources: `convert.Source`s.
        metadata: what is known beside the files: `description`, `license`, `origin`, `paper`,
            `scores`.
        samples: whether `samples.jpg` lies beside the card.
        dtype: of the preset's weights.
    """
    from tfstyle.models.shared.usage import example_command

    description = metadata.get("description") or f"A converted {type(model).__name__}."
    rounded = ", rounded to half precision" if dtype == "float16" else ""
    parts = [f"# {name}", description]
    if samples:
        parts.append("![photographs and what the model makes of them](samples.jpg)")
    parts += [
        "## Use",
        f"```sh\n{example_command(model, name)}\n```",
        "## Origin",
        "Converted from published weights; every number is the file's, in another order of axes"
        f"{rounded}.",
        _table(sources),
    ]
    for heading, key in (("Published at", "origin"), ("Paper", "paper"), ("Scores", "scores")):
        if metadata.get(key):
            parts.append(f"{heading}: {metadata[key]}")
    parts += ["## Licence", metadata.get("license") or "Not recorded: ask who published the file."]
    return "\n\n".join(parts) + "\n"


def _table(sources):
    lines = ["| file | SHA-256 | architecture | parameters |", "|---|---|---|---|"]
    for source in sources:
        arguments = ", ".join(f"{key}={value}" for key, value in source.arguments.items())
        lines.append(
            f"| {source.file} | `{source.sha256}` | {source.architecture} ({arguments}) | "
            f"{source.parameters:,} |"
        )
    return "\n".join(lines)
