"""Doors of question sets: the list, one set with its questions, writing, handing on, publishing, tables in and out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import staff_timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, beside, decide, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.files.services import inspect_upload
from portal.files.states import Kind
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from portal.sheets import Sheet, harmless, xlsx_answer
from purchasing.esg.forms.questions import (
    ImportForm,
    QuestionForm,
    SendBackForm,
    SetFilter,
    SetForm,
    VersionForm,
    question_initial,
    set_initial,
)
from purchasing.esg.models import QuestionSet, terms_on
from purchasing.esg.policies import questions as policies
from purchasing.esg.queries import questions as queries
from purchasing.esg.rules.question_sheet import COLUMNS, MOST_LINES, csv_rows, csv_text, read_questions, row_of
from purchasing.esg.rules.questionnaire import QuestionIn, set_faults
from purchasing.esg.rules.tables import Unreadable, book_table
from purchasing.esg.services import questions as services
from purchasing.esg.states import Pillar, SetState

PER_PAGE = 20
MOST_FAULTS = 100


def set_or_404(request: HttpRequest, name: str) -> QuestionSet:
    """The set ``TG-ESG-1.0``, if this person may see it."""
    code, _dash, version = name.upper().rpartition("-")
    return get_object_or_404(queries.sets_visible_to(request.user), code=code[:20], version__iexact=version[:12])


def address(question_set: QuestionSet, name: str = "set-detail", *args: object) -> str:
    """A page of the set."""
    return reverse(f"esg:{name}", args=[str(question_set), *args])


def trail(question_set: QuestionSet | None = None, words: object = "") -> list[tuple[object, str]]:
    """Where the page stands."""
    steps: list[tuple[object, str]] = [(_("Question sets"), reverse("esg:set-list"))]
    if question_set is not None:
        steps.append((str(question_set), address(question_set) if words else ""))
    return [*steps, (words, "")] if words else steps


@reads
def set_list(request: HttpRequest) -> HttpResponse:
    """All sets that this person sees."""
    form = SetFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.sets_listed_for(request.user, state=given.get("state", ""), words=given.get("q", ""))
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_write": bool(policies.may_write_sets(request.user)),
    }
    return page(request, "esg/set_list.html", context, part="esg/_set_results.html")


@reads
def set_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One set with every question, what it means, and what keeps it from being published."""
    return page(request, "esg/set_detail.html", detail_of(request, set_or_404(request, name)))


def detail_of(request: HttpRequest, question_set: QuestionSet) -> dict[str, Any]:
    """What the page of a set needs."""
    user = request.user
    questions = queries.questions_of(question_set)
    weights = {each.value: sum(q.weight for q in questions if q.pillar == each) for each in Pillar}
    draft = question_set.state == SetState.DRAFT
    may_edit = draft and bool(policies.may_edit_set(user, question_set))
    review = question_set.state == SetState.REVIEW
    shares = {"E": question_set.weight_e, "S": question_set.weight_s, "G": question_set.weight_g}
    return {
        "set": question_set,
        "trail": trail(question_set),
        "facts": _facts(question_set, questions),
        "parts": [
            {
                "pillar": each,
                "questions": [q for q in questions if q.pillar == each],
                "weight": weights[each.value],
                "share": shares[each.value] * 100,
            }
            for each in Pillar
        ],
        "faults": set_faults(shares, queries.questions_in(questions)) if draft or review else [],
        "may_edit": may_edit,
        "may_copy": bool(policies.may_write_sets(user)),
        "may_publish": policies.may_publish_set(user, question_set) if review else None,
        "may_take_back": review and policies.has_written(user, question_set),
        "sizes": question_set.sizes,
        "entries": staff_timeline_of(user, question_set),
    }


