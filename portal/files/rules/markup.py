"""XML: data only. No document type (entities, XXE), no picture or page that a browser would run."""

from xml.parsers import expat

from django.utils.translation import gettext as _

from portal.files.rules.kinds import Unfit, damaged

BROWSER_NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml")
BROWSER_ROOTS = {"svg", "html", "xhtml"}


class _Enough(Exception):
    """The first element was seen: nothing more to learn."""


def _refuse_dtd(*_declaration) -> None:
    raise Unfit(_("It contains a document type declaration (DTD). Remove it and send the file again."))


def check_no_dtd(head: bytes) -> None:
    """The part of an office file begins like XML without a document type.

    Source: security T30 (XXE).

    >>> check_no_dtd(b"<?xml version='1.0'?><worksheet/>")
    """

    def enough(_name, _attributes):
        raise _Enough

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.StartElementHandler = enough
    try:
        parser.Parse(head, False)
    except _Enough:
        return
    except (expat.ExpatError, ValueError, LookupError):
        raise damaged() from None
    raise damaged()


def check_xml(data: bytes) -> None:
    """Well-formed from end to end, and no SVG or HTML in it.

    Source: domain CNV-11; security T30.

    >>> check_xml("<발주><품목/></발주>".encode())
    """
    first = True

    def element(name, _attributes):
        nonlocal first
        namespace, _space, local = name.rpartition(" ")
        if namespace in BROWSER_NAMESPACES or (first and local.lower() in BROWSER_ROOTS):
            raise Unfit(_("It is a web page or SVG drawing. Send it as PDF, JPG or PNG."))
        first = False

    def instruction(target, _text):
        if target.lower() == "xml-stylesheet":
            raise Unfit(_("It refers to a style sheet. Remove that line and send the file again."))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.StartElementHandler = element
    parser.ProcessingInstructionHandler = instruction
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise damaged() from None
