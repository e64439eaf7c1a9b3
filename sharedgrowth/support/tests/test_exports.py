"""Lists as workbooks: what the list shows, for who sees it, in as many queries for three rows as for one."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal import taking
from portal.audit.models import AuditEntry
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.support.states import ProjectState as P
from sharedgrowth.support.tests import project_stage as made

pytestmark = pytest.mark.django_db


def rows_of(answer) -> list[tuple]:
    return list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_is_taken_along_as_it_is_filtered(client, django_assert_num_queries, count):
    projects = [made.project(state=P.IN_PROGRESS) for _ in range(count)]
    for each in projects:
        made.planned_visit(each)
    sign_in(client, staff("SG"))
    client.get(reverse("support:project-export"))

    with django_assert_num_queries(5):
        answer = client.get(reverse("support:project-export"))
    assert [row[0] for row in rows_of(answer)[1:]] == [each.number for each in reversed(projects)]
    assert len(rows_of(client.get(reverse("support:visit-export")))) == count + 1
    assert len(rows_of(client.get(reverse("support:expert-export")))) == count + 1
    assert len(rows_of(client.get(reverse("support:project-export"), {"words": "nothing like it"}))) == 1


def test_own_rows_alone_and_many_only_with_a_reason(client, monkeypatch):
    own, other = made.project(state=P.IN_PROGRESS), made.project(state=P.IN_PROGRESS)
    member = made.colleague(own, "SA")
    sign_in(client, member)
    assert [row[0] for row in rows_of(client.get(reverse("support:project-export")))[1:]] == [own.number]

    officer = staff("SG")
    sign_in(client, officer)
    monkeypatch.setattr(taking, "MOST_UNASKED", 1)
    asked = client.get(reverse("support:project-export"))
    assert asked["Content-Type"].startswith("text/html")
    short = client.post(reverse("support:project-export"), {"reason": "why"})
    assert short.status_code == 422
    answer = client.post(reverse("support:project-export"), {"reason": "Report of the half-year"})
    assert {own.number, other.number} <= {row[0] for row in rows_of(answer)}
    assert AuditEntry.objects.get(what__endswith="user.exported").reason == "Report of the half-year"


def test_the_same_list_as_csv_with_the_reason_above_it(client, monkeypatch):
    project = made.project(state=P.IN_PROGRESS)
    made.project(state=P.IN_PROGRESS)
    sign_in(client, staff("SG"))
    shown = client.get(reverse("support:project-list")).content.decode()
    assert reverse("support:project-export") + "?&amp;format=csv" in shown

    answer = client.get(reverse("support:project-export"), {"format": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="projects.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[2][0] == project.number
    assert rows[2][4] == project.begins_on.isoformat()

    monkeypatch.setattr(taking, "MOST_UNASKED", 1)
    many = f"{reverse('support:project-export')}?format=csv"
    assert client.get(many)["Content-Type"].startswith("text/html")
    answer = client.post(many, {"reason": "Report of the half-year"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "Report of the half-year" in rows[0][0]
    assert len(rows) == 4
