"""Files that are none, workers that die, two at once: nothing is lost and nothing is half imported."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils.translation import override
from openpyxl import Workbook

from catalog import services
from catalog.models import BulkJob, Product
from catalog.queries.bulk_sheets import template_xlsx
from catalog.services import bulk_jobs
from catalog.states import BulkState, BulkVerdict
from catalog.tests.factories import attribute, class_node
from catalog.tests.test_services.test_bulk import HEADER, ROW, csv, taken
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.models import File
from portal.tests.factories import staff, supplier

ROOT = Path(__file__).resolve().parents[3]


def workbook(*rows, change=None) -> ContentFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    out = io.BytesIO()
    book.save(out)
    return ContentFile(out.getvalue(), name="parts.xlsx")


def wide_workbook() -> ContentFile:
    """One cell in the millionth column, as no program writes it."""
    return _patched(workbook(["품번"], ["A-1"]), b'r="A2"', b'r="BDWGN2"')


def tall_workbook() -> ContentFile:
    return _patched(workbook(["품번"], ["A-1"]), b'r="A2"', b'r="XFD1048576"')


def _patched(upload: ContentFile, old: bytes, new: bytes) -> ContentFile:
    out = io.BytesIO()
    with zipfile.ZipFile(upload) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(old, new) if "sheet1" in name else data)
    return ContentFile(out.getvalue(), name="parts.xlsx")


def bomb() -> ContentFile:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(workbook(["품번"], ["A-1"])) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("xl/worksheets/sheet2.xml", b"0" * 150_000_000)
    return ContentFile(out.getvalue(), name="bomb.xlsx")


def raw(data: bytes, name: str = "parts.csv") -> ContentFile:
    return ContentFile(data, name=name)


REFUSED = {
    "empty": (lambda: raw(b""), "It is empty"),
    "blank": (lambda: raw(b"\n\n ,\n"), "The file is empty|no rows"),
    "header-only": (lambda: csv(), "There are headings but no rows"),
    "wrong-encoding": (lambda: raw(b"\x81\x8d,\xfe\xff\x00\x01\n"), "not readable text"),
    "a-web-page": (lambda: raw(b"<html><table><tr><td>x</td></tr></table>"), "web page"),
    "million-columns-csv": (
        lambda: raw(b"a" + b",a" * 999_999 + b"\n1\n"),
        "Line 1 has 1,000,000 columns; at most 300",
    ),
    "million-columns-xlsx": (wide_workbook, "The sheet has 1,0.*columns; at most 300"),
    "corners-of-a-sheet": (tall_workbook, "16,384 columns"),
    "zip-bomb": (bomb, "unpack to more than"),
    "xls-renamed": (lambda: raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "parts.xlsx"), "is not XLSX"),
    "csv-renamed": (lambda: raw(b"a,b\n1,2\n", "parts.xlsx"), "is not XLSX"),
    "open-quote": (lambda: raw(f'{HEADER}\nA-1,"x\n{"y" * 200_000}\n'.encode()), "Line 2: a cell does not end"),
    "too-many-cells": (lambda: csv("A-1,1,2", header="품번,품명"), "Line 2 has more cells"),
    "merged-headings": (
        lambda: workbook(["품번", "품명"], ["A", "B"], change=lambda sheet: sheet.merge_cells("A1:B1")),
        "first row holds merged cells",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_none_is_refused_with_a_reason_and_leaves_nothing(seller, node, case):
    make, reason = REFUSED[case]
    with pytest.raises(RuleBroken, match=reason):
        services.upload_list(seller.company, make(), by=seller, class_node=node)

    assert not BulkJob.objects.exists()
    assert not Product.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_usual_encoding_and_delimiter(seller, node, encoding, delimiter):
    upload = csv(
        delimiter.join(["A-1", "볼 베어링", "20"]), header=delimiter.join(["품번", "품명", "Bore"]), encoding=encoding
    )
    job = taken(upload, seller, class_node=node)

    assert job.done == {"new": 1}
    assert Product.objects.get().versions.get().name_ko == "볼 베어링"


@pytest.mark.django_db
def test_formulas_merged_cells_and_errors_are_told_at_their_cell(seller, node):
    def change(sheet):
        sheet["C3"] = "=A1"
        sheet.merge_cells("B4:B5")

    rows = [
        ["품번", "품명", "Bore"],
        ["A-1", "베어링", 20],
        ["A-2", "베어링", 1],
        ["A-3", "베어링", 2],
        ["A-4", "베어링", 2],
    ]
    job = taken(workbook(*rows, ["A-5", "베어링", "#N/A"], change=change), seller, class_node=node)

    faults = {row.sku: row.faults[0] for row in job.rows.filter(verdict=BulkVerdict.FAULTY)}
    assert (faults["A-2"][0], faults["A-2"][2]) == (2, "C3 holds a formula. Copy it and paste the value only.")
    assert faults["A-3"][2] == "B4:B5 are merged. Undo it: every row needs its own value."
    assert faults["A-4"][0] == 1
    assert faults["A-5"][2] == "C6 shows an error of the spreadsheet. Mend it, or empty the cell."
    assert set(Product.objects.values_list("sku", flat=True)) == {"A-1"}


@pytest.mark.django_db
def test_numbers_and_dates_of_a_workbook(seller, node):
    from datetime import date

    attribute(node, "tested", "DATE")
    rows = [["품번", "Bore", "Tested", "단가"], [6204, 0.1, date(2026, 1, 31), 12000.0]]
    taken(workbook(*rows), seller, class_node=node)
    product = Product.objects.get(sku="6204")

    values = {value.definition.code: value.shown for value in product.versions.get().values.all()}
    assert values == {"bore": "0.1 mm", "tested": "2026-01-31"}
    assert product.price == 12_000


@pytest.mark.django_db
def test_a_part_number_that_is_there_twice_counts_once(seller, node):
    job = taken(csv(ROW, ROW, ROW.replace("A-1", "")), seller, class_node=node)

    assert (job.counts, job.done) == ({"new": 1, "faulty": 2}, {"new": 1})
    told = [row.faults[0][2] for row in job.rows.filter(verdict=BulkVerdict.FAULTY)]
    twice = (
        "This part number is in the file twice. The row further up counts; "
        "this one is left out, also of the correction file."
    )
    assert told == [twice, "Write your part number."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("단가", "12,000원/꾸러미", "is not a unit that goods are counted in"),
        ("단가", "-5", "A price is more than zero"),
        ("단가", "12.5", "Won and yen have no decimals"),
        ("Bore", "twenty", "is not a number"),
        ("Bore", "20 kg", "measures mass, but a length"),
        ("Bore", "1,5", "can be read in two ways"),
        ("납기", "soon", "whole days, 0 to 999"),
        ("원산지", "Atlantis", "is not a country"),
        ("HS", "12", "An HS code has 6 digits"),
        ("최소주문", "0", "A quantity is more than zero"),
        ("최소주문", "10kg", "names another unit"),
        ("최소주문", "10꾸러미", "is not a unit that goods are counted in"),
        ("수량별단가", "ten", "is not a price by quantity"),
        ("수량별단가", "10: 9", "Write the unit price"),
        ("품명", "문의 02-555-1234", "Take out “02-555-1234”"),
        ("품명", "가" * 121, "At most 120 characters"),
        ("가격유효기간", "2020-01-01", "This day is past"),
        ("가격공개", "maybe", "is not one of"),
        ("사진", "none.png", "There is no picture “none.png”"),
    ],
)
def test_each_fault_stands_at_its_cell_in_both_languages(seller, node, column, text, message):
    header = "품번 품명 납기 원산지 HS 최소주문 단가 수량별단가 가격유효기간 가격공개 사진 Bore".split()  # noqa: SIM905
    cells = {"품번": "A-1", column: f'"{text}"'}
    job = taken(csv(",".join(cells.get(name, "") for name in header), header=",".join(header)), seller, class_node=node)

    assert job.counts == {"faulty": 1}
    place, ko, en = job.rows.get().faults[0]
    assert message in en
    assert header[place] in (column, "단가")
    assert ko != en
    assert not Product.objects.exists()


@pytest.mark.django_db
def test_a_retired_class_is_told_at_its_cell_and_the_other_rows_come_in(seller, node):
    gone = class_node("99171595")
    gone.active = False
    gone.save()
    header = f"분류,{HEADER}"
    rows = [f"{gone.code},{ROW}", f"{node.code},{ROW.replace('A-1', 'A-2').replace('6204', '6205')}"]
    job = taken(csv(*rows, header=header), seller)

    assert (job.counts, job.done) == ({"faulty": 1, "new": 1}, {"new": 1})
    place, ko, en = job.rows.get(verdict=BulkVerdict.FAULTY).faults[0]
    assert (place, en) == (0, "This class has been retired. Choose another one.")
    assert ko != en
    assert Product.objects.get().sku == "A-2"


@pytest.mark.django_db
def test_the_template_comes_in_when_it_is_filled(seller, node):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template_xlsx(node, "ko")))
    headings = [cell.value for cell in book.active[1]]
    assert {"품번", "bore (mm)"} <= set(headings)
    assert len(book.sheetnames) == 3
    assert book.active.data_validations.count >= 3
    book.active.append([{"품번": "A-1", "품명": "x"}.get(name) for name in headings])
    out = io.BytesIO()
    book.save(out)
    assert taken(ContentFile(out.getvalue(), name="filled.xlsx"), seller, class_node=node).done == {"new": 1}


@pytest.mark.django_db
def test_only_the_suppliers_own_people_send_lists(seller, node):
    for person in (staff("PO"), supplier("BD"), supplier("SA")):
        with pytest.raises(NotAllowed):
            services.upload_list(seller.company, csv(ROW), by=person, class_node=node)


@pytest.mark.django_db
def test_a_list_is_cancelled_between_chunks_and_goes_on_where_it_stood(seller, node):
    rows = [ROW.replace("A-1", f"A-{number}").replace("6204", f"M{number}") for number in range(10)]
    job = services.upload_list(seller.company, csv(*rows), by=seller, class_node=node)
    services.run_list(job.pk)
    job.refresh_from_db()
    services.apply_list(job, by=seller)
    assert services.run_list(job.pk, seconds=0, chunk=4)
    job.refresh_from_db()
    services.cancel_list(job, by=seller)
    assert not services.run_list(job.pk, chunk=4)
    job.refresh_from_db()
    assert (job.state, job.done, Product.objects.count()) == (BulkState.CANCELLED, {"new": 4}, 4)

    services.resume_list(job, by=seller)
    services.run_list(job.pk, chunk=4)
    job.refresh_from_db()
    assert (job.state, job.done, Product.objects.count()) == (BulkState.DONE, {"new": 10}, 10)


@pytest.mark.django_db
def test_lists_expire_with_their_file(seller, node):
    job = taken(csv(ROW, ROW.replace("20,", "x,").replace("A-1", "A-2")), seller, class_node=node)
    assert bulk_jobs.expire_lists() == 0
    BulkJob.objects.update(touched_at="2020-01-01T00:00:00Z")
    assert bulk_jobs.expire_lists() == 1
    job.refresh_from_db()

    assert (job.file, job.counts) == (None, {"new": 1, "faulty": 1})
    assert not File.objects.filter(name="parts.csv").exists()
    assert list(job.rows.values_list("sku", "cells", "content")) == [("A-1", [], None)]
    with pytest.raises(WrongState):
        services.resume_list(job, by=seller)


@pytest.fixture
def committed_node(transactional_db):
    node = class_node("99171504")
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    attribute(node, "load", quantity="force", unit="kN")
    return node


@pytest.mark.django_db(transaction=True)
def test_of_two_lists_at_once_one_is_told(committed_node):
    seller = supplier("SA")

    def send(name):
        try:
            with override("en"):
                services.upload_list(seller.company, csv(ROW, name=f"{name}.csv"), by=seller, class_node=committed_node)
        except WrongState as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor() as pool:
        told = sorted(pool.map(send, ["a", "b"]))

    assert told[0] == ""
    assert "Another list of your company is being worked on" in told[1]
    assert BulkJob.objects.count() == 1


WORKER = """
import django, os, sys
django.setup()
from django.conf import settings
from django.db import connection
from django.utils.translation import override
settings.STORAGES["default"] = {"BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": sys.argv[3]}}
from catalog.services import bulk_jobs
from catalog.models import BulkJob
bulk_jobs.run_list(int(sys.argv[1]), chunk=int(sys.argv[2]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_leaves_whole_chunks_and_the_next_one_goes_on(committed_node, tmp_path):
    seller = supplier("SA")
    rows = [ROW.replace("A-1", f"A-{number}").replace("6204", f"M{number}") for number in range(600)]
    job = services.upload_list(seller.company, csv(*rows), by=seller, class_node=committed_node)
    services.run_list(job.pk)
    job.refresh_from_db()
    services.apply_list(job, by=seller)
    settings = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": _url(settings),
    }
    worker = subprocess.Popen(  # noqa: S603 (our own Python)
        [sys.executable, "-c", WORKER, str(job.pk), "5", str(tmp_path)], cwd=ROOT, env=environment
    )
    try:
        deadline = time.monotonic() + 120
        while Product.objects.count() < 10 and time.monotonic() < deadline and worker.poll() is None:
            time.sleep(0.02)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    job.refresh_from_db()
    reached = Product.objects.count()

    assert 10 <= reached < 600
    assert reached % 5 == 0
    assert (job.state, job.done) == (BulkState.APPLYING, {"new": reached})
    services.run_list(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, Product.objects.count()) == (BulkState.DONE, {"new": 600}, 600)
    assert job.rows.filter(applied=True).count() == 600


def _url(settings) -> str:
    host = settings["HOST"].replace("/", "%2F")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    secret = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    return f"postgres://{settings['USER']}{secret}@{host}{port}/{settings['NAME']}"
