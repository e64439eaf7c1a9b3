"""DO: the entry qualification: prepared and submitted by the supplier, reviewed by ESG. Source: domain 11.4."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import db_now, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.files.services import store_upload
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.esg.models import Entry, EntryPoint, terms_on
from purchasing.esg.policies import gate as policies
from purchasing.esg.queries import gate as queries
from purchasing.esg.queries import minerals
from purchasing.esg.rules import gate as rules
from purchasing.esg.states import ENTRY_OPEN, EntryAnswer, EntryItem, EntryState
from purchasing.esg.states.minerals import Metal, MineralTemplate

MOST_FILES = 10
EDITABLE = (EntryState.DRAFT, EntryState.QUERY)


def _locked(entry: Entry) -> Entry:
    return Entry.objects.select_for_update(of=("self",)).select_related("company").get(pk=entry.pk)


@transaction.atomic
def begin_entry(*, by: User) -> Entry:
    """Start an application; what the last one said is taken over, to be looked at again ("answer once")."""
    require(policies.may_begin_entry(by))
    company, day = by.company, today()
    former = queries.current_entry(company)
    if former is not None and former.state in ENTRY_OPEN:
        raise WrongState(_("An entry qualification is already under way."))
    running = queries.entry_in_force(company, day)
    until = running.valid_to if running is not None and running.state == EntryState.QUALIFIED else None
    if until is not None and (until - day).days > queries.RENEW_DAYS:
        raise RuleBroken(
            _("Your qualification holds until %(day)s; it can be renewed in its last %(days)s days.")
            % {"day": day_text(until, "day"), "days": queries.RENEW_DAYS}
        )
    entry = Entry(number=next_number("ENT"), company=company, created_by=by, former=former)
    if former is not None:
        entry.self_answers = former.self_answers
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as twice:
        raise WrongState(_("An entry qualification is already under way.")) from twice
    _take_over(entry, former, consented=queries.has_consented(company, day), day=day)
    record(entry, "begun", by=by, payload={"former": former.number if former else None})
    return entry


def _take_over(entry: Entry, former: Entry | None, *, consented: bool, day: date) -> None:
    kept = {point.item: point for point in queries.points_of(former)} if former is not None else {}
    for item in EntryItem.values:
        point = EntryPoint(entry=entry, item=item)
        old = kept.get(item)
        still = old is not None and old.pk and (old.evidence_until is None or old.evidence_until >= day)
        if old is not None and still and item != EntryItem.CODE:
            point.answer, point.statement = old.answer, old.statement
            point.remedy, point.evidence_until = old.remedy, old.evidence_until
            point.owners, point.representative = old.owners, old.representative
        if item == EntryItem.CODE and consented:
            point.answer = EntryAnswer.YES
        point.save()
        if old is not None and still and item != EntryItem.CODE:
            point.files.set(old.files.all())


@transaction.atomic
def answer_point(
    entry: Entry,
    item: str,
    *,
    answer: str,
    statement: str = "",
    remedy: str = "",
    evidence_until: date | None = None,
    owners: str = "",
    representative: str = "",
    uploads: Sequence[Upload] = (),
    drop: Sequence[int] = (),
    by: User,
) -> EntryPoint:
    """Answer one of the ten items; may stay unfinished until it is submitted. Evidence is added, or taken away."""
    entry = _locked(entry)
    require(policies.may_edit_entry(by, entry))
    if entry.state not in EDITABLE:
        raise WrongState(_("This entry is submitted: it is not changed meanwhile."))
    if answer and answer not in EntryAnswer.values:
        raise RuleBroken(_("Choose one of the answers."), field="answer")
    if answer == EntryAnswer.NOT_APPLICABLE and item not in rules.NA_ITEMS:
        raise RuleBroken(_("This qualification applies to every supplier: answer yes or no."), field="answer")
    point, _made = EntryPoint.objects.get_or_create(entry=entry, item=item)
    if point.passed and entry.state == EntryState.QUERY:
        raise WrongState(_("The reviewer has already found this item to be met."))
    point.answer, point.statement, point.remedy = answer, statement.strip(), remedy.strip()
    point.evidence_until, point.passed = evidence_until, None
    if item == EntryItem.OWNERS:
        _disclose(point, owners.strip(), representative.strip())
    point.save()
    if drop:
        point.files.remove(*point.files.filter(pk__in=drop))
    if point.files.count() + len(uploads) > MOST_FILES:
        raise RuleBroken(_("At most %(most)s files for one item.") % {"most": MOST_FILES}, field="uploads")
    for upload in uploads:
        point.files.add(store_upload(upload, company=entry.company, by=by))
    record(entry, "item_answered", by=by, payload={"item": item, "answer": answer, "files": len(uploads)})
    return point


def _disclose(point: EntryPoint, owners: str, representative: str) -> None:
    """E-9: who stands behind the company, by identifiers; read by bidding (BID-04) and by limitations."""
    if owners and rules.read_owners(owners) is None:
        raise RuleBroken(
            _("One owner on a line: an identifier and the share in percent, 100 at most in all; no resident number."),
            field="owners",
        )
    if representative and not rules.is_identifier(representative):
        raise RuleBroken(_("An identifier of letters, digits and hyphens; no resident number."), field="representative")
    point.owners, point.representative = owners, representative


@transaction.atomic
def answer_self_assessment(entry: Entry, answers: Mapping[str, int | None], *, by: User) -> Entry:
    """The short self-assessment, as far as it is answered."""
    entry = _locked(entry)
    require(policies.may_edit_entry(by, entry))
    if entry.state != EntryState.DRAFT:  # the outcome hangs on it: a question of the reviewer does not open it again
        raise WrongState(_("The self-assessment is submitted: it is not changed any more."))
    kept = {key: answers[key] for key in rules.SELF_KEYS if answers.get(key) is not None}
    if any(not 0 <= int(value or 0) <= rules.TOP for value in kept.values()):
        raise RuleBroken(_("An answer lies between 0 and 5."))
    entry.self_answers = {key: int(value or 0) for key, value in kept.items()}
    entry.save(update_fields=["self_answers"])
    record(entry, "self_assessed", by=by, payload={"answered": len(kept)})
    return entry


def faults_of(entry: Entry, points: Sequence[EntryPoint], *, consented: bool) -> list[tuple[str, str]]:
    """What still stands in the way of submitting: (item, or "self"; words)."""
    found: list[tuple[str, str]] = []
    metals = minerals.metals_to_declare(entry.company)
    waiting = minerals.templates_missing(entry.company, metals, today()) if metals else []
    for point in points:
        fault = _fault(point, consented=consented)
        if point.item == EntryItem.MINERALS and not fault:
            fault = _minerals_fault(point, metals, waiting)
        if fault:
            found.append((point.item, fault))
    missing = [key for key in rules.SELF_KEYS if key not in entry.self_answers]
    if missing:
        found.append(("self", _("%(count)s questions of the self-assessment are open.") % {"count": len(missing)}))
    return found


def _fault(point: EntryPoint, *, consented: bool) -> str:
    if point.item == EntryItem.CODE:
        return "" if consented else _("Consent to the code of conduct first.")
    if not point.answer:
        return _("This item is not answered yet.")
    if point.answer == EntryAnswer.YES and not point.statement and not (point.pk and point.files.all()):
        return _("Attach evidence, or declare it in a sentence.")
    if point.item == EntryItem.OWNERS and point.answer == EntryAnswer.YES and not point.owners:
        return _("Name the beneficial owners, each with an identifier and the share.")
    if point.answer == EntryAnswer.NO and not point.remedy:
        return _("Say what has been done, or will be done, about it.")
    if point.answer == EntryAnswer.NOT_APPLICABLE and not point.statement:
        return _("Say why it does not apply.")
    return ""


def _minerals_fault(point: EntryPoint, metals: set[str], missing: list[str]) -> str:
    """E-8 follows from the classes of the company's goods: it cannot be declared away. Source: domain 11.4 (E-8)."""
    if not metals:
        return ""
    if point.answer == EntryAnswer.NOT_APPLICABLE:
        named = ", ".join(str(Metal(metal).label) for metal in sorted(metals))
        return _("It applies: goods in your classes may hold %(metals)s.") % {"metals": named}
    if missing and point.answer == EntryAnswer.YES:
        return _("Hand in the declaration of minerals first: %(templates)s.") % {
            "templates": ", ".join(str(MineralTemplate(template).label) for template in missing)
        }
    return ""


