"""Doors of declarations of minerals: the list, one declaration from draft to acceptance, its workbook."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.esg.forms.minerals import (
    DeclarationFilter,
    DeclarationForm,
    QuestionForm,
    RequestForm,
    SmelterForm,
    WorkbookForm,
)
from purchasing.esg.models import MineralDeclaration
from purchasing.esg.policies import minerals as policies
from purchasing.esg.queries import minerals as queries
from purchasing.esg.rules import minerals as rules
from purchasing.esg.services import mineral_files
from purchasing.esg.services import minerals as services
from purchasing.esg.states.minerals import (
    DECLARATION_EDITABLE,
    METALS_OF,
    DeclarationState,
    MineralFinding,
    MineralTemplate,
)
from purchasing.esg.views.mineral_words import (
    answer_words,
    facts,
    fault_words,
    note_words,
    place_words,
    question_words,
    steps,
)

PER_PAGE = 20
SHOWN_SMELTERS = 300


def day_of(request: HttpRequest):
    """The day in Korea on which the page is shown."""
    return page_now(request).astimezone(SEOUL).date()


def declaration_or_404(request: HttpRequest, number: str) -> MineralDeclaration:
    """If the person may see it."""
    return get_object_or_404(queries.declarations_visible_to(request.user), number=number)


def address(declaration: MineralDeclaration, name: str = "mineral-detail", *args) -> str:
    """A page of the declaration."""
    return reverse(f"esg:{name}", args=[declaration.number, *args])


def trail(declaration: MineralDeclaration | None = None, words: object = "") -> list[tuple[object, str]]:
    """Where the page stands."""
    found: list[tuple[object, str]] = [(_("Responsible minerals"), reverse("esg:mineral-list"))]
    if declaration is not None:
        found.append((declaration.number, address(declaration) if words else ""))
    return [*found, (words, "")] if words else found


@reads
def mineral_list(request: HttpRequest) -> HttpResponse:
    """A supplier: what it has to declare and what it declared. Staff: all, with what they cover."""
    user, day = request.user, day_of(request)
    require(policies.may_read_minerals(user))
    form = DeclarationFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.declarations_listed_for(
        user, words=given.get("q", ""), state=given.get("state", ""), template=given.get("template", "")
    )
    company = user.company if user.is_supplier else None
    context: dict[str, Any] = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "inside": user.is_internal,
        "may_request": bool(policies.may_keep_minerals(user)),
        "may_declare": bool(policies.may_declare(user)),
    }
    if company is not None:
        metals = queries.metals_of_company(company) & {str(metal) for metal in rules.POLICY_METALS}
        policy = queries.policy_on(day)
        context |= {
            "metals": [metal for metal in rules.POLICY_METALS if metal in metals],
            "missing": [MineralTemplate(each) for each in queries.templates_missing(company, metals, day)],
            "templates": list(MineralTemplate),
            "policy": policy,
            "consent": queries.consent_of(company, policy) if policy else None,
            "blocked": queries.blocked_metals(company),
            "open_count": queries.open_issues(company).count(),
        }
    else:
        done, needed, share = queries.declared_share(day)
        context |= {"total": queries.coverage_total(), "done": done, "needed": needed, "share": share}
    return page(request, "esg/mineral_list.html", context, part="esg/_mineral_results.html")


@writes
def mineral_begin(request: HttpRequest) -> HttpResponse:
    """A supplier declares of its own accord."""
    template = request.POST.get("template", "")
    require(policies.may_declare(request.user))
    try:
        declaration = services.begin_declaration(template=template, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return see(request, reverse("esg:mineral-list"))
    messages.success(request, _("Begun. Send the workbook that you have, or fill it in here."))
    return see(request, address(declaration))


@writes(shows_form=True)
def mineral_request(request: HttpRequest) -> HttpResponse:
    """Staff ask a supplier."""
    decision = Decision(
        title=_("Ask for a declaration"),
        text=_("The supplier is told what to declare and until when. What it declared last is there as a start."),
        verb=_("Ask"),
        done=_("Asked. The supplier is told."),
        allowed=policies.may_keep_minerals(request.user),
        do=lambda given: services.request_declaration(given["company"], template=given["template"], by=request.user),
        back=reverse("esg:mineral-list"),
        trail=trail(),
        after=address,
    )
    return decide(request, decision, RequestForm(posted(request)))


@reads
def mineral_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One declaration: what is missing, answers, smelters with their status, findings."""
    return _show(request, declaration_or_404(request, number))


