"""Declarations, lists, workbooks shaped like the industry's, and the people who deal with them."""

import io
import itertools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from portal.clock import today
from portal.people.models import Company
from portal.tests.factories import CompanyFactory, staff
from portal.tests.kept import kept
from purchasing.esg.models import MineralDeclaration, ScreeningList
from purchasing.esg.rules.minerals import LETTERS, questions_of
from purchasing.esg.services import minerals as services
from purchasing.esg.services.screening import ListRow, import_list
from purchasing.esg.states.minerals import METALS_OF, ListKind, MineralTemplate
from purchasing.esg.tests.factories import person

_serial = itertools.count(1)
QUESTIONS = {
    "cmrt": [
        "intentionally added or used",
        "remain in the product",
        "covered countries",
        "conflict-affected and high-risk areas",
        "recycled or scrap",
        "percentage of relevant suppliers",
        "identified all smelters",
        "reported in this declaration",
    ],
    "emrt": [
        "intentionally added or used",
        "remain in the product",
        "conflict-affected and high-risk areas",
        "recycled or scrap",
        "percentage of relevant suppliers",
        "identified all smelters",
        "reported in this declaration",
    ],
}
HEADS = [
    "Smelter Identification Number Input Column",
    "Metal (*)",
    "Smelter Look-up (*)",
    "Smelter Name (1)",
    "Smelter Country (*)",
    "Smelter Identification",
    "Source of Smelter Identification Number",
    "Name of Mine(s)",
    "Location (Country) of Mine(s)",
    "Does 100% of the feedstock originate from recycled sources?",
    "Comments",
]
SMELTERS = [  # our own invented ones
    ("CID900001", "tin", "Hanbit Tin Refining", "KR", "conformant"),
    ("CID900002", "tin", "Selatan Timah", "ID", "active"),
    ("CID900003", "gold", "Golden Gate Refinery", "AE", "conformant"),
    ("CID900004", "tungsten", "Baekdu Tungsten", "KR", "conformant"),
    ("CID900005", "tantalum", "Norte Tantalo", "BR", "non_conformant"),
    ("CID900006", "cobalt", "Kolwa Cobalt Works", "CD", "conformant"),
    ("CID900007", "cobalt", "Blue River Cobalt", "CD", "not_enrolled"),
]


@kept
def smelter_list(version: str = "2026-11", rows: Sequence[tuple[str, ...]] = (), **changes: str) -> ScreeningList:
    """A version of the list; ``changes``: another status by number (``CID900001="non_conformant"``)."""
    told = rows or SMELTERS
    made, _new = import_list(
        [
            ListRow(country=country, cid=cid, metal=metal, name=name, status=changes.get(cid, status))
            for cid, metal, name, country, status in told
        ],
        kind=ListKind.SMELTERS,
        version=version,
        listed_on=today(),
        source="Probe list",
    )
    return made


@kept
def area_list(version: str = "areas-2026", cahra: Sequence[str] = ("CD",), transit: Sequence[str] = ("AE",)):
    """A version of the list of areas."""
    rows = [ListRow(country=code, kind="cahra") for code in cahra]
    rows += [ListRow(country=code, kind="transit") for code in transit]
    made, _new = import_list(rows, kind=ListKind.AREAS, version=version, listed_on=today(), source="Probe list")
    return made


def answers(template: str, used: Sequence[str]) -> dict[str, Any]:
    """Complete answers: these metals are used, the others not."""
    asked = questions_of(template, "6.4" if template == "cmrt" else "2.0")
    told: dict[str, dict[str, str]] = {}
    for metal in METALS_OF[MineralTemplate(template)]:
        told[str(metal)] = {"used": "no"}
        if metal in used:
            told[str(metal)] = dict.fromkeys(asked, "yes") | {"suppliers": "100%"}
    return {"company_answers": dict.fromkeys(LETTERS[MineralTemplate(template)], "yes"), "metal_answers": told}


