"""The schemas of UBL 2.1 for tests; they lie beside the checkout (``shared_data``)."""

import tempfile
import zipfile
from functools import cache
from pathlib import Path

import xmlschema

from portal.tests.shared_data import shared_file


@cache
def _unpacked() -> tuple[tempfile.TemporaryDirectory, Path]:
    folder = tempfile.TemporaryDirectory()
    with zipfile.ZipFile(shared_file("xsd/ubl-2.1-xsd.zip")) as archive:
        archive.extractall(folder.name)
    return folder, Path(folder.name)


@cache
def ubl_schema(document: str) -> xmlschema.XMLSchema:
    """``ubl_schema("Invoice").validate(text)`` raises where the text is not valid."""
    _folder, path = _unpacked()
    return xmlschema.XMLSchema(str(path / "maindoc" / f"UBL-{document}-2.1.xsd"))


def ubl_names(document: str) -> dict[str, str]:
    """The namespaces for ElementTree's paths: ``cac:Item/cbc:Name``."""
    base = "urn:oasis:names:specification:ubl:schema:xsd"
    return {
        "": f"{base}:{document}-2",
        "cac": f"{base}:CommonAggregateComponents-2",
        "cbc": f"{base}:CommonBasicComponents-2",
    }