def _facts(question_set: QuestionSet, questions: list) -> list[dict[str, Any]]:
    bands = f"A {question_set.band_a:.0f} · B {question_set.band_b:.0f} · C {question_set.band_c:.0f}"
    return [
        {
            "label": _("Questions"),
            "value": len(questions),
            "note": _("%(number)s critical") % {"number": sum(q.critical for q in questions)},
        },
        {"label": _("Weights E / S / G"), "value": question_set.weights_shown, "note": "%"},
        {"label": _("Bands from"), "value": bands, "note": _("below C: D")},
        {
            "label": _("May not apply"),
            "value": f"{question_set.na_share * 100:.0f}%",
            "note": _("at most, of a pillar's weight"),
        },
        {"label": _("Valid from"), "value": day_text(question_set.valid_from, "day"), "note": question_set.year},
    ]


# Writing -------------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def set_create(request: HttpRequest) -> HttpResponse:
    """A set from nothing, with the weights and bands of the terms in force."""
    require(policies.may_write_sets(request.user))
    on = page_now(request).astimezone(SEOUL).date()
    terms = terms_on(on)
    initial = {name: getattr(terms, name) for name in services.NUMBERS} | {"year": on.year, "valid_from": on}
    form = SetForm(posted(request), initial=initial)
    return _form(
        request,
        form,
        title=_("Write a question set"),
        back=reverse("esg:set-list"),
        trail_=trail(words=_("Write a question set")),
        save=lambda given: services.create_set(by=request.user, **given),
    )


@writes(shows_form=True)
def set_edit(request: HttpRequest, name: str) -> HttpResponse:
    """Titles, for whom, weights, bands."""
    question_set = set_or_404(request, name)
    require(policies.may_edit_set(request.user, question_set))
    form = SetForm(posted(request), initial=set_initial(question_set))
    return _form(
        request,
        form,
        title=_("Edit the set"),
        back=address(question_set),
        trail_=trail(question_set, _("Edit")),
        save=lambda given: services.edit_set(question_set, by=request.user, **given),
    )


@writes(shows_form=True)
def set_copy(request: HttpRequest, name: str) -> HttpResponse:
    """The next version, with all questions."""
    question_set = set_or_404(request, name)
    require(policies.may_write_sets(request.user))
    on = page_now(request).astimezone(SEOUL).date()
    initial = {"year": on.year + 1, "valid_from": on.replace(year=on.year + 1, month=1, day=1)}
    form = VersionForm(posted(request), initial=initial)
    return _form(
        request,
        form,
        title=_("Copy into the next version"),
        back=address(question_set),
        trail_=trail(question_set, _("Copy")),
        save=lambda given: services.copy_set(question_set, by=request.user, **given),
    )


def _form(request, form, *, title, back: str, trail_, save) -> HttpResponse:
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                saved = save(form.cleaned_data)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("%(set)s is saved.") % {"set": saved})
                return see(request, address(saved))
        status = 422
    context = {"form": form, "title": title, "trail": trail_, "back_url": back, "verb": _("Save")}
    return page(request, "esg/set_form.html", context, status=status)


@writes(shows_form=True)
def question_edit(request: HttpRequest, name: str, code: str = "") -> HttpResponse:
    """Add a question, or change one, with its anchors."""
    question_set = set_or_404(request, name)
    require(policies.may_edit_set(request.user, question_set))
    questions = queries.questions_of(question_set)
    found = next((each for each in questions if each.code == code.upper()), None)
    if code and found is None:
        raise Http404
    initial = question_initial(queries.question_in(found)) if found else {}
    others = [each.code for each in questions if each is not found]
    form = QuestionForm(posted(request), initial=initial, others=others)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                saved = services.save_question(
                    question_set, form.told(), code=found.code if found else "", by=request.user
                )
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Question %(code)s is saved.") % {"code": saved.code})
                return see(request, f"{address(question_set)}#q-{saved.code}")
        status = 422
    title = _("Question %(code)s") % {"code": found.code} if found else _("Add a question")
    context = {
        "set": question_set,
        "form": form,
        "title": title,
        "trail": trail(question_set, title),
        "back_url": address(question_set),
        "question": found,
    }
    return page(request, "esg/question_form.html", context, status=status)


