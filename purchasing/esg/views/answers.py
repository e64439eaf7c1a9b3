"""Doors of answering: pillar by pillar with saving by itself, the check, handing in, the receipt."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.errors import WrongState
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from purchasing.esg.forms.answers import AnswerForm, answer_in, mark_of
from purchasing.esg.models import Assessment, Question
from purchasing.esg.policies import answers as policies
from purchasing.esg.queries.answers import Sheet, SheetRow, lack_words, sheet_of
from purchasing.esg.queries.evidence import usable_evidence
from purchasing.esg.queries.known import known_of
from purchasing.esg.queries.review import assessments_visible_to
from purchasing.esg.registry import Known
from purchasing.esg.services import answers as services
from purchasing.esg.services.answers import AnswerIn, Saved
from purchasing.esg.states import ANSWERABLE, AssessmentState, Pillar


@dataclass
class Card:
    """A question on the page."""

    row: SheetRow
    form: AnswerForm
    offers: list[Known] = field(default_factory=list)
    theirs: AnswerIn | None = None  # what a colleague saved meanwhile

    @property
    def code(self) -> str:
        """Its question's code."""
        return self.row.code

    @property
    def lack_words(self) -> list[str]:
        """What is left of it, where it is begun."""
        return [lack_words(lack) for lack in self.row.lacks]

    @property
    def their_lines(self) -> list[tuple[object, object, object]]:
        """Where the colleague's answer differs: label, theirs, one's own."""
        if self.theirs is None:
            return []
        lines = []
        for bound in [*self.form.answer_fields, *self.form.more_fields]:
            own, other = self.form[bound.name].value(), getattr(self.theirs, bound.name)
            shown = "" if other is None else other
            if str(own or "") != str(shown or ""):
                lines.append((bound.label, shown if shown not in ("", False) else "—", own or "—"))
        return lines


def assessment_or_404(request: HttpRequest, number: str) -> Assessment:
    """The assessment, if this person may see it."""
    found = assessments_visible_to(request.user).filter(number=number.upper()[:20])
    return get_object_or_404(found.select_related("company", "question_set", "reviewer", "submitted_by"))


def address(assessment: Assessment, name: str = "answer-edit", *args: object) -> str:
    """A page of its answers."""
    return reverse(f"esg:{name}", args=[assessment.number, *args])


def trail(assessment: Assessment, words: object) -> list[tuple[object, str]]:
    """Where the page stands."""
    return [(assessment.number, address(assessment, "assessment-detail")), (words, "")]


def day_of(request: HttpRequest):
    return page_now(request).astimezone(SEOUL).date()


def frame(request: HttpRequest, assessment: Assessment, sheet: Sheet, now: str) -> dict[str, Any]:
    """What every page of answering has: head, steps, what is left."""
    steps = [
        {
            "label": each.pillar.label,
            "state": "now" if now == each.pillar else "done" if each.is_done else "later",
            "url": address(assessment, "answer-pillar", each.pillar.value),
            "note": _("%(done)s of %(asked)s") % {"done": each.done, "asked": each.asked},
        }
        for each in sheet.pillars
    ]
    handed_in = assessment.state not in ANSWERABLE
    steps.append(
        {
            "label": _("Check and hand in"),
            "state": "now" if now == "check" else "done" if handed_in else "later",
            "url": address(assessment, "answer-check"),
            "note": "",
        }
    )
    left = sheet.left
    return {
        "assessment": assessment,
        "sheet": sheet,
        "steps": steps,
        "left": [(row, lack_words(row.lacks[0])) for row in left[:8]],
        "left_more": max(len(left) - 8, 0),
        "crowded": [each for each in sheet.pillars if each.too_much_left_out],
        "most_left_out": assessment.question_set.na_share * 100,
        "done": sum(each.done for each in sheet.pillars),
        "asked": sum(each.asked for each in sheet.pillars),
        "may_answer": bool(policies.may_answer(request.user, assessment)) and not handed_in,
    }


@reads
def answer_edit(request: HttpRequest, number: str) -> HttpResponse:
    """To the pillar where something is left; once handed in, to the check."""
    assessment = assessment_or_404(request, number)
    if assessment.state not in ANSWERABLE or not policies.may_answer(request.user, assessment):
        return see(request, address(assessment, "answer-check"))
    sheet = sheet_of(assessment, day_of(request))
    first = next((each.pillar for each in sheet.pillars if not each.is_done), None)
    if first is None or assessment.state == AssessmentState.QUERY:
        return see(request, address(assessment, "answer-check"))
    return see(request, address(assessment, "answer-pillar", first.value))