def _show(request: HttpRequest, declaration: MineralDeclaration, status: int = 200) -> HttpResponse:
    user = request.user
    open_to_changes = declaration.state in DECLARATION_EDITABLE
    edits = open_to_changes and bool(policies.may_edit_declaration(user, declaration)) and not user.is_service
    smelters = list(declaration.smelters.order_by("row")[:SHOWN_SMELTERS])
    found = rules.coverage(
        declaration.smelters.filter(metal__in=[str(metal) for metal in rules.POLICY_METALS]).values_list(
            "status", flat=True
        )
    )
    words = question_words(declaration.template)
    asked = rules.questions_of(declaration.template, declaration.template_version)
    template = MineralTemplate(declaration.template)
    answers = [(metal, declaration.metal_answers.get(str(metal), {})) for metal in METALS_OF[template]]
    reviews = declaration.state == DeclarationState.CHECKED
    context = {
        "trail": trail(declaration),
        "declaration": declaration,
        "facts": facts(declaration, found),
        "steps": steps(declaration),
        "edits": edits,
        "faults": fault_words(declaration, services.faults_of(declaration)) if edits else [],
        "may_submit": edits and bool(policies.may_submit_declaration(user, declaration)),
        "may_review": policies.may_review_declaration(user, declaration) if reviews else None,
        "may_withdraw": open_to_changes and bool(policies.may_withdraw_declaration(user, declaration)),
        "notes": [note_words(note) for note in declaration.read_notes],
        "smelters": [
            {
                "smelter": each,
                "country": place_words(each.country),
                "mines": ", ".join(place_words(code) for code in each.mine_countries),
                "kind": each.badges[each.status],
                "findings": [MineralFinding(kind).label for kind in each.findings],
            }
            for each in smelters
        ],
        "more_smelters": max(0, declaration.smelters.count() - SHOWN_SMELTERS),
        "screened": declaration.screened_at is not None,
        "answers": answers,
        "answer_rows": [
            {"words": words[name], "given": [answer_words(given.get(name, "")) for _metal, given in answers]}
            for name in asked
        ],
        "letters": [
            (letter, words[letter], answer_words(declaration.company_answers.get(letter, "")))
            for letter in rules.LETTERS[template]
        ],
        "issues": list(declaration.issues.select_related("flag", "action").order_by("cleared_on", "-pk")[:50]),
        "entries": timeline_of(declaration),
    }
    return page(request, "esg/mineral_detail.html", context, status=status)


