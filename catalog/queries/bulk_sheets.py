"""Files for people: a template to fill in, one's whole catalogue, the rows that want correcting."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from catalog.models import AttributeValue, BulkJob, ClassNode
from catalog.queries.bulk import Standing, all_attributes, all_standing, bilingual, rows_to_correct
from catalog.queries.classes import definitions_for
from catalog.rules.columns import (
    ATTRIBUTE,
    BREAKS,
    CLASS,
    FIXED,
    NOTE,
    PICTURE,
    SKU,
    SUPPLY,
    TEXTS,
    Bilingual,
    attribute_heading,
    split_target,
)
from catalog.rules.columns import fixed_heading as heading
from catalog.rules.sheet_cells import PRODUCT_COLUMNS, YES_NO, breaks_cell, harmless, supply_cell, value_cell
from catalog.rules.units import UNITS, units_for
from catalog.states import Currency, Datatype, PriceVisibility, Uom
from portal.people.models import Company

CSV, XLSX = "csv", "xlsx"
MOST_XLSX = 20_000
LISTS = {"uom": Uom, "currency": Currency, "price_visibility": PriceVisibility}
HEAD = PatternFill("solid", start_color="DCE6F1")
ASKED = PatternFill("solid", start_color="FCE4B6")  # the review asks for it
WRONG = PatternFill("solid", start_color="F8CBAD")
NEEDED = {SKU, CLASS, "name_ko", "origin", "moq", "lead_time_days", PICTURE}
ROWS_TO_FILL = 2_000
HOW: dict[str, Promise] = {
    SKU: gettext_lazy("Your own number of the product, each once. A number that is there already is changed."),
    CLASS: gettext_lazy("Eight digits of the last level, such as 31171504."),
    "name_ko": gettext_lazy("What it is, at most 120 characters; no maker, no advertising."),
    "name_en": gettext_lazy("The same in English."),
    "description_ko": gettext_lazy(
        "Properties in figures, at most 2,000 characters; no telephone numbers or addresses."
    ),
    "description_en": gettext_lazy("The same in English."),
    "maker": gettext_lazy("Who makes it."),
    "model": gettext_lazy("The maker's own designation."),
    "origin": gettext_lazy("Two letters or the name of the country: KR, Germany."),
    "hs_code": gettext_lazy("6 digits, or 10 of the Korean tariff."),
    "moq": gettext_lazy("The smallest quantity that you deliver."),
    "order_multiple": gettext_lazy("Orders are in steps of this quantity; empty if any quantity will do."),
    "uom": gettext_lazy("What the price and the minimum order count."),
    "lead_time_days": gettext_lazy("From order to delivery, in calendar days."),
    "price": gettext_lazy("For one unit of sale, with or without its currency: 12,000 or US$ 12.50."),
    "currency": gettext_lazy("Of the price; won if nothing is said."),
    "price_visibility": gettext_lazy("Nobody else sees a price unless you say so."),
    "price_valid_until": gettext_lazy("A day such as 2027-03-31."),
    BREAKS: gettext_lazy("From quantity: unit price, separated by semicolons. 100: 950; 500: 900"),
    PICTURE: gettext_lazy("The name of a JPG or PNG that you sent on the page of your lists."),
}


def csv_file(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A CSV file in pieces, as Excel in Korea opens it: UTF-8 with its mark."""
    out = io.StringIO()
    writer = csv.writer(out)
    yield b"\xef\xbb\xbf"
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        if out.tell() > 60_000:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


# The template --------------------------------------------------------------------------------------------------------
def template_columns(node: ClassNode | None, language: str) -> list[tuple[str, str, bool]]:
    """(key, heading, whether the review asks for it) of the columns of one class, or of the general file."""
    fixed = [key for key in FIXED if not (node and key == CLASS)]
    columns = [(key, heading(key, language), key in NEEDED) for key in fixed]
    for attribute in _attributes(node):
        definition = attribute.in_language(language)
        symbol = UNITS[definition.unit].symbol if node else ""
        columns.append(
            (
                attribute.code,
                attribute_heading(definition, symbol, code=node is None),
                definition.required and bool(node),
            )
        )
    return columns


def _attributes(node: ClassNode | None) -> list[Bilingual]:
    if node is not None:
        return [bilingual(definition) for definition in definitions_for(node).values()]
    first: dict[str, Bilingual] = {}
    for attribute in all_attributes():
        first.setdefault(attribute.code, attribute)
    return list(first.values())