@writes(shows_form=True)
def answer_pillar(request: HttpRequest, number: str, pillar: str) -> HttpResponse:
    """The questions of a pillar: saved together, and by themselves while they are answered (``then=auto``)."""
    assessment = assessment_or_404(request, number)
    if pillar not in Pillar.values:
        raise Http404
    require(policies.may_answer(request.user, assessment))
    if assessment.state not in ANSWERABLE:
        if request.method == "POST":
            raise WrongState(_("These answers were handed in: they change no more, unless the reviewer asks."))
        return see(request, address(assessment, "answer-check"))
    library = usable_evidence(assessment.company_id)
    if request.method != "POST":
        return _show(request, assessment, pillar, {})
    shown = sheet_of(assessment, day_of(request))
    sent: dict[str, AnswerForm] = {}
    given: list[tuple[Question, AnswerIn]] = []
    unread: list[str] = []
    untouched: set[str] = set()
    for row in shown.rows:
        mark = request.POST.get(f"{row.code}-seen", "")
        if row.question.pillar != pillar or not mark:
            continue
        form = _form(request.POST, row, library)
        sent[row.code] = form
        if not form.is_valid():
            unread += [f"{row.code} {form.fields[name].label}" for name in form.errors if name in form.fields]
            continue
        version, _dot, stood = mark.partition(".")
        told = form.sent(int(version) if version.isdecimal() and len(version) < 9 else 0)
        if mark_of(told) == stood:
            untouched.add(row.code)
        else:
            given.append((row.question, told))
    result = services.save_answers(assessment, given, by=request.user)
    if request.POST.get("then") == "auto":
        return _saved(request, assessment, pillar, result, sent, shown, unread, untouched)
    return _answered(request, assessment, pillar, result, sent)


def _answered(request, assessment: Assessment, pillar: str, result: Saved, sent: dict[str, AnswerForm]) -> HttpResponse:
    kept = {code: form for code, form in sent.items() if not form.is_valid() or code in result.stale}
    if kept:
        return _show(request, assessment, pillar, kept, result, status=409 if result.stale else 422)
    messages.success(request, _("The answers are saved."))
    if request.POST.get("then") == "next":
        following = {"E": "S", "S": "G"}.get(pillar)
        if following:
            return see(request, address(assessment, "answer-pillar", following))
        return see(request, address(assessment, "answer-check"))
    return see(request, address(assessment, "answer-pillar", pillar))


def _form(data, row: SheetRow, library: list) -> AnswerForm:
    known = {each.pk for each in library}
    choices = library + [each for each in row.evidence if each.pk not in known]
    return AnswerForm(data, question=row.question, told=answer_in(row.answer, row.evidence), library=choices)


def _cards(
    request: HttpRequest,
    assessment: Assessment,
    sheet: Sheet,
    pillar: str,
    kept: dict[str, AnswerForm],
    stale: dict[str, Any],
) -> list[Card]:
    rows = [row for row in sheet.rows if row.question.pillar == pillar]
    library = usable_evidence(assessment.company_id)
    offers = known_of(assessment, [row.question for row in rows], day_of(request))
    cards = []
    for row in rows:
        fresh = _form(None, row, library)
        form = kept.get(row.code)
        if form is not None:
            form.told = fresh.told  # what the page now carries is what now stands there
        theirs = fresh.told if row.code in stale else None
        cards.append(Card(row, form or fresh, offers.get(row.code, []), theirs))
    return cards


def _show(
    request: HttpRequest,
    assessment: Assessment,
    pillar: str,
    kept: dict[str, AnswerForm],
    result: Saved | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = sheet_of(assessment, day_of(request))
    cards = _cards(request, assessment, sheet, pillar, kept, result.stale if result else {})
    context = frame(request, assessment, sheet, pillar) | {
        "trail": trail(assessment, _("Answers")),
        "pillar": Pillar(pillar),
        "cards": cards,
        "refused": [card for card in cards if card.form.is_bound and card.form.errors],
        "stale": [card for card in cards if card.theirs is not None],
        "saved_at": max((row.answer.edited_at for row in sheet.rows if row.answer), default=None),
        "is_last": pillar == Pillar.G,
    }
    return page(request, "esg/answer_pillar.html", context, status=status)


def _saved(
    request: HttpRequest,
    assessment: Assessment,
    pillar: str,
    result: Saved,
    sent: dict[str, AnswerForm],
    before: Sheet,
    unread: list[str],
    untouched: set[str],
) -> HttpResponse:
    """What an automatic save changes on the page: marks, what is left, and the cards that somebody else changed."""
    sheet = sheet_of(assessment, day_of(request))
    cards = {
        card.code: card
        for card in _cards(
            request,
            assessment,
            sheet,
            pillar,
            {code: form for code, form in sent.items() if code in result.stale},
            result.stale,
        )
    }
    asked = {row.code: row.asked for row in before.rows}
    whole = set(result.stale) | {code for code, card in cards.items() if card.row.asked != asked[code]}
    for code in untouched:
        seen = request.POST.get(f"{code}-seen", "")
        if seen != cards[code].form.seen:
            whole.add(code)
    context = frame(request, assessment, sheet, pillar) | {
        "saved_at": page_now(request),
        "unread": unread,
        "stale": [cards[code] for code in sorted(result.stale)],
        "swapped": [cards[code] for code in sorted(whole)],
        "marked": [cards[code] for code in result.saved if code in cards and code not in whole],
    }
    return page(request, "esg/_answers_saved.html", context)


@writes
def answer_known(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Take what the portal already knows."""
    assessment = assessment_or_404(request, number)
    question = get_object_or_404(assessment.question_set.questions, code=code.upper())
    services.take_known(assessment, question, request.POST.get("key", "")[:60], by=request.user)
    messages.success(
        request, _("Taken over into %(code)s. Check it, and change it if it is no longer so.") % {"code": code}
    )
    return see(request, f"{address(assessment, 'answer-pillar', question.pillar)}#item-{question.code}")
