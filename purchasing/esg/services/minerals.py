"""DO: declarations of minerals from request to acceptance. Source: domain 11.9."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.periods import months_after
from portal.policy import require
from purchasing.esg.models import DeclaredSmelter, MineralDeclaration, terms_on
from purchasing.esg.policies import minerals as policies
from purchasing.esg.rules import minerals as rules
from purchasing.esg.services.screening import screen_declaration
from purchasing.esg.states.minerals import (
    DECLARATION_EDITABLE,
    METALS_OF,
    DeclarationState,
    MineralTemplate,
)


# Declarations ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SmelterIn:
    """A smelter as it is entered."""

    metal: str
    name: str
    cid: str = ""
    country: str = ""
    mine_countries: Sequence[str] = ()
    recycled: bool = False
    linked: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a declaration says, apart from its smelters."""

    template_version: str = ""
    scope: str = "company"
    scope_text: str = ""
    products: Sequence[dict[str, str]] = ()
    contact: str = ""
    contact_email: str = ""
    authorizer: str = ""
    declared_on: date | None = None
    company_answers: dict[str, str] = field(default_factory=dict)
    metal_answers: dict[str, dict[str, str]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def request_declaration(company: Company, *, template: str, by: User | None = None) -> MineralDeclaration:
    """Ask a supplier to declare; ``by`` None: the monthly job asks who has to and has not."""
    if by is not None:
        require(policies.may_keep_minerals(by))
    if company.is_buyer:
        raise RuleBroken(_("Choose a supplier."), field="company")
    return _opened(company, template, by=by)


@transaction.atomic
def begin_declaration(*, template: str, by: User) -> MineralDeclaration:
    """A supplier declares of its own accord."""
    require(policies.may_declare(by))
    return _opened(by.company, template, by=by)


def _opened(company: Company, template: str, *, by: User | None) -> MineralDeclaration:
    Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    on = today()
    declaration = MineralDeclaration(
        number="",
        company=company,
        template=template,
        due_on=business_days_after(on, terms_on(on).answer_days),
        requested_by=by,
    )
    checked(declaration, but=("number",))
    declaration.number = next_number("RMD")
    last = MineralDeclaration.objects.filter(company=company, template=template).order_by("-pk").first()
    if last is not None:  # what is asked again is not typed again; the day is left out, it has to be a new one
        for name in ("template_version", "scope", "scope_text", "products", "contact", "contact_email", "authorizer"):
            setattr(declaration, name, getattr(last, name))
        declaration.company_answers, declaration.metal_answers = last.company_answers, last.metal_answers
        declaration.comments = last.comments
    declaration.save(force_insert=True)
    if last is not None:
        _write_smelters(declaration, [_as_entered(each) for each in last.smelters.all()])
    record(declaration, "requested", by=by, payload={"template": template, "company": company.number})
    announce("esg.minerals_requested", declaration=declaration.pk)
    return declaration


def _as_entered(each: DeclaredSmelter) -> SmelterIn:
    return SmelterIn(
        metal=each.metal,
        name=each.name,
        cid=each.cid,
        country=each.country,
        mine_countries=each.mine_countries,
        recycled=each.recycled,
        linked=each.linked,
        comment=each.comment,
    )


def locked(declaration: MineralDeclaration) -> MineralDeclaration:
    """As it is now, with its row locked."""
    found = MineralDeclaration.objects.select_for_update(of=("self",)).select_related("company")
    return found.get(pk=declaration.pk)


def editable(declaration: MineralDeclaration, version: int | None, *, by: User) -> MineralDeclaration:
    """Locked and open to changes; a form that was opened before a colleague saved is refused."""
    require(policies.may_edit_declaration(by, declaration))
    declaration = locked(declaration)
    if declaration.state not in DECLARATION_EDITABLE:
        raise WrongState(_("This declaration is no longer open to changes."))
    if version is not None and version != declaration.version:
        raise WrongState(_("A colleague has saved this declaration since you opened it. Reload it and look again."))
    return declaration


@transaction.atomic
def save_declaration(
    declaration: MineralDeclaration, contents: Contents, *, version: int | None = None, by: User
) -> MineralDeclaration:
    """Keep the draft as far as it goes; what is missing is said when it is submitted."""
    declaration = editable(declaration, version, by=by)
    _fill(declaration, contents)
    checked(declaration)
    _kept(declaration, by)
    return declaration


def _fill(declaration: MineralDeclaration, contents: Contents) -> None:
    for name in ("template_version", "scope", "scope_text", "contact", "contact_email", "authorizer", "declared_on"):
        setattr(declaration, name, getattr(contents, name))
    declaration.products = list(contents.products)
    letters = rules.LETTERS[MineralTemplate(declaration.template)]
    metals = METALS_OF[MineralTemplate(declaration.template)]
    declaration.company_answers = {key: told for key, told in contents.company_answers.items() if key in letters}
    declaration.metal_answers = {str(key): told for key, told in contents.metal_answers.items() if key in metals}
    declaration.comments = contents.comments


def _kept(declaration: MineralDeclaration, by: User) -> None:
    declaration.version += 1
    declaration.edited_by = by
    declaration.save()


@transaction.atomic
def replace_contents(
    declaration: MineralDeclaration,
    contents: Contents,
    smelters: Sequence[SmelterIn],
    *,
    notes: Sequence[dict[str, Any]] = (),
    file: Any = None,
    by: User,
) -> MineralDeclaration:
    """All at once, as a workbook or a program brings it; smelters that are linked by shares stay marked."""
    declaration = editable(declaration, None, by=by)
    linked = set(declaration.smelters.filter(linked=True).values_list("metal", "cid"))
    _fill(declaration, contents)
    declaration.read_notes = list(notes)
    if file is not None:
        declaration.file = file
    checked(declaration)
    _kept(declaration, by)
    declaration.smelters.all().delete()
    _write_smelters(declaration, smelters, linked=linked)
    payload = {"smelters": len(smelters), "notes": len(notes), "file": file.sha256 if file is not None else ""}
    record(declaration, "filled", by=by, payload=payload)
    return declaration


def _write_smelters(declaration: MineralDeclaration, smelters: Sequence[SmelterIn], *, linked=frozenset()) -> None:
    DeclaredSmelter.objects.bulk_create(
        DeclaredSmelter(
            declaration=declaration,
            row=row,
            metal=each.metal,
            cid=each.cid,
            name=each.name,
            country=each.country,
            mine_countries=list(each.mine_countries),
            recycled=each.recycled,
            linked=each.linked or bool(each.cid and (each.metal, each.cid) in linked),
            comment=each.comment,
        )
        for row, each in enumerate(smelters, start=1)
    )


@transaction.atomic
def save_smelter(
    declaration: MineralDeclaration, given: SmelterIn, *, row: int | None = None, by: User
) -> DeclaredSmelter:
    """Add a smelter, or change the one of a row."""
    declaration = editable(declaration, None, by=by)
    if row is None:
        row = 1 + max(declaration.smelters.values_list("row", flat=True), default=0)
        each = DeclaredSmelter(declaration=declaration, row=row)
    else:
        found = declaration.smelters.filter(row=row).first()
        if found is None:
            raise WrongState(_("A colleague has taken this smelter out."))
        each = found
    for name in ("metal", "name", "cid", "country", "recycled", "linked", "comment"):
        setattr(each, name, getattr(given, name))
    each.mine_countries = list(given.mine_countries)
    if each.metal not in METALS_OF[MineralTemplate(declaration.template)]:
        raise RuleBroken(_("This template does not ask about this mineral."), field="metal")
    checked(each)
    each.save()
    _kept(declaration, by)
    return each


@transaction.atomic
def remove_smelter(declaration: MineralDeclaration, *, row: int, by: User) -> None:
    """Take one out; gone twice is gone."""
    declaration = editable(declaration, None, by=by)
    declaration.smelters.filter(row=row).delete()
    _kept(declaration, by)


def faults_of(declaration: MineralDeclaration) -> list[rules.Fault]:
    """What keeps it from being submitted now (MIN-03)."""
    on = today()
    terms = terms_on(on)
    return rules.declaration_faults(
        template=declaration.template,
        version=declaration.template_version,
        current_major=terms.cmrt_major if declaration.template == MineralTemplate.CMRT else terms.emrt_major,
        scope=declaration.scope,
        scope_text=declaration.scope_text,
        products=len(declaration.products),
        contact=declaration.contact,
        authorizer=declaration.authorizer,
        declared_on=declaration.declared_on,
        oldest=months_after(on, -terms.declaration_months),
        today=on,
        company_answers=declaration.company_answers,
        metal_answers=declaration.metal_answers,
        smelters=[
            rules.Declared(
                each.row,
                each.metal,
                each.cid,
                each.name,
                each.country,
                each.mine_countries,
                each.recycled,
                each.linked,
            )
            for each in declaration.smelters.all()
        ],
    )


@transaction.atomic
def submit_declaration(declaration: MineralDeclaration, *, version: int | None = None, by: User) -> MineralDeclaration:
    """Hand it in: complete, or refused with everything that is missing. It is checked and screened at once."""
    require(policies.may_submit_declaration(by, declaration))
    declaration = editable(declaration, version, by=by)
    if faults := faults_of(declaration):
        raise RuleBroken(
            _("%(count)s points are missing or wrong. They are listed on the page of the declaration.")
            % {"count": len(faults)}
        )
    move(declaration, "submit", by=by, submitted_by=by, submitted_at=db_now(), query="")
    move(declaration, "check", by=None)
    screen_declaration(declaration)
    announce("esg.minerals_submitted", declaration=declaration.pk)
    return declaration


@transaction.atomic
def ask_declaration(declaration: MineralDeclaration, *, question: str, by: User) -> MineralDeclaration:
    """A reviewer wants to know more: the supplier may change it and submits it again."""
    require(policies.may_review_declaration(by, declaration))
    if not question.strip():
        raise RuleBroken(_("Say what is missing or doubtful."), field="question")
    declaration = locked(declaration)
    due = business_days_after(today(), terms_on(today()).query_days)
    move(declaration, "ask", by=by, reason=question.strip(), query=question.strip(), due_on=due)
    announce("esg.minerals_asked", declaration=declaration.pk)
    return declaration


@transaction.atomic
def accept_declaration(declaration: MineralDeclaration, *, by: User) -> MineralDeclaration:
    """A reviewer has looked at it: it holds twelve months from its own date, and takes the place of the last one."""
    require(policies.may_review_declaration(by, declaration))
    declaration = locked(declaration)
    require(policies.may_review_declaration(by, declaration))
    on = today()
    begun = declaration.declared_on or on
    until = months_after(begun, terms_on(on).declaration_months)
    if until < on:
        raise RuleBroken(_("It is older than the terms allow: ask the supplier for a new one."))
    move(declaration, "accept", by=by, reviewer=by, decided_at=db_now(), valid_to=until)
    before = MineralDeclaration.objects.filter(
        company=declaration.company, template=declaration.template, state=DeclarationState.ACCEPTED
    )
    for older in before.exclude(pk=declaration.pk).select_for_update(of=("self",)):
        move(older, "expire", by=None, reason=f"replaced by {declaration.number}")
    screen_declaration(declaration)  # only now what it no longer names is cleared
    announce("esg.minerals_accepted", declaration=declaration.pk)
    return declaration


@transaction.atomic
def withdraw_declaration(declaration: MineralDeclaration, *, by: User) -> MineralDeclaration:
    """Who opened it (the supplier of its own accord, or a reviewer by mistake) takes it back."""
    require(policies.may_withdraw_declaration(by, declaration))
    declaration = locked(declaration)
    move(declaration, "withdraw", by=by)
    return declaration
