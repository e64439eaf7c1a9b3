"""Find the messages in Python files and templates."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

# The function's name, and which argument is what: c context, s singular (or only) text, p plural text.
CALLS = {
    "_": "s",
    "gettext": "s",
    "gettext_lazy": "s",
    "gettext_noop": "s",
    "ngettext": "sp",
    "ngettext_lazy": "sp",
    "pgettext": "cs",
    "pgettext_lazy": "cs",
    "npgettext": "csp",
    "npgettext_lazy": "csp",
}
TEMPLATE_SUFFIXES = {".html", ".txt", ".md", ".xml", ".svg"}
CALL_IN_TEMPLATE = re.compile(r"(?<!\w)(?:_|n?p?gettext)\(")


class BadMessage(ValueError):
    """A call that no catalog can serve, such as ``_(f"…")``; the message names file and line."""


@dataclass(frozen=True)
class Message:
    """One text to translate, as it stands in the source."""

    text: str
    plural: str | None
    context: str | None
    file: str
    line: int

    @property
    def key(self) -> tuple[str | None, str]:
        """What gettext looks it up by."""
        return self.context, self.text


def in_python(source: str, name: str) -> list[Message]:
    r"""The messages of a Python file.

    >>> [message.text for message in in_python('x = _("one " "text")\ny = gettext(z)', "a.py")]
    ['one text']
    """
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    found = (_message(call, name, call.lineno) for call in calls)
    return sorted((message for message in found if message), key=lambda message: message.line)


def in_template(source: str, name: str) -> list[Message]:
    """The messages of a template.

    >>> [(m.text, m.plural, m.line) for m in in_template("<p>\\n{% blocktranslate count n=n %}One{% plural %}{{ n }}"
    ...     "{% endblocktranslate %}", "a.html")]
    [('One', '%(n)s', 2)]
    """
    code = templatize(source, origin=name)
    found = []
    for start in CALL_IN_TEMPLATE.finditer(code):
        call = ast.parse(_balanced(code[start.start() :], name), mode="eval").body
        if isinstance(call, ast.Call):
            found.append(_message(call, name, code.count("\n", 0, start.start()) + 1))
    return [message for message in found if message]


def in_file(path: Path, root: Path) -> Iterator[Message]:
    """The messages of one file, whatever its kind."""
    source, name = path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()
    try:
        yield from in_python(source, name) if path.suffix == ".py" else in_template(source, name)
    except SyntaxError as trouble:
        raise BadMessage(f"{name}:{getattr(trouble, 'lineno', 0) or 0}: {trouble}") from None


def _message(call: ast.Call, name: str, line: int) -> Message | None:
    roles = CALLS.get(str(getattr(call.func, "id", "") or getattr(call.func, "attr", "")))
    if roles is None or len(call.args) < len(roles):
        return None
    given: dict[str, str] = {}
    for role, argument in zip(roles, call.args, strict=False):
        if isinstance(argument, ast.JoinedStr):
            raise BadMessage(f"{name}:{line}: an f-string cannot be translated; use %(name)s")
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            return None  # a variable: its text is marked where it is written
        given[role] = argument.value
    if not given["s"]:
        return None
    return Message(given["s"], given.get("p"), given.get("c"), name, line)


def _balanced(code: str, name: str) -> str:
    """The call at the start of ``code``, up to its closing bracket."""
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.OP and token.string in "()":
            depth += 1 if token.string == "(" else -1
            if depth == 0:
                lines = code.splitlines(keepends=True)[: token.end[0]]
                lines[-1] = lines[-1][: token.end[1]]
                return "".join(lines)
    raise BadMessage(f"{name}: a translation is not closed: {code[:60]}")
