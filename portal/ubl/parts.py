"""Elements, parties, amounts and quantities of UBL documents. Source: UBL 2.1, XSD common components."""

import re
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

VERSION = "2.1"
SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd"
UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Codes of UN/ECE Recommendation 20 for the units that contracts are written in.
UNITS = {
    "EA": "EA", "PC": "C62", "PCS": "C62", "SET": "SET", "PR": "PR", "BOX": "BX", "ROLL": "RO", "LOT": "LO",
    "KG": "KGM", "G": "GRM", "T": "TNE", "TON": "TNE", "M": "MTR", "M2": "MTK", "M3": "MTQ", "L": "LTR",
    "H": "HUR", "HR": "HUR", "DAY": "DAY", "MON": "MON", "MONTH": "MON", "YEAR": "ANN",
}  # fmt: skip
OTHER_UNIT = "C62"  # one


def cbc(name: str, value: object, **attributes: str) -> str:
    """A basic element; nothing for an empty value. Characters that XML cannot hold are left out.

    >>> cbc("Note", "A & B", languageID="en")
    '<cbc:Note languageID="en">A &amp; B</cbc:Note>'
    >>> cbc("Note", "")
    ''
    """
    text = "" if value is None else UNPRINTABLE.sub("", str(value)).strip()
    if not text:
        return ""
    written = "".join(f" {key}={quoteattr(told)}" for key, told in attributes.items() if told)
    return f"<cbc:{name}{written}>{escape(text)}</cbc:{name}>"


def cac(name: str, *children: str) -> str:
    """An aggregate element; nothing when nothing is in it.

    >>> cac("Country", cbc("IdentificationCode", "KR"))
    '<cac:Country><cbc:IdentificationCode>KR</cbc:IdentificationCode></cac:Country>'
    >>> cac("Country", "")
    ''
    """
    inner = "".join(children)
    return f"<cac:{name}>{inner}</cac:{name}>" if inner else ""


def opening(document: str) -> str:
    """Declaration, root and version of a document."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{document} xmlns="{SCHEMA}:{document}-2"'
        f' xmlns:cac="{SCHEMA}:CommonAggregateComponents-2" xmlns:cbc="{SCHEMA}:CommonBasicComponents-2">'
        f"{cbc('UBLVersionID', VERSION)}"
    )


def plain(value: Decimal) -> str:
    """A number without exponent and without zeros at its end.

    >>> plain(Decimal("10.500")), plain(Decimal("1E+3")), plain(Decimal("0.00"))
    ('10.5', '1000', '0')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(name: str, value: Decimal, currency: str) -> str:
    """Money with its currency.

    >>> amount("PriceAmount", Decimal("1200.00"), "KRW")
    '<cbc:PriceAmount currencyID="KRW">1200</cbc:PriceAmount>'
    """
    return cbc(name, plain(value), currencyID=currency)


def quantity(name: str, value: Decimal | None, unit: str) -> str:
    """How much, with its unit by UN/ECE Recommendation 20."""
    return "" if value is None else cbc(name, plain(value), unitCode=unit)


def unit_code(text: str) -> str:
    """The code of a unit as people write it; what has none counts as one.

    Source: UN/ECE Recommendation 20.

    >>> unit_code("kg"), unit_code("EA"), unit_code("식")
    ('KGM', 'EA', 'C62')
    """
    return UNITS.get(text.strip().upper(), OTHER_UNIT)


@dataclass(frozen=True, slots=True)
class Party:
    """A company, as documents name it."""

    number: str
    name_ko: str
    name_en: str = ""
    tax_no: str = ""
    legal_no: str = ""
    postcode: str = ""
    address: str = ""
    address_detail: str = ""
    country: str = "KR"
    website: str = ""

    def xml(self, name: str) -> str:
        """The party under this element; ``Party`` itself is put around what is inside."""
        scheme = cac("TaxScheme", cbc("ID", "VAT"))
        return cac(
            name,
            cbc("WebsiteURI", self.website),
            cac("PartyIdentification", cbc("ID", self.number, schemeID="portal")),
            cac("PartyName", cbc("Name", self.name_ko, languageID="ko")),
            cac("PartyName", cbc("Name", self.name_en, languageID="en")),
            cac(
                "PostalAddress",
                cbc("StreetName", self.address),
                cbc("AdditionalStreetName", self.address_detail),
                cbc("PostalZone", self.postcode),
                cac("Country", cbc("IdentificationCode", self.country)),
            ),
            cac("PartyTaxScheme", cbc("CompanyID", self.tax_no), scheme) if self.tax_no else "",
            cac(
                "PartyLegalEntity",
                cbc("RegistrationName", self.name_ko or self.name_en),
                cbc("CompanyID", self.legal_no),
            ),
        )


def within(name: str, party: Party) -> str:
    """A supplier's or customer's party: inside of an element of its own."""
    return cac(name, party.xml("Party"))
