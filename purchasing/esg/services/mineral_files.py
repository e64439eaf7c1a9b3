"""DO: take a CMRT or EMRT workbook, and lists of smelters and areas, from a file."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, BinaryIO

from babel import Locale
from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.files.states import Kind
from portal.people.models import User
from portal.policy import require
from purchasing.esg.models import MineralDeclaration, ScreeningList, terms_on
from purchasing.esg.policies import minerals as policies
from purchasing.esg.rules import cmrt, smelter_list
from purchasing.esg.rules.cmrt_words import plain
from purchasing.esg.rules.minerals import is_version_taken
from purchasing.esg.services.minerals import Contents, SmelterIn, editable, replace_contents
from purchasing.esg.services.screening import ListRow, import_list
from purchasing.esg.states.minerals import DeclarationScope, MineralTemplate

WORKBOOK = frozenset({Kind.XLSX})
LIST_FILE = frozenset({Kind.XLSX, Kind.CSV})
# As the industry's templates spell what CLDR calls otherwise. Source: ISO 3166-1, short names in English.
ALSO_CALLED = {
    "korea, republic of": "KR",
    "korea (republic of)": "KR",
    "republic of korea": "KR",
    "korea": "KR",
    "korea, democratic people's republic of": "KP",
    "congo, democratic republic of the": "CD",
    "democratic republic of the congo": "CD",
    "congo (democratic republic of the)": "CD",
    "drc": "CD",
    "congo": "CG",
    "russian federation": "RU",
    "united states of america": "US",
    "usa": "US",
    "united kingdom of great britain and northern ireland": "GB",
    "viet nam": "VN",
    "bolivia (plurinational state of)": "BO",
    "bolivia, plurinational state of": "BO",
    "tanzania, united republic of": "TZ",
    "lao people's democratic republic": "LA",
    "taiwan, province of china": "TW",
    "türkiye": "TR",
    "turkey": "TR",
    "united arab emirates": "AE",
    "uae": "AE",
    "czech republic": "CZ",
    "myanmar": "MM",
    "hong kong": "HK",
    "대한민국": "KR",
    "한국": "KR",
    "중국": "CN",
    "콩고민주공화국": "CD",
    "민주콩고": "CD",
}


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Code by plain name in the languages of the templates."""
    found: dict[str, str] = {}
    for language in ("ja", "zh", "ko", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[plain(name)] = code
    return found | ALSO_CALLED


def read_workbook(file: BinaryIO, template: str, on: date) -> cmrt.Read:
    """What a workbook declares; refused when it is none, of the other template, or of a version that is not taken."""
    try:
        found = cmrt.read_cmrt(file, countries())
    except cmrt.NotAWorkbook:
        raise RuleBroken(
            _("No sheet of this file looks like a declaration. Send the template's own workbook, saved as .xlsx."),
            field="file",
        ) from None
    terms = terms_on(on)
    current = terms.cmrt_major if found.template == MineralTemplate.CMRT else terms.emrt_major
    if template and found.template != template:
        words = {"found": found.template.upper(), "wanted": template.upper()}
        raise RuleBroken(
            _("This workbook is a %(found)s; this declaration asks for a %(wanted)s.") % words, field="file"
        )
    if found.version and not is_version_taken(found.version, current):
        words = {
            "template": found.template.upper(),
            "version": found.version,
            "current": str(current),
            "before": str(current - 1),
        }
        raise RuleBroken(
            _(
                "This workbook is a %(template)s of version %(version)s. Versions %(before)s and %(current)s are taken:"
                " copy your answers into one of them, or fill in the declaration here. Nothing was changed."
            )
            % words,
            field="file",
        )
    return found


@transaction.atomic
def import_workbook(declaration: MineralDeclaration, file: Any, *, on: date, by: User) -> MineralDeclaration:
    """Fill the draft from a workbook; what could not be taken is noted by its cell, the file itself is kept."""
    declaration = editable(declaration, None, by=by)
    found = read_workbook(file, declaration.template, on)
    contents, smelters, notes = understood(found, declaration)
    kept = store_upload(file, company=declaration.company, by=by, kinds=WORKBOOK)
    return replace_contents(declaration, contents, smelters, notes=notes, file=kept, by=by)


def understood(
    found: cmrt.Read, declaration: MineralDeclaration
) -> tuple[Contents, list[SmelterIn], list[dict[str, str]]]:
    """The workbook in our own terms; what it leaves out stays as it was."""
    contents = Contents(
        template_version=found.version or declaration.template_version,
        scope=found.scope or DeclarationScope.COMPANY,
        scope_text=found.fields.get("scope_text", "")[:500],
        products=found.products,
        contact=found.fields.get("contact", declaration.contact)[:120],
        contact_email=_email(found) or declaration.contact_email,
        authorizer=found.fields.get("authorizer", declaration.authorizer)[:120],
        declared_on=found.declared_on,
        company_answers=found.company_answers,
        metal_answers=found.metal_answers,
        comments=found.comments,
    )
    smelters = [
        SmelterIn(
            metal=each.metal,
            name=each.name,
            cid=each.cid,
            country=each.country,
            mine_countries=each.mine_countries,
            recycled=each.recycled,
            comment=each.comment,
        )
        for each in found.smelters
    ]
    notes = [{"code": note.code, "cell": note.cell, "text": note.text[:200]} for note in found.notes]
    return contents, smelters, notes


def _email(found: cmrt.Read) -> str:
    given = found.fields.get("contact_email", "").strip()
    if "@" in given and " " not in given and len(given) <= 254:
        return given
    if given:
        found.notes.append(cmrt.Note("email", "", given))
    return ""


def import_list_file(
    file: BinaryIO, *, kind: str, version: str, listed_on: date, source: str, by: User | None = None
) -> tuple[ScreeningList, bool]:
    """A list from a CSV file or a workbook: taken whole, or refused with each row that is wrong."""
    if by is not None:
        require(policies.may_import_list(by))
    try:
        found = smelter_list.read_list(file, kind, countries())
    except smelter_list.NotAList:
        raise RuleBroken(_("The file can be read neither as CSV nor as a workbook."), field="file") from None
    if found.missing:
        raise RuleBroken(
            _("These columns are missing: %(columns)s.") % {"columns": ", ".join(found.missing)}, field="file"
        )
    if found.faults:
        raise RuleBroken(_faults(found.faults), field="file")
    rows = [
        ListRow(
            country=each.country,
            cid=each.cid,
            metal=each.metal,
            name=each.name,
            aliases=each.aliases,
            status=each.status,
            status_on=each.status_on,
            region=each.region,
            kind=each.kind,
        )
        for each in found.entries
    ]
    return import_list(rows, kind=kind, version=version, listed_on=listed_on, source=source, by=by)


def _faults(faults: Sequence[tuple[int, str, str]]) -> str:
    shown = "; ".join(f"{row}: {column} “{words[:60]}”" for row, column, words in faults[:10])
    return _("%(count)s rows cannot be taken (row: column): %(rows)s. Nothing was imported.") % {
        "count": len(faults),
        "rows": shown,
    }
