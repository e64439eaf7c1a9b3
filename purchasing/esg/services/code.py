"""DO: the code of conduct: written by one, published by another; consents, exceptions, clock. Source: domain 11.3."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, once
from portal.people.models import Company, User
from portal.people.queries import standing_of
from portal.people.services import record_standing
from portal.policy import require
from purchasing.esg.models import CodeConsent, CodeOfConduct, CodePart, terms_on
from purchasing.esg.policies import gate as policies
from purchasing.esg.queries import gate as queries
from purchasing.esg.rules import code as rules
from purchasing.esg.states import CodeState, ConsentState, StandingFact

NOT_YET = "0"  # a supplier of before the code: it has time to consent
TEXTS = ("title_ko", "title_en", "text_ko", "text_en")


@transaction.atomic
def draft_code(
    *, version: str, effective_on: date, changes_ko: str, changes_en: str, is_material: bool, by: User
) -> CodeOfConduct:
    """A new version with the seven parts of the one in force, to be edited and then published by another person."""
    require(policies.may_write_code(by))
    if effective_on < today():
        raise RuleBroken(_("A version comes into force today or later."), field="effective_on")
    code = CodeOfConduct(
        version=version.strip(),
        effective_on=effective_on,
        changes_ko=changes_ko,
        changes_en=changes_en,
        is_material=is_material,
        entered_by=by,
    )
    checked(code)
    code.save(force_insert=True)
    former = queries.code_in_force()
    if former is not None:
        CodePart.objects.bulk_create(
            CodePart(code=code, no=part.no, **{name: getattr(part, name) for name in TEXTS})
            for part in queries.parts_of(former)
        )
    record(code, "drafted", by=by, payload={"version": code.version, "material": is_material})
    return code


def _locked(code: CodeOfConduct) -> CodeOfConduct:
    return CodeOfConduct.objects.select_for_update(of=("self",)).get(pk=code.pk)


@transaction.atomic
def edit_code(
    code: CodeOfConduct, *, facts: Mapping[str, Any], parts: Sequence[Mapping[str, str]], by: User
) -> CodeOfConduct:
    """Change a draft: its facts, and its seven parts in order. Who changed it last counts as its writer."""
    require(policies.may_write_code(by))
    code = _locked(code)
    if code.state != CodeState.DRAFT:
        raise WrongState(_("A published version is never changed: write a new one."))
    for name in ("version", "effective_on", "changes_ko", "changes_en", "is_material"):
        if name in facts:
            setattr(code, name, facts[name])
    if code.effective_on < today():
        raise RuleBroken(_("A version comes into force today or later."), field="effective_on")
    code.entered_by = by
    checked(code)
    code.save()
    for no, texts in enumerate(parts, start=1):
        CodePart.objects.update_or_create(code=code, no=no, defaults={name: texts.get(name, "") for name in TEXTS})
    record(code, "edited", by=by)
    return code


@transaction.atomic
def publish_code(code: CodeOfConduct, *, by: User) -> CodeOfConduct:
    """The second person. The text is frozen with its fingerprint; a material version asks for a new consent."""
    code = _locked(code)
    require(policies.may_publish_code(by, code))
    if code.state != CodeState.DRAFT:
        raise WrongState(_("This version is published already."))
    if code.effective_on < today():
        raise RuleBroken(_("A version comes into force today or later."), field="effective_on")
    parts = queries.parts_of(code)
    texts = [[getattr(part, name).strip() for name in TEXTS] for part in parts]
    if len(parts) != rules.PARTS_OF_A_CODE or not all(all(row) for row in texts):
        raise RuleBroken(_("All seven parts need a title and a text in both languages."))
    if not (code.changes_ko.strip() and code.changes_en.strip()):
        raise RuleBroken(_("Say in both languages what changed."), field="changes_ko")
    for former in CodeOfConduct.objects.select_for_update(of=("self",)).filter(state=CodeState.PUBLISHED):
        move(former, "supersede", by=by)
    fingerprint = rules.code_sha256(code.version, texts)
    move(
        code,
        "publish",
        by=by,
        payload={"version": code.version, "sha256": fingerprint},
        sha256=fingerprint,
        published_by=by,
        published_at=db_now(),
    )
    announce("esg.code_published", code=code.pk)
    return code


@transaction.atomic
def consent_to_code(
    code: CodeOfConduct, *, parts: Collection[int], exception: str = "", language: str, ip: str | None, by: User
) -> CodeConsent:
    """Sign for the company: each part read and ticked. With an exception it counts once legal has accepted it."""
    require(policies.may_sign_code(by))
    code = CodeOfConduct.objects.select_for_update(of=("self",), no_key=True).get(pk=code.pk)
    if code.state != CodeState.PUBLISHED:
        raise WrongState(_("Another version is in force meanwhile: read that one."))
    if missing := sorted(set(range(1, rules.PARTS_OF_A_CODE + 1)) - set(parts)):
        raise RuleBroken(
            _("Tick every part: part %(parts)s is missing.") % {"parts": ", ".join(map(str, missing))}, field="parts"
        )
    exception = exception.strip()
    consent = CodeConsent(
        company=by.company,
        code=code,
        state=ConsentState.EXCEPTION if exception else ConsentState.GIVEN,
        sha256=code.sha256,
        language=language[:5],
        signer=by,
        signer_role=", ".join(sorted(by.role_codes)),
        ip=ip,
        exception=exception[:2000],
    )
    try:
        with transaction.atomic():
            consent.save(force_insert=True)
    except IntegrityError as twice:
        raise WrongState(_("Your company has already consented to this version.")) from twice
    record(consent, "signed", by=by, payload={"version": code.version, "sha256": code.sha256})
    if not exception:
        _count(consent, by=by)
    announce("esg.code_consented", consent=consent.pk)
    return consent


def _count(consent: CodeConsent, *, by: User) -> None:
    record_standing(
        consent.company,
        StandingFact.CODE,
        consent.code.version,
        valid_from=today(),
        source=f"{consent.code.version} {consent.sha256[:12]}",
        by=by,
    )


@transaction.atomic
def decide_exception(consent: CodeConsent, *, accept: bool, reason: str, by: User) -> CodeConsent:
    """Legal accepts the exception, or refuses it: then the company signs without it, or does not bid."""
    consent = CodeConsent.objects.select_for_update(of=("self",)).select_related("company", "code").get(pk=consent.pk)
    require(policies.may_decide_exception(by, consent))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: the company reads it."), field="reason")
    name = "accept_exception" if accept else "refuse_exception"
    given: dict[str, Any] = {"decision": reason.strip()[:1000], "decided_by": by, "decided_at": db_now()}
    move(consent, name, by=by, reason=reason.strip()[:500], **given)
    if accept:
        _count(consent, by=by)
    announce("esg.code_exception_decided", consent=consent.pk)
    return consent


@transaction.atomic
def run_consent_clock(on: date) -> int:
    """Once a day: reminders 14, 7 and 1 day before a former consent ends, and its end. Running contracts go on."""
    if not once("esg.consent-clock", on.isoformat()):
        return 0
    terms, done = terms_on(on), 0
    for waiting in queries.awaiting_consent(on, terms):
        if left := rules.reminder_due(waiting.until, on):
            announce("esg.consent_due", company=waiting.company.pk, left=left, until=waiting.until.isoformat())
            done += 1
        elif on > waiting.until and waiting.ends_by_clock:
            record_standing(
                waiting.company, StandingFact.CODE, "", valid_from=on, source="Consent to the code of conduct lapsed"
            )
            announce("esg.consent_lapsed", company=waiting.company.pk)
            done += 1
    return done


def check_consent_before_level(company: Company) -> None:
    """Only a company whose consent to the code is in force becomes a registered supplier. domain 11.3 (ESG-01)."""
    if standing_of(company, StandingFact.CODE, today()) in (None, "", NOT_YET):
        raise RuleBroken(
            _("%(name)s has not consented to the code of conduct: its administrator signs it first.")
            % {"name": company.name}
        )
