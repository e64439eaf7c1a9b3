"""DO: the policy on minerals with its consents, and the classes whose suppliers declare. Source: domain 11.9."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import ClassNode
from portal.audit.services import record
from portal.checked import checked
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.esg.models import MineralClass, MineralConsent, MineralPolicy
from purchasing.esg.policies import minerals as policies
from purchasing.esg.queries import minerals as queries


# Policy ---------------------------------------------------------------------------------------------------------------
@transaction.atomic
def write_policy(*, version: str, effective_on: date, text_ko: str, text_en: str, by: User) -> MineralPolicy:
    """A further version; it counts from its day once a second person has approved it."""
    require(policies.may_write_policy(by))
    if effective_on < today():
        raise RuleBroken(_("A version begins today or later."), field="effective_on")
    policy = MineralPolicy(
        version=version.strip(), effective_on=effective_on, text_ko=text_ko, text_en=text_en, entered_by=by
    )
    checked(policy)
    policy.save(force_insert=True)
    record(policy, "written", by=by, payload={"version": policy.version, "sha256": policy_sha256(policy)})
    return policy


@transaction.atomic
def approve_policy(policy: MineralPolicy, *, by: User) -> MineralPolicy:
    """A second person has read it."""
    policy = MineralPolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    require(policies.may_approve_policy(by, policy))
    if policy.is_approved:
        raise WrongState(_("This version is already approved."))
    policy.approved_by = by
    policy.save(update_fields=["approved_by"])
    record(policy, "approved", by=by)
    announce("esg.mineral_policy_approved", policy=policy.pk)
    return policy


def policy_sha256(policy: MineralPolicy) -> str:
    """Of both texts: what a consent binds to."""
    return hashlib.sha256(f"{policy.version}\n{policy.text_ko}\n{policy.text_en}".encode()).hexdigest()


@transaction.atomic
def consent_policy(policy: MineralPolicy, *, by: User) -> MineralConsent:
    """The company's administrator consents to the version in force."""
    require(policies.may_consent_policy(by))
    now = queries.policy_on(today())
    if now is None or now.pk != policy.pk:
        raise WrongState(_("Another version is in force now. Read it first."))
    company = by.company
    Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    if (given := queries.consent_of(company, policy)) is not None:
        return given
    consent = MineralConsent.objects.create(company=company, policy=policy, sha256=policy_sha256(policy), signer=by)
    record(consent, "given", by=by, payload={"version": policy.version, "sha256": consent.sha256})
    return consent


# Classes --------------------------------------------------------------------------------------------------------------
@transaction.atomic
def set_mineral_class(node: ClassNode, *, metals: Iterable[str], reason: str, by: User) -> MineralClass:
    """From now on who supplies goods of the class (and of those below it) declares these minerals."""
    require(policies.may_keep_minerals(by))
    chosen = sorted(set(metals))
    if not reason.strip():
        raise RuleBroken(_("Say why: where in these goods the minerals are."), field="reason")
    each = MineralClass.objects.select_for_update(of=("self",)).filter(node=node).first() or MineralClass(node=node)
    before = list(each.metals or [])
    each.metals, each.reason, each.entered_by = chosen, reason.strip(), by
    checked(each)
    each.save()
    record(each, "set", by=by, reason=reason.strip(), payload={"class": node.code, "before": before, "after": chosen})
    announce("esg.mineral_class_set", node=node.pk)
    return each


@transaction.atomic
def drop_mineral_class(each: MineralClass, *, by: User) -> None:
    """The class holds no minerals after all; declarations that were made stay."""
    require(policies.may_keep_minerals(by))
    record(each, "dropped", by=by, payload={"class": each.node.code, "metals": list(each.metals)})
    announce("esg.mineral_class_set", node=each.node_id)
    each.delete()