@writes(shows_form=True)
def mineral_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Head and answers in one form; kept as far as it goes."""
    declaration = _open(request, number)
    form = DeclarationForm(declaration, posted(request), words=question_words(declaration.template))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.save_declaration(
                    declaration, form.contents(), version=form.cleaned_data["version"], by=request.user
                )
            except WrongState as refusal:
                form.add_error(None, str(refusal))
                status = 409
            except RuleBroken as refusal:
                beside(form, refusal)
                status = 422
            else:
                messages.success(request, _("Kept."))
                return see(request, address(declaration))
        else:
            status = 422
    context = {
        "trail": trail(declaration, _("Fill in")),
        "declaration": declaration,
        "form": form,
        "questions": [question_words(declaration.template)[name] for name in form.asked],
    }
    return page(request, "esg/mineral_form.html", context, status=status)


def _open(request: HttpRequest, number: str) -> MineralDeclaration:
    declaration = declaration_or_404(request, number)
    require(policies.may_edit_declaration(request.user, declaration))
    if declaration.state not in DECLARATION_EDITABLE:
        raise WrongState(_("This declaration is no longer open to changes."))
    return declaration


@writes(shows_form=True)
def mineral_import(request: HttpRequest, number: str) -> HttpResponse:
    """Fill it from a workbook."""
    declaration = _open(request, number)
    decision = Decision(
        title=_("Send a workbook"),
        text=_(
            "CMRT or EMRT, current or previous major version, in English, Korean, Chinese or Japanese. Sheets and"
            " columns are found by what they say. The draft is replaced by what the workbook declares; what cannot be"
            " taken is listed by its cell."
        ),
        verb=_("Read it"),
        done=_("Read. Look at what could not be taken, then submit."),
        allowed=policies.may_edit_declaration(request.user, declaration),
        do=lambda given: mineral_files.import_workbook(declaration, given["file"], on=day_of(request), by=request.user),
        back=address(declaration),
        trail=trail(declaration)[:1] + [(declaration.number, address(declaration))],
        docno=declaration.number,
    )
    files = request.FILES if request.method == "POST" else None
    return decide(request, decision, WorkbookForm(posted(request), files))


@writes(shows_form=True)
def smelter_add(request: HttpRequest, number: str) -> HttpResponse:
    """A further smelter."""
    return _smelter(request, _open(request, number), None)


@writes(shows_form=True)
def smelter_edit(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """Change one."""
    declaration = _open(request, number)
    get_object_or_404(declaration.smelters, row=row)
    return _smelter(request, declaration, row)


def _smelter(request: HttpRequest, declaration: MineralDeclaration, row: int | None) -> HttpResponse:
    initial = None if row is None else SmelterForm.initial_of(declaration.smelters.get(row=row))
    form = SmelterForm(declaration.template, posted(request), initial=initial)
    decision = Decision(
        title=_("Add a smelter") if row is None else _("Change the smelter of row %(row)s") % {"row": row},
        text=_("A number and a name that belong together are looked up in the list; others count as unknown."),
        verb=_("Keep"),
        done=_("Kept."),
        allowed=policies.may_edit_declaration(request.user, declaration),
        do=lambda _given: services.save_smelter(declaration, form.smelter(), row=row, by=request.user),
        back=address(declaration),
        trail=[*trail(), (declaration.number, address(declaration))],
        docno=declaration.number,
    )
    return decide(request, decision, form)


@writes
def smelter_remove(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """Take one out."""
    declaration = _open(request, number)
    services.remove_smelter(declaration, row=row, by=request.user)
    messages.success(request, _("Taken out."))
    return see(request, address(declaration))


@writes
def mineral_submit(request: HttpRequest, number: str) -> HttpResponse:
    """Hand it in."""
    declaration = declaration_or_404(request, number)
    require(policies.may_submit_declaration(request.user, declaration))
    try:
        services.submit_declaration(declaration, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return _show(request, declaration, status=422)
    messages.success(request, _("Submitted. Its smelters are looked up in the list; a reviewer reads it next."))
    return see(request, address(declaration))


@writes(shows_form=True)
def mineral_ask(request: HttpRequest, number: str) -> HttpResponse:
    """A question to the supplier."""
    declaration = declaration_or_404(request, number)
    decision = Decision(
        title=_("Ask the supplier"),
        text=_("The supplier may change its declaration and submits it again."),
        verb=_("Ask"),
        done=_("Asked. The supplier is told."),
        allowed=policies.may_review_declaration(request.user, declaration),
        do=lambda given: services.ask_declaration(declaration, question=given["question"], by=request.user),
        back=address(declaration),
        trail=[*trail(), (declaration.number, address(declaration))],
        docno=declaration.number,
    )
    return decide(request, decision, QuestionForm(posted(request)))


@writes
def mineral_accept(request: HttpRequest, number: str) -> HttpResponse:
    """A reviewer accepts it."""
    declaration = declaration_or_404(request, number)
    services.accept_declaration(declaration, by=request.user)
    messages.success(request, _("Accepted. It is screened again with each new list."))
    return see(request, address(declaration))


@writes
def mineral_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Taken back."""
    declaration = declaration_or_404(request, number)
    services.withdraw_declaration(declaration, by=request.user)
    messages.success(request, _("Withdrawn."))
    return see(request, reverse("esg:mineral-list"))