def template_csv(node: ClassNode | None, language: str) -> Iterator[bytes]:
    """The headings alone."""
    return csv_file([[title for _key, title, _asked in template_columns(node, language)]])


def template_xlsx(node: ClassNode | None, language: str) -> bytes:
    """Headings with lists of options to choose from, and a second sheet that says how to fill it in."""
    book = Workbook()
    sheet = book.active
    with override(language):
        sheet.title = _("Products")
        columns = template_columns(node, language)
        for place, (_key, title, asked) in enumerate(columns, start=1):
            cell = sheet.cell(1, place, title)
            cell.font, cell.fill = Font(bold=True), ASKED if asked else HEAD
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[get_column_letter(place)].width = max(12, min(30, len(title) * 2))
        sheet.freeze_panes = "B2"
        _explain(book.create_sheet(_("How to fill it in")), columns, node)
        _offer(book.create_sheet(_("Options")), sheet, columns, node, language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(sheet, columns: list[tuple[str, str, bool]], node: ClassNode | None) -> None:
    attributes = {attribute.code: attribute for attribute in _attributes(node)}
    sheet.append(["열 / Column", "심사 필수 / Asked by the review", "작성 방법", "How to fill it in"])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), HEAD
    for key, title, asked in columns:
        said = []
        for language in ("ko", "en"):
            with override(language):
                said.append(str(HOW[key]) if key in HOW else _how(attributes[key], language))
        sheet.append([title, "○" if asked else "", *said])
    for words in (
        ("빈칸은 기존 값을 그대로 둡니다. 값을 지우려면 -(빼기표) 하나만 적습니다.",
         "An empty cell leaves what is there. A single minus sign (-) takes it away."),
        ("수식, 병합한 셀은 읽지 않습니다. 값만 붙여 넣습니다.",
         "Formulas and merged cells are not read. Paste values only."),
        ("숫자 뒤에 다른 단위를 적어도 됩니다: 0.5 in. 범위는 -20 ~ 80으로 적습니다.",
         "A number may carry another unit: 0.5 in. Write a range as -20 ~ 80."),
    ):  # fmt: skip
        sheet.append(["", "", *words])
    for letter, width in zip("ABCD", (34, 16, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _how(attribute: Bilingual, language: str) -> str:
    definition = attribute.in_language(language)
    if definition.datatype == Datatype.ENUM:
        return ", ".join((definition.options or {}).values())
    if definition.datatype == Datatype.BOOL:
        return " / ".join(YES_NO[language])
    if definition.datatype in (Datatype.NUM, Datatype.RANGE):
        units = ", ".join(unit.symbol for unit in units_for(definition.quantity) if unit.symbol)
        kind = _("A range: -20 ~ 80.") if definition.datatype == Datatype.RANGE else _("A number.")
        return f"{kind} {_('Units')}: {units}" if units else kind
    return _("A day such as 2027-03-31.") if definition.datatype == Datatype.DATE else _("Text.")


def _offer(options, sheet, columns: list[tuple[str, str, bool]], node: ClassNode | None, language: str) -> None:
    """Lists to choose from; what is not in them is told at once, in the spreadsheet."""
    attributes = {attribute.code: attribute.in_language(language) for attribute in _attributes(node)} if node else {}
    for place, (key, _title, _asked) in enumerate(columns, start=1):
        words = [str(label) for label in LISTS[key].labels] if key in LISTS else []
        definition = attributes.get(key)
        if definition is not None and definition.datatype == Datatype.ENUM:
            words = list((definition.options or {}).values())
        if definition is not None and definition.datatype == Datatype.BOOL:
            words = list(YES_NO[language])
        if not words:
            continue
        at = options.max_column + 1 if options.cell(1, 1).value else 1
        for row, word in enumerate(words, start=1):
            options.cell(row, at, word)
        letter, column = get_column_letter(at), get_column_letter(place)
        rule = DataValidation(
            type="list",
            formula1=f"'{options.title}'!${letter}$1:${letter}${len(words)}",
            allow_blank=True,
            showErrorMessage=True,
            error=_("Choose one of the list."),
        )
        rule.add(f"{column}2:{column}{ROWS_TO_FILL}")
        sheet.add_data_validation(rule)


# The catalogue -------------------------------------------------------------------------------------------------------
def catalogue_rows(company: Company, language: str) -> Iterator[list[str]]:
    """Headings and rows of the company's catalogue: imported again, they change nothing."""
    attributes = _used_attributes(company)
    codes = list(dict.fromkeys(attribute.code for attribute in attributes.values()))
    named = {code: next(each for each in attributes.values() if each.code == code) for code in codes}
    with override(language):
        labels = {name: {code: str(label) for code, label in choices.choices} for name, choices in LISTS.items()}
    yield [heading(key, language) for key in PRODUCT_COLUMNS] + [
        attribute_heading(named[code].in_language(language), "", code=True) for code in codes
    ]
    for stands in all_standing(company.pk):
        yield _product_row(stands, codes, attributes, labels, language)


def catalogue_cells(company: Company) -> Iterator[dict[str, str]]:
    """The same by our columns, as a program sends rows: what is empty is left out."""
    language = "en"
    attributes = _used_attributes(company)
    codes = list(dict.fromkeys(attribute.code for attribute in attributes.values()))
    with override(language):
        labels = {name: {code: str(label) for code, label in choices.choices} for name, choices in LISTS.items()}
    keys = [*PRODUCT_COLUMNS, *(f"{ATTRIBUTE}{code}" for code in codes)]
    for stands in all_standing(company.pk):
        row = _product_row(stands, codes, attributes, labels, language)
        yield {key: cell for key, cell in zip(keys, row, strict=True) if cell}


def _used_attributes(company: Company) -> dict[int, Bilingual]:
    used = AttributeValue.objects.filter(version__product__company=company).values("definition").distinct()
    wanted = set(used.values_list("definition", flat=True))
    return {attribute.ref: attribute for attribute in all_attributes() if attribute.ref in wanted}


def _product_row(
    stands: Standing, codes: list[str], attributes: dict[int, Bilingual], labels: dict[str, Any], language: str
) -> list[str]:
    cells = [stands.sku, stands.class_code, *(stands.texts[name] for name in TEXTS)]
    cells += [supply_cell(name, stands.supply[name], labels) for name in SUPPLY]
    cells += [breaks_cell(stands.breaks), stands.pictures[0] if stands.pictures else ""]
    for code in codes:
        parts = stands.values.get(code)
        attribute = attributes.get(parts[0]) if parts else None
        cells.append(value_cell(parts, attribute.in_language(language), language) if parts and attribute else "")
    return cells


def xlsx_file(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Rows as a workbook, written row by row; the first one are the headings."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, text, HEAD if number == 0 else None) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet, text: str, fill: PatternFill | None = None, note: str = "") -> Any:
    """Always text: what begins with = is no formula here."""
    if not fill and not note and text[:1] != "=":
        return text
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if fill:
        cell.fill = fill
    if note:
        cell.comment = Comment(note, "")
    return cell


# Corrections ---------------------------------------------------------------------------------------------------------
def correction_rows(job: BulkJob, language: str) -> Iterator[tuple[list[str], dict[int, str]]]:
    """Headings, then each row that may still come in, with what is wrong in the last cell; and that by column."""
    place = 1 if language.startswith("ko") else 2
    # a class that was said beside the file is said in it, so that it comes in as it is
    apart = job.class_node is not None and CLASS not in {split_target(target)[0] for target in job.mapping}
    code = [job.class_node.code] if apart and job.class_node else []
    with override(language):
        yield [*job.header, *([str(FIXED[CLASS])] if apart else []), str(NOTE)], {}
    for row in rows_to_correct(job).iterator(chunk_size=1_000):
        cells = [*row.cells, *[""] * (len(job.header) - len(row.cells))][: len(job.header)]
        said: dict[int, str] = {}
        for fault in row.faults:
            said[fault[0]] = f"{said[fault[0]]} {fault[place]}" if fault[0] in said else fault[place]
        words = [f"{job.header[at]}: {text}" if 0 <= at < len(job.header) else text for at, text in said.items()]
        yield [*cells, *code, " / ".join(words)], said


def correction_csv(job: BulkJob, language: str) -> Iterator[bytes]:
    """The rows as CSV; uploaded again as it is, the last column is not read."""
    return csv_file(row for row, _said in correction_rows(job, language))


def correction_xlsx(job: BulkJob, language: str) -> bytes:
    """The rows with the wrong cells in colour, each with its reason as a comment."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.freeze_panes = "B2"
    for number, (row, said) in enumerate(correction_rows(job, language)):
        if number == 0:
            sheet.append([_cell(sheet, text, HEAD) for text in row])
            continue
        sheet.append(
            [_cell(sheet, text, WRONG if at in said else None, said.get(at, "")) for at, text in enumerate(row)]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