@kept
def declared(
    company: Company | None = None,
    *,
    template: str = "cmrt",
    smelters: Sequence[str] = ("CID900001",),
    submitted: bool = True,
    accepted: bool = False,
    **fields: Any,
) -> MineralDeclaration:
    """A declaration that names these smelters of ``SMELTERS``; complete, and handed in unless told otherwise."""
    company = company or CompanyFactory()
    officer = person(company, "SE")
    declaration = services.begin_declaration(template=template, by=officer)
    told = {row[0]: row for row in SMELTERS}
    chosen = [
        services.SmelterIn(metal=told[cid][1], name=told[cid][2], cid=cid, country=told[cid][3]) for cid in smelters
    ]
    given = {
        "template_version": "6.4" if template == "cmrt" else "2.0",
        "contact": "김하늘",
        "authorizer": "이바다",
        "declared_on": today(),
        **answers(template, [each.metal for each in chosen]),
    }
    contents = services.Contents(**(given | fields))
    services.replace_contents(declaration, contents, chosen, by=officer)
    if submitted or accepted:
        services.submit_declaration(declaration, by=officer)
    if accepted:
        services.accept_declaration(declaration, by=staff("ER"))
    declaration.refresh_from_db()
    return declaration


def workbook(
    *,
    template: str = "cmrt",
    version: str = "6.4",
    sheets: Mapping[str, str] | None = None,
    used: Sequence[str] = ("tin",),
    smelters: Sequence[Sequence[Any]] = (("CID900001", "Tin", "Hanbit Tin Refining", "Korea, Republic of"),),
    products: Sequence[Sequence[str]] = (),
    effective: Any = None,
    scope: str = "A. Company",
    fields: Mapping[str, str] | None = None,
) -> SimpleUploadedFile:
    """A workbook in the shape of the industry's template: where it keeps things, none of its sentences.

    ``sheets``: other names of the sheets; ``fields``: other labels (as in another language).
    """
    names = {"declaration": "Declaration", "smelters": "Smelter List", "products": "Product List"} | dict(sheets or {})
    book = Workbook()
    book.active.title = "Instructions"
    book.active.append(["How to fill in this workbook"])
    _declaration(book, names["declaration"], template, version, used, effective, scope, fields or {})
    listed = book.create_sheet(names["smelters"])
    listed.append(["TO BEGIN: choose the metal"])
    listed.append([])
    listed.append(HEADS)
    for cid, metal, name, country, *rest in smelters:
        mines, recycled = (list(rest) + ["", ""])[:2]
        listed.append([cid, metal, name, name, country, cid, "RMI", "", mines, recycled, ""])
    if products:
        sheet = book.create_sheet(names["products"])
        sheet.append(["Manufacturer's Product Number (*)", "Manufacturer's Product Name", "Comments"])
        for product in products:
            sheet.append(list(product))
    kept = io.BytesIO()
    book.save(kept)
    return SimpleUploadedFile(f"{template}-{next(_serial)}.xlsx", kept.getvalue())


def _declaration(book, title, template, version, used, effective, scope, fields) -> None:
    sheet = book.create_sheet(title)
    label = lambda name: fields.get(name, name)  # noqa: E731
    sheet.append(["", f"Reporting Template ({template.upper()})"])
    sheet.append(["", f"Revision {version}"])
    for name, told in [
        ("Company Name (*):", "한빛정밀"),
        ("Declaration Scope or Class (*):", scope),
        ("Description of Scope:", ""),
        ("Contact Name (*):", "김하늘"),
        ("Email - Contact (*):", "haneul@example.com"),
        ("Phone - Contact (*):", "02-000-0000"),
        ("Authorizer (*):", "이바다"),
        ("Title - Authorizer:", "대표"),
        ("Effective Date (*):", effective or date.today()),
    ]:
        sheet.append(["", label(name), "", told])
    metals = [str(metal) for metal in METALS_OF[MineralTemplate(template)]]
    for number, words in enumerate(QUESTIONS[template], start=1):
        sheet.append(["", label(f"{number}) Is it so: {words}?"), "", "Answer", "", "", "Comments"])
        for metal in metals:
            answer = "Yes" if metal in used else "No" if number == 1 else ""
            if "percentage" in words and metal in used:
                answer = 1.0
            sheet.append(["", label(f"{metal.title()} (*)"), "", answer])
    for letter in LETTERS[MineralTemplate(template)]:
        sheet.append(["", f"{letter}. Is it done? (*)", "", "Yes"])
