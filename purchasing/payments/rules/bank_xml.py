"""HOW MUCH: an XML document as a tree, without anything that reaches outside it or blows up inside it.

Source: security T30 (XXE): no document type at all, so no entity; bounded size and depth.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

MOST_BYTES = 50_000_000
MOST_DEPTH = 40


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
    """
    if len(document) > MOST_BYTES:
        raise NotReadable(f"more than {MOST_BYTES:,} bytes")
    top = Node("", {})
    stack, namespaces = [top], [""]

    def begin(name: str, attributes: dict[str, str]) -> None:
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
        stack[-1].text += text

    def refuse(*_declaration) -> None:
        raise NotReadable("a document type declaration is not taken")

    parser = expat.ParserCreate(namespace_separator=" ")
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
