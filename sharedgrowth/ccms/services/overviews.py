"""DO: overviews: written, handed on from person to person, approved and frozen, published, replaced, withdrawn."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.ccms.models import Module, Overview
from sharedgrowth.ccms.models.writing import overview_document
from sharedgrowth.ccms.policies import overviews as policies
from sharedgrowth.ccms.queries import overviews as queries
from sharedgrowth.ccms.rules.overviews import TEXTS, missing_parts, sha256_of
from sharedgrowth.ccms.states import OverviewState

PARTS = {
    "purpose": gettext_lazy("the purpose"),
    "principles": gettext_lazy("the principles"),
    "dos": gettext_lazy("what we do"),
    "donts": gettext_lazy("what we do not do"),
    "activities": gettext_lazy("the key activities"),
    "programmes": gettext_lazy("the programmes"),
}
COUNT = """
INSERT INTO ccms_overviewdownload (overview_id, lang, day, number) VALUES (%s, %s, %s, 1)
ON CONFLICT (overview_id, lang, day) DO UPDATE SET number = ccms_overviewdownload.number + 1
"""


def texts_of(overview: Overview) -> dict[str, str]:
    """What the author wrote, part by part."""
    return {name: getattr(overview, name) for name in TEXTS}


def faults_of(overview: Overview) -> list[tuple[str, str]]:
    """What keeps it from being handed on: the part, and the words for it."""
    return [(name, fault_words(name, has, least)) for name, has, least in missing_of(overview)]


def missing_of(overview: Overview) -> list[tuple[str, int, int]]:
    """Parts that say too little."""
    return missing_parts(texts_of(overview), overview.programmes)


def fault_words(name: str, has: int, least: int) -> str:
    """One fault in a sentence."""
    if name == "purpose":
        words = _("Say more of %(part)s: at least %(least)s characters (now %(has)s).")
    else:
        words = _("Add to %(part)s: at least %(least)s entries, one a line (now %(has)s).")
    return words % {"part": PARTS[name], "least": least, "has": has}


@transaction.atomic
def begin_overview(module: Module, lang: str, *, by: User) -> Overview:
    """The next version: with the text in force, or empty."""
    require(policies.may_write_overview(by, module))
    Module.objects.select_for_update(of=("self",)).get(pk=module.pk)
    made = Overview(module=module, lang=lang, version=queries.next_version(module, lang), written_by=by)
    before = Overview.objects.filter(module=module, lang=lang, state=OverviewState.PUBLISHED).first()
    if before is not None:
        for name in (*TEXTS, "programmes", "kpis"):
            setattr(made, name, getattr(before, name))
    checked(made)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        raise RuleBroken(_("A version of this overview is being written already: go on with that one.")) from twice
    record(made, "begun", by=by, payload={"version": made.version, "lang": lang})
    return made


def _locked(overview: Overview) -> Overview:
    return Overview.objects.select_for_update(of=("self",)).select_related("module").get(pk=overview.pk)


@transaction.atomic
def edit_overview(overview: Overview, *, by: User, seen: int, **facts: Any) -> Overview:
    """Change a draft; an approved version is never changed, whoever asks."""
    require(policies.may_write_overview(by, overview.module))
    held = _locked(overview)
    if held.state != OverviewState.DRAFT:
        record_refused(held, by=by)
    if held.edition != seen:
        raise WrongState(_("Somebody else has changed this text meanwhile. Their text stands; yours was not saved."))
    _check_keys(facts.get("programmes", ()), facts.get("kpis", ()))
    changed = [name for name, value in facts.items() if getattr(held, name) != value]
    for name, value in facts.items():
        setattr(held, name, value)
    held.edition += 1
    checked(held)
    held.save(update_fields=[*facts, "edition"])
    if changed:
        record(held, "edited", by=by, payload={"parts": sorted(changed)})
    return held


def record_refused(held: Overview, *, by: User) -> None:
    """Say no to a change of what is no longer a draft."""
    if held.state in (OverviewState.REVIEW, OverviewState.LEGAL):
        raise WrongState(_("This version is with others now. Take it back before you change it."))
    raise WrongState(
        _("This version was approved: its text is frozen with its fingerprint. Begin the next version to change it.")
    )


def _check_keys(chosen: Sequence[str], kpis: Sequence[str]) -> None:
    for field, keys, known in (
        ("programmes", chosen, dict(queries.programme_choices())),
        ("kpis", kpis, dict(queries.figure_choices())),
    ):
        for key in keys:
            if key not in known:
                raise RuleBroken(_("“%(key)s” is not known to the portal.") % {"key": key}, field=field)


@transaction.atomic
def submit_overview(overview: Overview, *, by: User) -> Overview:
    """To the corporate-citizenship office; complete, or it says what is missing."""
    require(policies.may_write_overview(by, overview.module))
    held = _locked(overview)
    if faults := missing_of(held):
        name, has, least = faults[0]
        raise RuleBroken(fault_words(name, has, least), field=name)
    if held.version > 1 and not held.change_note.strip():
        raise RuleBroken(_("Say what changed since the version before."), field="change_note")
    move(held, "submit", by=by, remark="")
    announce("ccms.overview_submitted", overview=held.pk)
    return held


@transaction.atomic
def pass_on_overview(overview: Overview, *, by: User) -> Overview:
    """Reviewed by the office: to legal and communications."""
    require(policies.may_review_overview(by, overview))
    held = _locked(overview)
    move(held, "pass_on", by=by, reviewed_by=by, reviewed_at=db_now())
    announce("ccms.overview_passed_on", overview=held.pk)
    return held


@transaction.atomic
def send_back_overview(overview: Overview, *, reason: str, by: User) -> Overview:
    """What has to change; it becomes a draft again and goes the whole way anew."""
    require(policies.may_send_back_overview(by, overview))
    if not reason.strip():
        raise RuleBroken(_("Say what has to change."), field="reason")
    held = _locked(overview)
    move(held, "send_back", by=by, reason=reason.strip(), remark=reason.strip(), reviewed_by=None, reviewed_at=None)
    announce("ccms.overview_sent_back", overview=held.pk)
    return held


@transaction.atomic
def approve_overview(overview: Overview, *, by: User) -> Overview:
    """Legal and communications: from now on the text is frozen, with its fingerprint."""
    require(policies.may_approve_overview(by, overview))
    held = _locked(overview)
    document = overview_document(held)
    sha256 = sha256_of(document)
    move(
        held,
        "approve",
        by=by,
        approved_by=by,
        approved_at=db_now(),
        document=document,
        sha256=sha256,
        payload={"sha256": sha256},
    )
    announce("ccms.overview_approved", overview=held.pk)
    return held


@transaction.atomic
def publish_overview(overview: Overview, *, by: User) -> Overview:
    """In force from now on at its permanent address; the version before is replaced in the same moment."""
    require(policies.may_publish_overview(by, overview))
    Module.objects.select_for_update(of=("self",)).get(pk=overview.module_id)
    held = _locked(overview)
    if not queries.is_intact(held):
        raise RuleBroken(
            _("The text is not the one that was approved: its fingerprint differs. Withdraw this version.")
        )
    now = db_now()
    before = Overview.objects.filter(module=held.module, lang=held.lang, state=OverviewState.PUBLISHED).first()
    if before is not None and held.state == OverviewState.APPROVED:
        move(before, "supersede", by=by, reason=f"v{held.version}", ended_at=now, ended_by=by)
    move(held, "publish", by=by, published_by=by, published_at=now, payload={"sha256": held.sha256})
    announce("ccms.overview_published", overview=held.pk)
    return held


@transaction.atomic
def withdraw_overview(overview: Overview, *, reason: str, by: User) -> Overview:
    """No longer shown; its address stays and says why."""
    require(policies.may_withdraw_overview(by, overview))
    if not reason.strip():
        raise RuleBroken(_("Say why it is withdrawn: readers of its address see your words."), field="reason")
    held = _locked(overview)
    move(held, "withdraw", by=by, reason=reason.strip(), ended_at=db_now(), ended_by=by)
    Overview.objects.filter(pk=held.pk).update(reason=reason.strip())
    held.reason = reason.strip()
    announce("ccms.overview_withdrawn", overview=held.pk)
    return held


@transaction.atomic
def set_owner(module: Module, *, owner: User | None, by: User) -> Module:
    """Who writes the overviews of a module: somebody of the buying organisation."""
    require(policies.may_run_modules(by))
    if owner is not None and not owner.is_internal:
        raise RuleBroken(_("A module is owned by somebody of the buying organisation."), field="owner")
    held = Module.objects.select_for_update(of=("self",)).get(pk=module.pk)
    held.owner = owner
    held.save(update_fields=["owner"])
    record(held, "owner_set", by=by, payload={"owner": owner.pk if owner else None})
    return held


def count_download(overview: Overview | None, lang: str) -> None:
    """One more copy taken along today; None is the collection. Nobody is named."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [overview.pk if overview else None, lang, today()])
