"""Calls and applications that have come as far as a test needs, and the people who deal with them."""

import hashlib
import itertools
import json
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.clock import db_now, today
from portal.outbox.services import deliver_due
from portal.people.models import Company, User
from portal.people.queries import people_with_role
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.kept import kept
from sharedgrowth.support.models import (
    Application,
    ApplicationAnswer,
    ApplicationSheet,
    Call,
    CostItem,
    FormField,
    FormVersion,
    terms_on,
)
from sharedgrowth.support.models.forms_shipped import enter_forms
from sharedgrowth.support.models.terms import enter_terms
from sharedgrowth.support.queries.applicants import applicant_of, facts_in
from sharedgrowth.support.queries.applications import content_of, sheet_of
from sharedgrowth.support.queries.calls import binding_params, rubric_of
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.states import ApplicationState, CallState, FieldKind, FormState

UNSENT = frozenset({ApplicationState.RECOMMENDED, ApplicationState.DRAFT})
DECIDED = frozenset(
    {
        ApplicationState.SELECTED,
        ApplicationState.WAITLISTED,
        ApplicationState.NOT_SELECTED,
        ApplicationState.REJECTED,
    }
)
COST = Decimal(100_000_000)
_serial = itertools.count(1)


def hear() -> None:
    """Deliver what was announced."""
    while deliver_due():
        continue


@kept
def person(company: Company, *codes: str) -> User:
    """Somebody of ``company`` with exactly these roles; made when first asked for."""
    for user in people_with_role(company, *codes).order_by("pk"):
        if user.is_service or user.active_membership is None or user.active_membership.company_id != company.pk:
            continue
        if user.role_codes == frozenset(codes):
            return user
    return staff(*codes) if company.is_buyer else UserFactory(company=company, roles=codes)


@kept
def sme(**fields: Any) -> Company:
    """A small company whose SME certificate, tax status and code of conduct are in order: eligible for most."""
    from portal.people.models import Certificate, Standing

    on = today()
    made = CompanyFactory(**({"size_class": "SMALL", "industry": "25929", "tax_status": "ACTIVE"} | fields))
    Certificate.objects.create(
        company=made,
        kind_id="SME",
        number=f"SME-{made.pk}",
        issuer="중소벤처기업부",
        state="valid",
        valid_from=on - timedelta(days=30),
        valid_to=on + timedelta(days=330),
        added_by=person(made, "SA"),
    )
    Standing.objects.get_or_create(
        company=made, fact="esg.code", defaults={"value": "1.0", "valid_from": date(2018, 4, 1), "source": "test"}
    )
    return made


@kept
def form_of(programme: str) -> FormVersion:
    """The published form of a programme: the shipped one, or a short one of our own."""
    enter_forms()
    found = FormVersion.objects.filter(programme=programme, state=FormState.PUBLISHED).order_by("-version").first()
    return found or built_form(programme)


@kept
def built_form(programme: str, *, state: FormState = FormState.PUBLISHED, **fields: Any) -> FormVersion:
    """A form of three fields: the problem, how many people work there, the costs."""
    last = FormVersion.objects.filter(programme=programme).order_by("-version").first()
    made = FormVersion.objects.create(programme=programme, version=(last.version if last else 0) + 1, **fields)
    rows = [
        ("problem", FieldKind.LONG, "풀고 싶은 문제", "Problem to solve"),
        ("employees", FieldKind.NUMBER, "직원 수", "Employees"),
        ("costs", FieldKind.COSTS, "사업비", "Costs"),
    ]
    for order, (key, kind, ko, en) in enumerate(rows, start=1):
        FormField.objects.create(
            form=made,
            key=key,
            kind=kind,
            label_ko=ko,
            label_en=en,
            section_ko="무엇을 바꾸고 싶은가",
            section_en="What should change",
            required=kind != FieldKind.COSTS,
            order=order,
        )
    if state == FormState.PUBLISHED:
        FormVersion.objects.filter(programme=programme, state=FormState.PUBLISHED).update(state=FormState.SUPERSEDED)
        FormVersion.objects.filter(pk=made.pk).update(state=FormState.PUBLISHED, published_at=db_now())
        made.refresh_from_db()
    return made


