"""HOW MUCH: the plain text of the policy as blocks to show: nothing that is typed becomes markup."""

from collections.abc import Iterator


def blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Headings (``## …``), lists (``- …``) and paragraphs, in order. Source: domain PII-11.

    >>> list(blocks("## Rights\\nYou may ask.\\n\\n- to see\\n- to erase"))
    [('heading', ['Rights']), ('paragraph', ['You may ask.']), ('list', ['to see', 'to erase'])]
    """
    kind, lines = "", list[str]()
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        now = "heading" if line.startswith("## ") else "list" if line.startswith("- ") else "paragraph" if line else ""
        if lines and (now != kind or kind == "heading"):
            yield kind, lines
            lines = []
        kind = now
        if line:
            lines.append(line.removeprefix("## ") if now == "heading" else line.removeprefix("- "))
