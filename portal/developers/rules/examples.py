"""HOW MUCH of an example a guide shows: a whole script, cut into sections by its own comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MARK = re.compile(r"^# \[(?P<name>[a-z][a-z0-9_-]*)\] (?P<title>.+)$")
OWN = "http://127.0.0.1:8000"  # the address that the scripts name
LANGUAGES = {"curl": "sh", "python": "py"}  # what readers choose, and the ending of the files


@dataclass(frozen=True, slots=True)
class Section:
    """One step of an example, as a guide shows it."""

    name: str
    title: str
    code: str


def sections(source: str) -> dict[str, Section]:
    """The steps of a script: each begins with a comment ``# [name] Title`` and ends before the next.

    What stands before the first mark (how to run it, imports) is the section ``head``. Empty lines at the ends go.

    Source: decision 44 (examples are files that run; pages show parts of them).

    >>> found = sections("# How to run\\n\\n# [token] Get a token\\nTOKEN=1\\n\\n# [use] Use it\\necho $TOKEN\\n")
    >>> [(each.name, each.title, each.code) for each in found.values()]
    [('head', '', '# How to run'), ('token', 'Get a token', 'TOKEN=1'), ('use', 'Use it', 'echo $TOKEN')]
    """
    return {section.name: section for section in _cut(source)}


def _cut(source: str) -> Iterator[Section]:
    name, title = "head", ""
    lines: list[str] = []
    for line in source.splitlines():
        if found := MARK.match(line):
            yield Section(name, title, _trimmed(lines))
            name, title, lines = found["name"], found["title"], []
        else:
            lines.append(line)
    yield Section(name, title, _trimmed(lines))


def _trimmed(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")
