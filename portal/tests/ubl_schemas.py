"""The schemas of UBL 2.1 for tests; they lie beside the checkout (``shared_data``)."""

import tempfile
import zipfile
from functools import cache
from pathlib import Path

from lxml import etree

from portal.tests.shared_data import shared_file


@cache
def _unpacked() -> tuple[tempfile.TemporaryDirectory, Path]:
    folder = tempfile.TemporaryDirectory()
    with zipfile.ZipFile(shared_file("xsd/ubl-2.1-xsd.zip")) as archive:
        archive.extractall(folder.name)
    return folder, Path(folder.name)


@cache
def _schema(document: str) -> etree.XMLSchema:
    _folder, path = _unpacked()
    return etree.XMLSchema(etree.parse(path / "maindoc" / f"UBL-{document}-2.1.xsd"))


def validate_ubl(document: str, text: str) -> None:
    """``validate_ubl("Invoice", text)`` raises where the text is not valid."""
    _schema(document).assertValid(etree.fromstring(text.encode()))


def ubl_names(document: str) -> dict[str, str]:
    """The namespaces for ElementTree's paths: ``cac:Item/cbc:Name``."""
    base = "urn:oasis:names:specification:ubl:schema:xsd"
    return {
        "": f"{base}:{document}-2",
        "cac": f"{base}:CommonAggregateComponents-2",
        "cbc": f"{base}:CommonBasicComponents-2",
    }