@writes
def question_remove(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """Out of the draft."""
    question_set = set_or_404(request, name)
    services.remove_question(question_set, code.upper(), by=request.user)
    messages.success(request, _("Question %(code)s is removed.") % {"code": code.upper()})
    return see(request, address(question_set))


# Two people ----------------------------------------------------------------------------------------------------------
@writes
def set_submit(request: HttpRequest, name: str) -> HttpResponse:
    """To a second person."""
    question_set = set_or_404(request, name)
    services.submit_set(question_set, by=request.user)
    messages.success(request, _("A colleague is asked to publish it."))
    return see(request, address(question_set))


@writes(shows_form=True)
def set_send_back(request: HttpRequest, name: str) -> HttpResponse:
    """Not yet."""
    question_set = set_or_404(request, name)
    own = policies.has_written(request.user, question_set)
    allowed = policies.may_edit_set if own else policies.may_publish_set
    decision = Decision(
        title=_("Send it back"),
        text=_("The set becomes a draft again. Who wrote it reads your words."),
        verb=_("Send it back"),
        done=_("The set is a draft again."),
        allowed=allowed(request.user, question_set),
        do=lambda given: services.send_back_set(question_set, reason=given["reason"], by=request.user),
        back=address(question_set),
        trail=trail(question_set, "")[:-1] + [(str(question_set), address(question_set))],
        docno=str(question_set),
        heading=question_set.title,
    )
    return decide(request, decision, SendBackForm(posted(request)))


@writes
def set_publish(request: HttpRequest, name: str) -> HttpResponse:
    """In force from its day; nothing of it changes any more."""
    question_set = set_or_404(request, name)
    services.publish_set(question_set, by=request.user)
    messages.success(request, _("Published. From now on nothing of it changes."))
    return see(request, address(question_set))


# Tables --------------------------------------------------------------------------------------------------------------
@reads
def set_export(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """All questions as a table, with the columns that an import takes."""
    question_set = set_or_404(request, name)
    told = queries.questions_in(queries.questions_of(question_set))
    if form == "xlsx":
        return xlsx_answer(str(question_set), Sheet(str(question_set), COLUMNS, [row_of(each) for each in told]))
    response = HttpResponse("\ufeff" + csv_text(told, safe=harmless), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{question_set}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@writes(shows_form=True)
def set_import(request: HttpRequest, name: str) -> HttpResponse:
    """A table takes the place of all questions; any fault, and nothing changes."""
    question_set = set_or_404(request, name)
    require(policies.may_edit_set(request.user, question_set))
    form = ImportForm(posted(request), request.FILES or None)
    faults: list[tuple[int, str, str]] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                questions, faults = _read(form.cleaned_data["file"])
            except Unreadable:
                form.add_error("file", _("The file can be read neither as CSV nor as a workbook."))
            if form.is_valid() and not faults:
                count = services.replace_questions(question_set, questions, by=request.user)
                messages.success(request, _("%(count)s questions are read in.") % {"count": count})
                return see(request, address(question_set))
    context = {
        "set": question_set,
        "form": form,
        "faults": faults[:MOST_FAULTS],
        "number": len(faults),
        "trail": trail(question_set, _("Read in a table")),
        "back_url": address(question_set),
        "columns": COLUMNS,
    }
    return page(request, "esg/set_import.html", context, status=status)


def _read(upload) -> tuple[list[QuestionIn], list[tuple[int, str, str]]]:
    found = inspect_upload(upload, {Kind.XLSX, Kind.CSV})
    if found.kind == Kind.CSV:
        try:
            return read_questions(csv_rows(found.content.decode("utf-8-sig")))
        except UnicodeDecodeError:
            return read_questions(csv_rows(found.content.decode("cp949", "replace")))
    return read_questions(book_table(found.content, most=MOST_LINES))
