"""Pages of question sets: built by hand or by a table, published by a second person, open to suppliers."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from portal.clock import today
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.esg.models import QuestionSet
from purchasing.esg.queries.questions import questions_in, questions_of
from purchasing.esg.rules.question_sheet import COLUMNS, csv_rows, row_of
from purchasing.esg.states import SetState
from purchasing.esg.tests.factories import draft_set, published_set

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"esg:{name}", args=[str(arg) for arg in args])


def enter(client, user):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, user)
    return user


def test_a_set_is_written_by_one_and_published_by_another(client):
    writer = enter(client, staff("ER"))
    initial = client.get(url("set-create")).context["form"]
    data = {name: initial[name].value() for name in initial.fields if initial[name].value() not in (None, [])}
    data |= {"code": "TG-NEW", "version": "1.0", "title_ko": "새 평가표", "title_en": "New set", "industries": "24, 25"}
    assert client.post(url("set-create"), data | {"band_a": "60"}).status_code == 422
    response = client.post(url("set-create"), data)
    assert response.status_code == 303, response.context["form"].errors
    made = QuestionSet.objects.get(code="TG-NEW")
    assert (made.entered_by, made.industries, made.weight_e * 100) == (writer, ["24", "25"], 35)

    for code in ("E1", "S1", "G1"):
        question = {"code": code, "pillar": code[0], "area": "climate", "kind": "scale", "weight": "3"}
        question |= {"evidence_from": "2", "depends_from": "1", "text_ko": "질문", "text_en": "Question"}
        for score in range(6):
            question |= {f"anchor{score}_ko": f"{score}단계", f"anchor{score}_en": f"step {score}"}
        assert client.post(url("question-create", made), question).status_code == 303
    words = client.get(url("set-detail", made)).content.decode()
    assert "step 5" in words
    assert "keeps it from being published" not in words
    client.post(url("set-submit", made))
    assert client.post(url("set-publish", made)).status_code == 403
    enter(client, staff("EC"))
    assert client.post(url("set-publish", made)).status_code == 303
    made.refresh_from_db()
    assert made.state == SetState.PUBLISHED
    enter(client, writer)
    assert client.post(url("question-remove", made, "E1")).status_code == 409


def test_what_keeps_a_set_from_being_published_stands_on_its_page(client):
    writer = enter(client, staff("ER"))
    made = draft_set(2, by=writer, weight_e="0.3")
    words = client.get(url("set-detail", made)).content.decode()
    assert "add up to 95 percent" in words
    assert "Governance has no question." in words
    assert client.post(url("set-submit", made)).status_code == 422


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_is_read_in_again_as_it_was(client, kind):
    writer = enter(client, staff("ER"))
    source, target = published_set(5), draft_set(1, by=writer)
    table = client.get(url("set-export", source, kind)).content
    file = SimpleUploadedFile(f"set.{kind}", table)
    response = client.post(url("set-import", target), {"file": file})
    assert response.status_code == 303, response.content.decode()
    assert questions_in(questions_of(target)) == questions_in(questions_of(source))


def test_a_table_with_faults_names_the_cells_and_changes_nothing(client):
    writer = enter(client, staff("ER"))
    target = draft_set(1, by=writer)
    book = Workbook()
    rows = [row_of(each) for each in questions_in(questions_of(published_set(3)))]
    rows[1][COLUMNS.index("weight")] = "9"
    for row in [COLUMNS, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    response = client.post(url("set-import", target), {"file": SimpleUploadedFile("set.xlsx", out.getvalue())})
    assert response.status_code == 422
    assert response.context["faults"] == [(3, "weight", "A whole number from 1 to 5.")]
    assert target.questions.count() == 1


def test_formulas_do_not_travel_in_an_export(client):
    enter(client, staff("ER"))
    made = draft_set(3)
    made.questions.filter(code="E1").update(text_en="=1+1")
    book = load_workbook(io.BytesIO(client.get(url("set-export", made, "xlsx")).content))
    assert book.active.cell(2, COLUMNS.index("text_en") + 1).value == "'=1+1"
    table = client.get(url("set-export", made, "csv")).content.decode("utf-8-sig")
    assert csv_rows(table)[1][COLUMNS.index("text_en")] == "'=1+1"


def test_a_set_is_copied_and_sent_back(client):
    writer = enter(client, staff("ER"))
    source = QuestionSet.objects.get(code="TG-ESG")
    client.post(url("set-copy", source), {"version": "1.1", "year": "2027", "valid_from": today().isoformat()})
    copy = QuestionSet.objects.get(code="TG-ESG", version="1.1")
    assert (copy.questions.count(), copy.copied_from) == (30, source)
    again = client.post(url("set-copy", source), {"version": "1.1", "year": "2027", "valid_from": today().isoformat()})
    assert "This version is already there." in again.content.decode()
    client.post(url("set-submit", copy))
    enter(client, staff("ER"))
    assert client.post(url("set-send-back", copy), {"reason": ""}).status_code == 422
    assert client.post(url("set-send-back", copy), {"reason": "E3의 말을 고치십시오."}).status_code == 303
    enter(client, writer)
    assert "E3의 말을 고치십시오." in client.get(url("set-detail", copy)).content.decode()


def test_suppliers_read_what_is_in_force_and_nothing_else(client):
    draft = draft_set()
    enter(client, supplier("SE"))
    words = client.get(url("set-list")).content.decode()
    assert "TG-ESG-1.0" in words
    assert str(draft) not in words
    assert client.get(url("set-detail", "TG-ESG-1.0")).status_code == 200
    assert client.get(url("set-detail", draft)).status_code == 404
    assert client.get(url("set-copy", "TG-ESG-1.0")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(client, django_assert_num_queries, count):
    for _each in range(count):
        published_set()
    enter(client, staff("ER"))
    client.get(url("set-list"))
    with django_assert_num_queries(8):
        client.get(url("set-list"))


def test_the_admin_hands_on_and_publishes_by_the_same_services(client):
    writer = staff("ER", is_staff=True, is_superuser=True)
    made = draft_set(by=writer)
    sign_in(client, writer)
    there = reverse("admin:esg_questionset_changelist")
    client.post(there, {"action": "submit", "_selected_action": [made.pk]})
    made.refresh_from_db()
    assert made.state == SetState.REVIEW
    client.post(there, {"action": "publish", "_selected_action": [made.pk]})
    made.refresh_from_db()
    assert made.state == SetState.REVIEW  # not by who wrote it
    sign_in(client, staff("EC", is_staff=True, is_superuser=True))
    client.post(there, {"action": "publish", "_selected_action": [made.pk]})
    made.refresh_from_db()
    assert made.state == SetState.PUBLISHED
    page = client.get(reverse("admin:esg_questionset_change", args=[made.pk]))
    assert page.status_code == 200


@pytest.mark.parametrize("how", ["broken XML", "long cell", "null"])
def test_a_damaged_table_is_refused_at_its_field(client, how):
    writer = enter(client, staff("ER"))
    target = draft_set(2, by=writer)
    row = "code,pillar,area,text_ko,text_en\nE1,E,climate,%s,a\n"
    if how == "broken XML":
        book, kept, out = Workbook(), io.BytesIO(), io.BytesIO()
        book.save(kept)
        with zipfile.ZipFile(kept) as source, zipfile.ZipFile(out, "w") as damaged:
            for name in source.namelist():
                damaged.writestr(name, source.read(name) + (b"<<&" if "sheet1" in name else b""))
        file = SimpleUploadedFile("set.xlsx", out.getvalue())
    else:
        file = SimpleUploadedFile("set.csv", (row % {"long cell": "x" * 200_000, "null": "a\0b"}[how]).encode())
    response = client.post(url("set-import", target), {"file": file})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["file"]
    assert target.questions.count() == 2