def _fingerprint(entry: Entry, points: Sequence[EntryPoint]) -> str:
    told: dict[str, Any] = {"number": entry.number, "self": entry.self_answers}
    told["items"] = [
        [point.item, point.answer, point.statement, point.remedy, str(point.evidence_until or "")]
        + ([point.owners, point.representative] if point.owners or point.representative else [])
        + sorted(file.sha256 for file in point.files.all())
        for point in points
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def submit_entry(entry: Entry, *, by: User) -> Entry:
    """Hand it in: complete, with the consent to the code. The days of the decision run from now."""
    entry = _locked(entry)
    require(policies.may_submit_entry(by, entry))
    if entry.state != EntryState.DRAFT:
        entry.flow.target("submit", entry.state)
    day = today()
    consented = queries.has_consented(entry.company, day)
    points = queries.points_of(entry)
    if faults := faults_of(entry, points, consented=consented):
        item, words = faults[0]
        raise RuleBroken(_("Not complete yet: %(what)s") % {"what": f"{item} · {words}"})
    EntryPoint.objects.filter(entry=entry, item=EntryItem.CODE).update(answer=EntryAnswer.YES)
    fingerprint = _fingerprint(entry, points)
    move(
        entry,
        "submit",
        by=by,
        payload={"sha256": fingerprint},
        submitted_by=by,
        submitted_at=db_now(),
        decide_by=business_days_after(day, terms_on(day).entry_days),
        self_score=rules.self_score(entry.self_answers),
        sha256=fingerprint,
    )
    announce("esg.entry_submitted", entry=entry.pk)
    return entry


@transaction.atomic
def withdraw_entry(entry: Entry, *, by: User) -> Entry:
    """The supplier takes it back."""
    entry = _locked(entry)
    require(policies.may_submit_entry(by, entry))
    move(entry, "withdraw", by=by)
    return entry


@transaction.atomic
def take_entry(entry: Entry, *, by: User) -> Entry:
    """A reviewer takes it."""
    entry = _locked(entry)
    require(policies.may_take_entry(by, entry))
    move(entry, "take", by=by, reviewer=by)
    return entry


@transaction.atomic
def judge_point(
    entry: Entry,
    item: str,
    *,
    passed: bool,
    finding: str = "",
    checked_list: str = "",
    checked_on: date | None = None,
    by: User,
) -> EntryPoint:
    """What the reviewer finds of an item; a no says why: it becomes the list of remedies."""
    entry = _locked(entry)
    require(policies.may_review_entry(by, entry))
    if entry.state != EntryState.REVIEW:
        raise WrongState(_("Items are looked at while the entry is under review."))
    point = EntryPoint.objects.select_for_update(of=("self",)).get(entry=entry, item=item)
    if not passed and not finding.strip():
        raise RuleBroken(_("Say what is missing: the supplier reads it as what to remedy."), field="finding")
    if passed and item == EntryItem.CODE and not queries.has_consented(entry.company, today()):
        raise RuleBroken(_("The company has not consented to the code of conduct in force."), field="passed")
    if passed and item == EntryItem.MINERALS and not minerals.has_declared(entry.company, today()):
        raise RuleBroken(
            _("Goods of the company may hold minerals, and its declaration is not accepted or no longer valid."),
            field="passed",
        )
    if item == EntryItem.OWNERS:
        _check_list(point, passed, checked_list.strip(), checked_on)
    point.passed, point.finding = passed, finding.strip()[:1000]
    point.save(update_fields=["passed", "finding", "checked_list", "checked_on"])
    record(entry, "item_judged", by=by, reason=finding[:500], payload={"item": item, "passed": passed})
    return point


def _check_list(point: EntryPoint, passed: bool, name: str, on: date | None) -> None:
    """E-9 is met once the owners were looked for on a sanctions list, on a day that is kept."""
    if on is not None and on > today():
        raise RuleBroken(_("The list cannot have been checked on a later day than today."), field="checked_on")
    if passed and not name:
        raise RuleBroken(_("Name the sanctions list that was checked."), field="checked_list")
    if passed and on is None:
        raise RuleBroken(_("Give the day on which the list was checked."), field="checked_on")
    point.checked_list, point.checked_on = name[:120], on


@transaction.atomic
def ask_supplier_of_entry(entry: Entry, *, question: str, by: User) -> Entry:
    """A question to the supplier; items that are not met yet may be answered again. The clock waits for the answer."""
    entry = _locked(entry)
    require(policies.may_review_entry(by, entry))
    if not question.strip():
        raise RuleBroken(_("Write the question."), field="question")
    due = business_days_after(today(), terms_on(today()).entry_days)
    move(entry, "ask", by=by, question=question.strip()[:2000], reply="", answer_due=due)
    announce("esg.entry_asked", entry=entry.pk)
    return entry


@transaction.atomic
def reply_to_reviewer(entry: Entry, *, reply: str, by: User) -> Entry:
    """The supplier's answer; the days of the decision run anew."""
    entry = _locked(entry)
    require(policies.may_submit_entry(by, entry))
    if not reply.strip():
        raise RuleBroken(_("Write an answer."), field="reply")
    points = queries.points_of(entry)
    if faults := faults_of(entry, points, consented=queries.has_consented(entry.company, today())):
        item, words = faults[0]
        raise RuleBroken(_("Not complete yet: %(what)s") % {"what": f"{item} · {words}"})
    due = business_days_after(today(), terms_on(today()).entry_days)
    given: dict[str, Any] = {"reply": reply.strip()[:2000], "answer_due": None, "decide_by": due}
    given["sha256"] = _fingerprint(entry, points)
    move(entry, "answer", by=by, payload={"sha256": given["sha256"]}, **given)
    announce("esg.entry_answered", entry=entry.pk)
    return entry


def held_files(entry: Entry) -> list[File]:
    """All evidence of an entry."""
    return [file for point in queries.points_of(entry) if point.pk for file in point.files.all()]
