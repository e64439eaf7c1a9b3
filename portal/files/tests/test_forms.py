"""The upload field: what it says before, and what it says of each file."""

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from portal.clock import db_now
from portal.files.forms import UploadField
from portal.files.models import File
from portal.files.services import store_upload
from portal.files.states import DOCUMENTS, PICTURES, ScanState
from portal.files.tests.factories import FileFactory, pdf_bytes, picture_bytes, upload, xlsx_bytes
from portal.tests.factories import CompanyFactory


class OneForm(forms.Form):
    photo = UploadField(label="Photo", kinds=PICTURES, help_text="Front view.")


class ManyForm(forms.Form):
    documents = UploadField(label="Documents", kinds=DOCUMENTS, multiple=True, max_files=3, required=False)


def many(*uploads) -> ManyForm:
    return ManyForm(QueryDict(), MultiValueDict({"documents": list(uploads)}))


def test_kinds_and_size_are_said_before_choosing():
    html = str(OneForm())
    assert "Front view. JPG, PNG; up to 50 MB." in html
    assert 'accept=".jpg,.jpeg,.png"' in html
    assert "multiple" not in html
    html = str(ManyForm())
    assert "at most 3 files of up to 50 MB each." in html
    assert " multiple" in html


def test_one_file():
    form = OneForm({}, {"photo": upload("a.png", picture_bytes())})
    assert form.is_valid()
    assert form.cleaned_data["photo"].name == "a.png"
    assert OneForm({}, {}).errors == {"photo": ["Choose a file."]}


def test_several_files_are_all_looked_at_and_each_refusal_is_named():
    form = many(upload("견적.pdf", pdf_bytes()), upload("run.exe", b"MZ"), upload("단가.xlsx", b"PK\x03\x04nothing"))
    assert form.errors["documents"] == [
        "run.exe: This kind of file is not taken here. Send PDF, XLSX, DOCX, HWP, HWPX, XML, CSV.",
        "단가.xlsx: The file is damaged or incomplete. Open it, save it again and send the new copy.",
    ]


def test_too_many_files():
    assert many(*[upload(f"{n}.pdf", pdf_bytes()) for n in range(4)]).errors == {
        "documents": ["Choose at most 3 files."]
    }


def test_no_file_is_an_empty_list():
    form = many()
    assert form.is_valid()
    assert form.cleaned_data["documents"] == []


@pytest.mark.django_db
def test_what_the_form_checked_the_service_does_not_check_again(monkeypatch):
    form = many(upload("견적.pdf", pdf_bytes()), upload("단가.xlsx", xlsx_bytes()))
    assert form.is_valid()
    monkeypatch.setattr("portal.files.rules.check_contents", None)
    company = CompanyFactory()

    files = [store_upload(each, company=company, by=None) for each in form.cleaned_data["documents"]]

    assert [file.kind for file in files] == ["pdf", "xlsx"]


@pytest.mark.django_db
def test_the_list_says_of_each_file_what_the_scan_said():
    clean, blocked, waiting = FileFactory("a.pdf"), FileFactory("b.xlsx"), FileFactory("c.png")
    File.objects.filter(pk=clean.pk).update(scan=ScanState.CLEAN, scanned_at=db_now())
    File.objects.filter(pk=blocked.pk).update(scan=ScanState.INFECTED, scanned_at=db_now())

    html = render_to_string("files/_attachments.html", {"files": File.objects.order_by("name"), "label": "Papers"})

    assert clean.url in html
    assert waiting.url in html
    assert blocked.url not in html
    for words in ("Scanned, clean", "Blocked by the virus scan", "Not scanned", 'aria-label="Papers"'):
        assert words in html


def test_an_empty_list_says_so():
    assert "No files" in render_to_string("files/_attachments.html", {"files": []})
