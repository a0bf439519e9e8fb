"""Texts that would run, load or break something where a page believed them."""

SCRIPT = '"\'></title></style></script></pre><script>alert(1)</script><img src=x onerror=alert(2)>'
NAMES = (
    SCRIPT, "javascript:alert(3)", "_hidden", "$\\frac{$", "\x00\x1b]0;t\x07", "\ud800", "漢字 🎨",
    "\u202egnp.exe", "a" * 3000, "http://example.com/x.png", "]]>&lt;", "",
)  # fmt: skip
