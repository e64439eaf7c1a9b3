"""DO: make, prove, unlock again and retire the key of an opening-committee member. Source: security D3, 5.6."""

import base64
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.audit.services import record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.sealing import boxes, people_keys
from portal.sealing.documents import context
from purchasing.bidding import policies, queries
from purchasing.bidding.models import KeyDrill, OfficerKey

COST = people_keys.Cost(memory_kib=64, passes=1) if settings.TESTING else people_keys.USUAL
CHALLENGE_HOLDS = timedelta(days=1)


@sensitive_variables()
@transaction.atomic
def enrol_key(*, passphrase: str, by: User, cost: people_keys.Cost = COST) -> tuple[OfficerKey, str]:
    """A key for the officer, and the text of the recovery sheet: print it now, nothing keeps it."""
    require(policies.may_hold_key(by))
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if queries.key_of(by) is not None:
        raise WrongState(_("You already have a key. Retire it before you make another."))
    _check_passphrase(passphrase, by)
    made = people_keys.make(passphrase, cost=cost)
    key = OfficerKey.objects.create(user=by, public_key=made.public_key, locked=made.locked, recovery=made.recovery)
    record(key, "enrolled", by=by, payload={"public_key": made.public_key.hex()})
    _passed(key)
    return key, made.sheet


@sensitive_variables()
def _check_passphrase(passphrase: str, by: User) -> None:
    if not people_keys.LEAST_PASSPHRASE <= len(passphrase) <= people_keys.MOST_PASSPHRASE:
        raise RuleBroken(
            _("A passphrase has %(least)s to %(most)s characters; a sentence is easiest to keep in mind.")
            % {"least": people_keys.LEAST_PASSPHRASE, "most": people_keys.MOST_PASSPHRASE},
            field="passphrase",
        )
    try:
        validate_password(passphrase, by)
    except ValidationError as fault:
        raise RuleBroken(" ".join(fault.messages), field="passphrase") from fault
    if by.check_password(passphrase):
        raise RuleBroken(_("Take another passphrase than your password."), field="passphrase")


@sensitive_variables()
def unlocked(key: OfficerKey, passphrase: str) -> bytes:
    """The private key, for the moment of a deed; a wrong passphrase is told beside its field."""
    try:
        return people_keys.unlock(bytes(key.locked), passphrase)
    except people_keys.WrongPassphrase as fault:
        raise RuleBroken(
            _("This passphrase does not unlock your key. If it is forgotten, use your recovery sheet."),
            field="passphrase",
        ) from fault


@sensitive_variables()
@transaction.atomic
def drill_key(key: OfficerKey, *, passphrase: str, by: User) -> KeyDrill:
    """Prove that key and passphrase still fit: twenty seconds a month."""
    require(policies.may_use_key(by, key))
    drill = ask_challenge(key, by=by)
    secret = unlocked(key, passphrase)
    return answer_challenge(drill, answer=open_challenge(drill, secret), by=by)


@transaction.atomic
def ask_challenge(key: OfficerKey, *, by: User) -> KeyDrill:
    """A challenge to be opened on the officer's own computer."""
    require(policies.may_use_key(by, key))
    _in_use(key)
    answer = secrets.token_bytes(32)
    public_key = bytes(key.public_key)
    box = boxes.seal(public_key, answer, drill_context(public_key))
    return KeyDrill.objects.create(officer_key=key, box=box, answer_sha256=sha256(answer).hexdigest())


def drill_file(key: OfficerKey, *, by: User) -> dict[str, Any]:
    """A challenge for the tool: the locked key and a box for it. The passphrase never comes near the portal."""
    drill = ask_challenge(key, by=by)
    return {
        "what": "twp-drill",
        "v": 1,
        "drill": drill.pk,
        "public_key": bytes(key.public_key).hex(),
        "locked": base64.b64encode(bytes(key.locked)).decode(),
        "box": base64.b64encode(bytes(drill.box)).decode(),
    }


def drill_context(public_key: bytes) -> bytes:
    """What a challenge is bound to."""
    return context("twp-drill-v1", public_key.hex())


def open_challenge(drill: KeyDrill, secret: bytes) -> bytes:
    """The answer to the challenge."""
    return boxes.open_box(secret, bytes(drill.box), drill_context(bytes(drill.officer_key.public_key)))


@transaction.atomic
def answer_challenge(drill: KeyDrill, *, answer: bytes, by: User) -> KeyDrill:
    """The right answer proves the key."""
    require(policies.may_use_key(by, drill.officer_key))
    _in_use(drill.officer_key)
    if drill.passed_at is not None or db_now() - drill.asked_at > CHALLENGE_HOLDS:
        raise RuleBroken(_("This challenge is answered or too old: ask for a new one."), field="answer")
    if sha256(answer).hexdigest() != drill.answer_sha256:
        raise RuleBroken(_("This is not the answer to the last challenge: ask for a new one."), field="answer")
    drill.passed_at = db_now()
    drill.save(update_fields=["passed_at"])
    record(drill.officer_key, "drilled", by=by)
    return drill


def _passed(key: OfficerKey) -> None:
    """Making the key has shown that it opens."""
    KeyDrill.objects.create(officer_key=key, box=b"", answer_sha256=sha256(b"").hexdigest(), passed_at=db_now())


def _in_use(key: OfficerKey) -> None:
    if key.retired_at is not None:
        raise WrongState(_("This key is retired."))


@sensitive_variables()
@transaction.atomic
def recover_key(key: OfficerKey, *, sheet: str, passphrase: str, by: User) -> str:
    """With the sheet: a new passphrase and a new sheet; the old ones open nothing any more. Returns the new sheet."""
    require(policies.may_use_key(by, key))
    key = OfficerKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    try:
        secret = people_keys.recover(bytes(key.recovery), sheet)
    except people_keys.WrongSheet as fault:
        raise RuleBroken(
            _("This is not what stands on the recovery sheet of this key. Look at each letter again."), field="sheet"
        ) from fault
    return _lock_anew(key, secret, passphrase, what="recovered", by=by)


@sensitive_variables()
@transaction.atomic
def change_passphrase(key: OfficerKey, *, passphrase: str, new: str, by: User) -> str:
    """A new passphrase and a new sheet. Returns the new sheet."""
    require(policies.may_use_key(by, key))
    key = OfficerKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    return _lock_anew(key, unlocked(key, passphrase), new, what="relocked", by=by)


@sensitive_variables()
def _lock_anew(key: OfficerKey, secret: bytes, passphrase: str, *, what: str, by: User) -> str:
    _check_passphrase(passphrase, by)
    key.locked = people_keys.lock(secret, passphrase, cost=COST)
    key.recovery, sheet = people_keys.renew_sheet(secret)
    key.save(update_fields=["locked", "recovery"])
    record(key, what, by=by)
    if key.retired_at is None:
        _passed(key)
    return sheet


@transaction.atomic
def retire_key(key: OfficerKey, *, reason: str, by: User) -> OfficerKey:
    """No tender is sealed to it any more; the tenders that already are still need it."""
    require(policies.may_use_key(by, key))
    if not reason.strip():
        raise RuleBroken(_("Say why: lost, stolen, or no longer needed."), field="reason")
    key = OfficerKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    _in_use(key)
    key.retired_at, key.retire_reason = db_now(), reason[:300]
    key.save(update_fields=["retired_at", "retire_reason"])
    record(key, "retired", by=by, reason=reason)
    announce("bidding.key_retired", key=key.pk)
    return key
