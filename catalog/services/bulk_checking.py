"""Check the rows of a list, a chunk at a time: what each would do to the catalogue, and what is wrong with it.

Nothing of the catalogue changes here. A chunk is one transaction, and the job says how far it is: whoever goes on
after a worker that died begins with the next row.
"""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from catalog.models import BulkJob, BulkRow
from catalog.queries.bulk import Standing, class_columns, pictures_named, standing_products
from catalog.rules.bulk_rows import CellFault, Row, refuse, settle_price, settle_quantities, supply_faults
from catalog.rules.columns import PICTURE, split_target
from catalog.rules.listing import identity_key
from catalog.rules.row_reader import RowReader
from catalog.rules.sheets import Line
from catalog.states import BulkVerdict, Currency, PriceVisibility, ProductState, Uom
from portal.clock import today

V = BulkVerdict
COLUMNS = "job_id, line, sku, verdict, cells, content, faults, applied"
START = {"uom": Uom.PIECE, "currency": Currency.KRW, "price_visibility": PriceVisibility.ON_REQUEST}


class Checker:
    """Judges rows of one list against what stands in the catalogue."""

    def __init__(self, job: BulkJob):
        self.job = job
        self.reader = RowReader(
            job.mapping,
            class_columns,
            the_class=job.class_node.code if job.class_node else "",
            defaults={key: text for key, text in job.defaults.items() if key not in ("decimal", "picture_role")},
            comma=job.defaults.get("decimal") == "comma",
        )
        self.places = {split_target(target)[0]: place for place, target in enumerate(job.mapping) if target}
        self.day: date = today()
        self.seen = {hash(sku) for sku in job.rows.exclude(sku="").values_list("sku", flat=True).iterator()}

    def check(self, lines: Iterable[Line]) -> int:
        """Judge the rows and keep the verdicts; returns how many rows these were."""
        lines = list(lines)
        self.keep(self.judge(lines))
        return len(lines)

    def judge(self, lines: Sequence[Line]) -> io.StringIO:
        """The verdicts, as COPY reads them."""
        rows = [self.reader.read(line) for line in lines]
        standing = standing_products(self.job.company_id, [row.sku for row in rows])
        pictures = self._pictures(lines)
        out = io.StringIO()
        for line, row in zip(lines, rows, strict=True):
            self._refuse_second(row)
            verdict, content = self._judge(row, standing.get(row.sku), pictures, line)
            troubled = verdict in (V.FAULTY, V.CONFLICT)
            out.write(
                f"{self.job.pk}\t{row.line}\t{_escaped(row.sku)}\t{verdict.value}\t"
                f"{_escaped(json.dumps(line.cells, ensure_ascii=False)) if troubled else '[]'}\t"
                f"{_escaped(content) if content else chr(92) + 'N'}\t"
                f"{_escaped(json.dumps(row.faults, ensure_ascii=False)) if row.faults else '[]'}\tf\n"
            )
        out.seek(0)
        return out

    @staticmethod
    def keep(verdicts: io.StringIO) -> None:
        """Write what was judged."""
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {BulkRow._meta.db_table} ({COLUMNS}) FROM STDIN", verdicts)

    def _refuse_second(self, row: Row) -> None:
        """A part number that is there twice: the first row counts, and the second says so."""
        if not row.sku:
            return
        key = hash(row.sku)
        if key in self.seen:
            message = refuse(
                lambda: _(
                    "This part number is in the file twice. The row further up counts; "
                    "this one is left out, also of the correction file."
                )
            )
            row.faults.append((self.places.get("sku", -1), *message.messages))
        self.seen.add(key)

    def _pictures(self, lines: Sequence[Line]) -> dict[str, int]:
        place = self.places.get(PICTURE)
        names = {line.cells[place].strip() for line in lines if place is not None and place < len(line.cells)}
        names.add(str(self.job.defaults.get(PICTURE, "")).strip())
        return pictures_named(self.job.company, names - {""})

    def _judge(
        self, row: Row, stands: Standing | None, pictures: Mapping[str, int], line: Line
    ) -> tuple[BulkVerdict, str]:
        """What the row does, and what is then taken over, as JSON."""
        picture = self._picture(row, pictures, stands)
        more: dict[str, str] = {}
        if "price" in row.facts and row.facts["price"] is not None:
            more, wrong = settle_price(row.facts, stands.supply["currency"] if stands else Currency.KRW)
            row.faults += self._placed(wrong)
        row.faults += self._placed(settle_quantities(row.facts, stands.supply["uom"] if stands else Uom.PIECE))
        if row.faults:
            return V.FAULTY, ""
        if stands is None:
            return self._new(row, more, picture)
        return self._known(row, stands, more, picture)

    def _placed(self, faults: Iterable[tuple[str, str, str]]) -> list[CellFault]:
        return [(self.places.get(column, -1), ko, en) for column, ko, en in faults]

    def _picture(self, row: Row, pictures: Mapping[str, int], stands: Standing | None) -> int | None:
        """The file that the row names and that is not yet a picture of the product."""
        name = row.facts.pop(PICTURE, None)
        if name is None:
            return None
        if stands is not None and name in stands.pictures:
            return None
        if name not in pictures:
            message = refuse(lambda: _("There is no picture “%(name)s”. Send it first.") % {"name": name[:60]})
            row.faults.append((self.places.get(PICTURE, -1), *message.messages))
            return None
        return pictures[name]

    # A product that is not there -------------------------------------------------------------------------------------
    def _new(self, row: Row, more: Mapping[str, str], picture: int | None) -> tuple[BulkVerdict, str]:
        facts = row.facts
        maker, model = facts.pop("maker", ""), facts.pop("model", "")
        if facts and (wrong := supply_faults({**START, **facts}, self.day)):
            row.faults += self._placed(wrong)
            return V.FAULTY, ""
        content = row.content
        if more:
            loaded = json.loads(content)
            loaded["s"] = {**loaded.get("s", {}), **more}
            content = json.dumps(loaded, ensure_ascii=False)
        if picture is not None:
            content = f'{content[:-1]},"p":{picture}}}'
        if model:
            content = f'{content[:-1]},"i":{json.dumps(identity_key(maker, model), ensure_ascii=False)}}}'
        return V.NEW, content

    # One that is there -----------------------------------------------------------------------------------------------
    def _known(
        self, row: Row, stands: Standing, more: Mapping[str, str], picture: int | None
    ) -> tuple[BulkVerdict, str]:
        given = json.loads(row.content)
        for name in ("maker", "model"):
            row.facts.pop(name, None)
        supply = self._changed_supply(row, stands, given, more)
        content = self._changed_content(given, stands, picture)
        if row.faults:
            return V.FAULTY, ""
        if not supply and not content:
            return V.UNCHANGED, ""
        if stands.state == ProductState.BLOCKED:
            return self._conflict(row, lambda: _("This product is blocked. Its reason stands on its page."))
        if content and stands.is_waiting:
            return self._conflict(row, lambda: _("This product is under review. Import it again after the answer."))
        if content and stands.version_state in ("draft", "returned") and not stands.by_list:
            return self._conflict(
                row, lambda: _("Somebody is writing a draft of this product. Finish or discard it first.")
            )
        taken: dict[str, Any] = {"v": stands.version, "e": stands.edits, **supply}
        if content:
            taken |= content | {"m": "draft" if stands.version_state in ("draft", "returned") else "revise"}
        return (V.CHANGED if content else V.SUPPLY), json.dumps(taken, ensure_ascii=False)

    @staticmethod
    def _conflict(row: Row, say) -> tuple[BulkVerdict, str]:
        row.faults.append((-1, *refuse(say).messages))
        return V.CONFLICT, ""

    def _changed_supply(
        self, row: Row, stands: Standing, given: dict[str, Any], more: Mapping[str, str]
    ) -> dict[str, Any]:
        """Facts of price and supply that differ, as they are stored."""
        facts = {key: value for key, value in row.facts.items() if key != "breaks"}
        changed = {key: value for key, value in facts.items() if stands.supply[key] != value}
        found: dict[str, Any] = {}
        if changed:
            written = {**given.get("s", {}), **more}
            found["s"] = {key: written[key] for key in changed}
        if "breaks" in row.facts and row.facts["breaks"] != stands.breaks:
            found["b"] = given["b"]
        if not found:
            return {}
        after = {**stands.supply, **facts, "breaks": row.facts.get("breaks", stands.breaks)}
        wrong = supply_faults(after, self.day, changed="price_valid_until" in changed)
        if stands.state != ProductState.DRAFT and after["moq"] is None:
            wrong.append(("moq", *refuse(lambda: _("State the minimum order quantity.")).messages))
        row.faults += self._placed(wrong)
        return found

    @staticmethod
    def _changed_content(given: dict[str, Any], stands: Standing, picture: int | None) -> dict[str, Any]:
        """The whole content after the change; nothing when nothing changes."""
        said = {name: text for name, text in given["t"].items() if _squeezed(text) != _squeezed(stands.texts[name])}
        texts = {**stands.texts, **said}
        same_class = given["c"] == stands.class_code
        stated = given.get("a", {})
        values = {**(stands.values if same_class else {}), **stated}
        values = {code: value for code, value in values.items() if value is not None}
        if same_class and picture is None and texts == stands.texts and values == stands.values:
            return {}
        found = {"c": given["c"], "t": texts, "a": values, "i": identity_key(texts["maker"], texts["model"])}
        return found if picture is None else {**found, "p": picture}


def _squeezed(text: str) -> str:
    """Blanks alone are no change."""
    return text if text.isalnum() else " ".join(text.split())


def _escaped(text: str) -> str:
    """For COPY."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text
