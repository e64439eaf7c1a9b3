"""HOW MUCH: an XML document as a tree, without anything that reaches outside it or blows up inside it.

Source: security T30 (XXE): no document type at all, so no entity; bounded size, depth, number of elements and texts.
"""

import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field
from xml.parsers import expat

MOST_BYTES = 50_000_000
MOST_DEPTH = 40
MOST_ELEMENTS = 400_000  # some 100 MB in memory; a line of a statement has ten to forty of them
MOST_TEXT = 20_000  # of one element: the longest that the standard knows is far shorter
ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")


class NotReadable(ValueError):
    """Why a document cannot be read; the words are for the log and, translated by the caller, for a person."""


@dataclass(slots=True)
class Node:
    """An element without its namespace."""

    name: str
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def all(self, *path: str) -> list["Node"]:
        """Every element at the end of ``path``."""
        found = [self]
        for name in path:
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def first(self, *path: str) -> "Node | None":
        """The first element at the end of ``path``."""
        found = self.all(*path)
        return found[0] if found else None

    def say(self, *path: str) -> str:
        """The text of that element, or ""."""
        found = self.first(*path)
        return found.text.strip() if found else ""


def parsed(document: bytes) -> tuple[str, Node]:
    """The namespace of the document and its first element.

    Source: security T30.

    >>> namespace, root = parsed(b'<a xmlns="urn:x"><b>1</b></a>')
    >>> namespace, root.say("b")
    ('urn:x', '1')
    >>> parsed(b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>')
    Traceback (most recent call last):
    purchasing.payments.rules.bank_xml.NotReadable: a document type declaration is not taken
    >>> parsed('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"))
    Traceback (most recent call last):
    purchasing.payments.rules.bank_xml.NotReadable: not in UTF-8
    """
    if len(document) > MOST_BYTES:
        raise NotReadable(f"more than {MOST_BYTES:,} bytes")
    _check_encoding(document)
    top = Node("", {})
    stack, namespaces, count = [top], [""], 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise NotReadable(f"more than {MOST_ELEMENTS:,} elements")
        space, _cut, local = name.rpartition(" ")
        if len(stack) > MOST_DEPTH:
            raise NotReadable(f"nested deeper than {MOST_DEPTH}")
        if len(stack) == 1:
            namespaces[0] = space
        node = Node(local, attributes)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        stack.pop()

    def words(text: str) -> None:
        if not text.isspace():  # the white space that lays a document out says nothing
            stack[-1].text += text
            if len(stack[-1].text) > MOST_TEXT:
                raise NotReadable(f"an element with a text of more than {MOST_TEXT:,} characters")

    def refuse(*_declaration) -> None:
        raise NotReadable("a document type declaration is not taken")

    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, words
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, ValueError, LookupError) as fault:
        if isinstance(fault, NotReadable):
            raise
        raise NotReadable(f"not well-formed XML: {fault}") from None
    return namespaces[0], top.children[0]


def _check_encoding(document: bytes) -> None:
    """What is kept of a message are its very bytes, as text: so it is UTF-8 and says nothing else of itself."""
    declared = ENCODING.match(document.removeprefix(BOM_UTF8))
    if declared and declared[1].upper() not in (b"UTF-8", b"UTF8", b"US-ASCII"):
        raise NotReadable("not in UTF-8")
    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError:
        raise NotReadable("not in UTF-8") from None
    if "\x00" in text:
        raise NotReadable("not in UTF-8")