@kept
def call(programme: str = "smart_factory", *, state: CallState = CallState.PUBLISHED, **given: Any) -> Call:
    """A call of ``programme``, open for two weeks unless told otherwise."""
    enter_terms()  # a test before this one may have emptied the tables
    now = db_now()
    number = next(_serial)
    known = programmes.get(programme)
    told: dict[str, Any] = {
        "number": f"CALL-{now.year}-9{number:05d}",
        "programme": programme,
        "state": state,
        "title_ko": f"시험 공고 {number}",
        "title_en": f"Trial call {number}",
        "opens_at": now - timedelta(days=7),
        "closes_at": now + timedelta(days=14),
        "results_on": today() + timedelta(days=45),
        "places": 10,
        "nontrading_target": terms_on(today()).nontrading_target,
        "funding_mode": "",
        "officer": staff("SG"),
        "entered_by": staff("SG"),
    }
    if state not in (CallState.DRAFT, CallState.PROPOSED, CallState.CANCELLED):
        told |= {
            "form": form_of(programme),
            "rubric": rubric_of(known) if known else [],
            "params": binding_params(known, terms_on(today())) if known else {},
            "published_by": staff("SG"),
            "published_at": now - timedelta(days=7),
        }
    if state not in (CallState.DRAFT, CallState.PROPOSED, CallState.PUBLISHED) and "closes_at" not in given:
        told |= {"opens_at": now - timedelta(days=30), "closes_at": now - timedelta(days=1)}
    return Call.objects.create(**(told | given))


@kept
def applied(
    of: Call | None = None,
    company: Company | None = None,
    *,
    state: ApplicationState = ApplicationState.SUBMITTED,
    answers: Mapping[str, str] | None = None,
    cost: Decimal | int | None = COST,
    **given: Any,
) -> Application:
    """An application that has come as far as ``state``; ``answers`` by key of the field, ``cost`` None for no costs."""
    of = of or call()
    company = company or sme()
    number, now = next(_serial), db_now()
    writer = person(company, "SA")
    known = applicant_of(company, today())
    told: dict[str, Any] = {
        "number": f"APP-{now.year}-9{number:05d}",
        "call": of,
        "company": company,
        "form": of.form,
        "state": state,
        "title": f"검사 자동화 {number}",
        "started_by": writer,
        "asked_won": cost,
        "trading": known.trading,
        "facts": facts_in(known),
    }
    if state not in UNSENT:
        told |= {"submitted_by": writer, "submitted_at": now, "sha256": hashlib.sha256(b"text").hexdigest()}
    if state in DECIDED:
        told["decided_at"] = now
    if state in (ApplicationState.REJECTED, ApplicationState.NOT_SELECTED):
        told["reason"] = "기준에 미치지 못했습니다."
    made = Application.objects.create(**(told | given))
    _answer(made, answers, writer)
    if cost:
        CostItem.objects.create(application=made, title="측정기", amount_won=cost, edited_by=writer, vendor="다온기기")
    if state not in UNSENT:
        ApplicationSheet.objects.create(
            application=made,
            seq=1,
            content=json.dumps(content_of(sheet_of(made)), ensure_ascii=False),
            sha256=made.sha256,
            signature="none",
            key="none",
            by=writer,
            at=made.submitted_at,
        )
    return made


def _answer(application: Application, answers: Mapping[str, str] | None, writer: User) -> None:
    if application.form is None:
        return
    fields = list(application.form.fields.all())
    if answers is None:
        answers = {each.key: _usual(each) for each in fields if each.required}
    ApplicationAnswer.objects.bulk_create(
        ApplicationAnswer(application=application, field=each, value=answers[each.key], edited_by=writer)
        for each in fields
        if answers.get(each.key)
    )


def _usual(field: FormField) -> str:
    kind = field.kind
    if kind in (FieldKind.NUMBER, FieldKind.MONEY):
        least = field.least if field.least is not None else Decimal(12)
        return f"{least.normalize():f}"
    if kind == FieldKind.CHOICE:
        return field.options[0]["value"] if field.options else ""
    if kind == FieldKind.YESNO:
        return "yes"
    if kind == FieldKind.DATE:
        return today().isoformat()
    if kind in (FieldKind.FILE, FieldKind.COSTS):
        return ""
    return "도금 두께를 사람이 재서 불량을 늦게 압니다."


@kept
def project(*args: Any, **given: Any) -> Any:
    """A project that has come as far as ``state``: see ``project_stage``."""
    from sharedgrowth.support.tests.project_stage import project as made

    return made(*args, **given)
