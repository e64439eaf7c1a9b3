"""HOW MUCH colour code gets on a page: tokens of Pygments in the few classes of our own style sheet."""

from html import escape

from pygments.lexers import BashLexer, HttpLexer, JsonLexer, PythonLexer, TextLexer
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String, Token, _TokenType

LEXERS = {"sh": BashLexer, "py": PythonLexer, "json": JsonLexer, "http": HttpLexer, "text": TextLexer}
CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "c"),
    (String, "s"),
    (Number, "n"),
    (Keyword.Constant, "n"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Name.Tag, "t"),
    (Name.Variable, "v"),
    (Name.Builtin, "b"),
    (Name.Function, "b"),
    (Name.Class, "b"),
    (Name.Decorator, "k"),
    (Literal.Date, "s"),
    (Generic.Heading, "t"),
)


def highlighted(code: str, language: str) -> str:
    """The code as escaped HTML; what has a colour stands in ``<span class="x-…">``.

    Source: decision 44.

    >>> highlighted('print("a<b")  # hi', "py")
    '<span class="x-b">print</span>(<span class="x-s">&quot;a&lt;b&quot;</span>)  <span class="x-c"># hi</span>'
    """
    parts: list[tuple[str, str]] = []
    for kind, text in LEXERS[language](stripnl=False, ensurenl=False).get_tokens(code):
        mark = _class_of(kind)
        if parts and parts[-1][0] == mark:
            parts[-1] = (mark, parts[-1][1] + text)
        else:
            parts.append((mark, text))
    return "".join(f'<span class="x-{mark}">{escape(text)}</span>' if mark else escape(text) for mark, text in parts)


def _class_of(kind: _TokenType) -> str:
    if kind is Token.Text or kind in Token.Text.Whitespace:
        return ""
    return next((mark for known, mark in CLASSES if kind in known), "")
