"""The entry qualification, consulting and eco-friendly purchases in a company's data passport."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.passport.registry import (
    OWN,
    RECORD,
    Gathering,
    Outcome,
    PlanLine,
    Row,
    Section,
    Taking,
    Things,
    files_in,
    sections,
)
from purchasing.esg.models import Entry
from purchasing.esg.queries.council import consulting_visible_to
from purchasing.esg.queries.eco import purchases_visible_to
from purchasing.esg.queries.gate import entries_visible_to
from purchasing.esg.rules.gate import NA_ITEMS, SELF_KEYS, TOP
from purchasing.esg.services.gate import MOST_FILES, answer_point, answer_self_assessment, begin_entry
from purchasing.esg.states import EntryAnswer, EntryItem, EntryState

FRESH = (EntryState.DRAFT, EntryState.WITHDRAWN)  # not handed in: not taken where another one was


# The entry qualification: elsewhere a draft of the same answers -----------------------------------------------------
def entry_parts(gathering: Gathering, entry: Entry) -> Row:
    """Item by item, with its evidence. Owners are told anew everywhere: they are data of people."""
    return {
        "points": [
            {
                "item": point.item,
                "answer": point.answer,
                "statement": point.statement,
                "remedy": point.remedy,
                "evidence_until": point.evidence_until,
                "passed": point.passed,
                "finding": point.finding,
                "files": files_in(gathering, point.files),
            }
            for point in entry.points.all()
        ]
    }


def _self_answers(row: Row) -> dict[str, int | None]:
    told = dict(row["self_answers"])
    return {key: int(told[key]) for key in SELF_KEYS if str(told.get(key, "")) in {str(n) for n in range(TOP + 1)}}


def _points(row: Row) -> list[dict[str, Any]]:
    """What can be answered here: known items and answers; the code of conduct is consented to anew."""
    found, day = [], today()
    for point in row["points"]:
        item, answer = str(point["item"]), str(point["answer"])
        until = date.fromisoformat(point["evidence_until"]) if point["evidence_until"] else None
        if item not in EntryItem.values or item == EntryItem.CODE or answer not in EntryAnswer.values:
            continue
        if (answer == EntryAnswer.NOT_APPLICABLE and item not in NA_ITEMS) or (until is not None and until < day):
            continue
        told = {"item": item, "answer": answer, "until": until, "files": list(point["files"])[:MOST_FILES]}
        found.append(told | {name: str(point[name])[:1000] for name in ("statement", "remedy")})
    return found


def _newest(rows: Iterator[Row]) -> tuple[Row | None, list[Row]]:
    """The one to go by: the newest that was handed in, else the newest; and those before it."""
    told = list(rows)
    for row in told:
        _points(row), _self_answers(row)
    chosen = next((row for row in reversed(told) if row["state"] not in FRESH), told[-1] if told else None)
    return chosen, [row for row in told if row is not chosen]


def entry_plan(taking: Taking, rows: Iterator[Row]) -> Iterator[PlanLine]:
    """One draft of the newest; where the company has an entry qualification it stays."""
    chosen, others = _newest(rows)
    for row in others:
        yield PlanLine(str(row["number"]), "kept", _("Only the newest is taken."))
    if chosen is None:
        return
    there = Entry.objects.filter(company=taking.company).exists()
    note = _("What stands here stays.") if there else _("%(count)s items as a draft") % {"count": len(_points(chosen))}
    yield PlanLine(str(chosen["number"]), "there" if there else "new", note)


def entry_take(taking: Taking, rows: Iterator[Row]) -> Outcome:
    """A draft with the answers and the evidence: the company looks at it again, consents to the code, hands it in."""
    chosen, _others = _newest(rows)
    if chosen is None:
        return Outcome()
    if Entry.objects.filter(company=taking.company).exists():
        return Outcome(there=1)
    outcome = Outcome()
    try:
        entry = begin_entry(by=taking.by)
    except (RuleBroken, NotAllowed) as refusal:
        return Outcome(refused=[(str(chosen["number"]), str(refusal))])
    if answers := _self_answers(chosen):
        answer_self_assessment(entry, answers, by=taking.by)
    for point in _points(chosen):
        uploads = [upload for told in point["files"] if (upload := taking.upload(told)) is not None]
        if len(uploads) < len(point["files"]):
            outcome.refused.append((point["item"], _("The passport was issued without this document.")))
        try:
            answer_point(
                entry,
                point["item"],
                answer=point["answer"],
                statement=point["statement"],
                remedy=point["remedy"],
                evidence_until=point["until"],
                uploads=uploads,
                by=taking.by,
            )
        except RuleBroken as refusal:
            outcome.refused.append((point["item"], str(refusal)))
    outcome.taken = 1
    return outcome


sections.add(
    "esg.entries",
    Section(
        label=gettext_lazy("ESG entry qualifications"),
        said=gettext_lazy("The ten items with their evidence; elsewhere the newest becomes a draft."),
        kind=OWN,
        rows=Things(
            lambda gathering: (
                entries_visible_to(gathering.user).filter(company=gathering.company).prefetch_related("points__files")
            ),
            "number",
            "state",
            "submitted_at",
            "self_answers",
            "self_score",
            "question",
            "reply",
            "decided_at",
            "reason",
            "valid_from",
            "valid_to",
            "sha256",
            parts=entry_parts,
        ),
        plan=entry_plan,
        take=entry_take,
        order=42,
    ),
)

# For the company's own files -----------------------------------------------------------------------------------------
sections.add(
    "esg.consulting",
    Section(
        label=gettext_lazy("Requests for ESG consulting"),
        said=gettext_lazy("Where the company has asked for help, and what was answered."),
        kind=RECORD,
        rows=Things(
            lambda gathering: consulting_visible_to(gathering.user).filter(company=gathering.company),
            "uid",
            "state",
            "field",
            "need",
            "site",
            "asked_at",
            "decided_at",
            "decision",
            action="action.number",
        ),
        order=164,
    ),
)
sections.add(
    "esg.eco_purchases",
    Section(
        label=gettext_lazy("Eco-friendly purchases"),
        said=gettext_lazy("Which deliveries of the company were counted as eco-friendly, by which proof."),
        kind=RECORD,
        rows=Things(
            lambda gathering: (
                purchases_visible_to(gathering.user)
                .filter(company=gathering.company)
                .select_related("delivery_line__delivery__contract", "credit_note", "reverses")
            ),
            "uid",
            "month",
            "kind",
            "label",
            "currency",
            "amount",
            "rate",
            "usd",
            "reason",
            "at",
            contract="delivery_line.delivery.contract.number",
            delivery="delivery_line.delivery.number",
            credit_note="credit_note.number",
            reverses="reverses.uid",
        ),
        order=165,
    ),
)
