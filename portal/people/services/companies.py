"""A company comes to the portal: registered by its people, completed, submitted, opened again after a rejection."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Field
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit.services import move, record
from portal.clock import today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people import policies, queries, rules
from portal.people.models import Company, JoinRequest, Membership, Role, User
from portal.people.queries import IN_REVIEW
from portal.people.services.appeals import withdraw_open_appeals
from portal.people.services.members import ask_to_join
from portal.people.states import CorpNoFault
from portal.policy import require
from portal.text import plain_code

# What identifies a company: changed by its people only while nobody has vouched for it.
IDENTITY = frozenset(
    ["legal_name_ko", "legal_name_en", "legal_form", "corp_no", "rep_name", "established_on", "industry"]
    + ["registration_document", "registration_issued_on"]
)
CONTACT = frozenset(["postcode", "address", "address_detail", "phone", "website", "about_ko", "about_en"])
CODES = frozenset(["postcode", "phone"])  # written with plain letters and digits
NEEDED = ("legal_name_ko", "rep_name", "address", "phone", "registration_document", "registration_issued_on")


@transaction.atomic
def register_company(
    *,
    by: User,
    legal_name_ko: str,
    country: str = "KR",
    brn: str = "",
    foreign_id_type: str = "",
    foreign_id: str = "",
    message: str = "",
    **fields: Any,
) -> Company | JoinRequest:
    """Register a company as its first administrator; a number that is already here becomes a join request (CAT-05).

    ``fields`` are those of IDENTITY and CONTACT. Two who register one number at once: the unique constraint lets one
    company in, the other gets the join request.
    """
    require(policies.may_register_company(by))
    foreign_id = foreign_number(country, foreign_id_type, foreign_id)
    check_number(country, brn, foreign_id_type, foreign_id)
    _check_fields(fields, IDENTITY | CONTACT)
    check_corp_no(fields.get("corp_no", ""), fields.get("established_on"))
    fields = _plain(fields)
    check_facts(fields)
    check_postcode(fields.get("postcode", ""), country)
    number = {"brn": brn} if country == "KR" else {"foreign_id_type": foreign_id_type, "foreign_id": foreign_id}
    if not (known := Company.objects.filter(**number).first()):
        try:
            with transaction.atomic():
                company = Company.objects.create(
                    number=next_number("CMP"), country=country, legal_name_ko=legal_name_ko, **number, **fields
                )
        except IntegrityError:
            known = Company.objects.get(**number)
        else:
            return _settle(company, by)
    return ask_to_join(known, message=message, by=by)


def _settle(company: Company, admin: User) -> Company:
    membership = Membership.objects.create(user=admin, company=company)
    membership.roles.set(Role.objects.filter(code__in=["SA", "SU"]))
    admin.active_membership = membership
    admin.save(update_fields=["active_membership"])
    admin.forget_roles()
    record(company, "registered", by=admin)
    announce("people.company_registered", company=company.pk)
    return company


@transaction.atomic
def edit_company(company: Company, *, by: User, **fields: Any) -> Company:
    """Change a company's data; what identifies it only while it is a draft or was returned.

    Nothing while it is being reviewed: what the reviewer reads is what was submitted.
    """
    require(policies.may_edit_company(by, company))
    company.refresh_from_db(from_queryset=Company.objects.select_for_update(of=("self",)))
    require_not_in_review(company)
    _check_fields(fields, (IDENTITY | CONTACT) if company.takes_changes else CONTACT)
    established_on = fields.get("established_on", company.established_on)
    check_corp_no(fields.get("corp_no", company.corp_no), established_on)
    fields = _plain(fields)
    check_facts({name: value for name, value in fields.items() if getattr(company, name) != value})
    if (postcode := fields.get("postcode", "")) != company.postcode:
        check_postcode(postcode, company.country)
    changed = sorted(name for name, value in fields.items() if getattr(company, name) != value)
    if not changed:
        return company
    for name in changed:
        setattr(company, name, fields[name])
    company.save(update_fields=changed)
    record(company, "edited", by=by, payload={"fields": changed})
    return company


def require_not_in_review(company: Company) -> None:
    """Raise WrongState while a registration is with purchasing."""
    if company.state in IN_REVIEW:
        raise WrongState(
            _(
                "The registration is with purchasing, so its data stays as submitted until the answer. "
                "If something is wrong, write to purchasing: it can return the registration to you."
            )
        )


def missing_fields(company: Company) -> list[Field]:
    """What must still be entered or uploaded before the registration can be submitted."""
    needed = [field for field in company._meta.concrete_fields if field.name in NEEDED]
    return [field for field in needed if not getattr(company, field.attname)]


@transaction.atomic
def submit_company(company: Company, *, by: User) -> Company:
    """Submit a registration for review: complete, and with a recent registration certificate (CAT-06)."""
    require(policies.may_submit_company(by, company))
    company.refresh_from_db(from_queryset=Company.objects.select_for_update(of=("self",)))
    missing = [field for field in missing_fields(company) if field.name != "registration_document"]
    if missing:
        raise RuleBroken(
            _("Still missing: %(fields)s. Complete the data, then submit.")
            % {"fields": ", ".join(str(field.verbose_name) for field in missing)}
        )
    if company.registration_document_id is None:
        raise RuleBroken(_("The business registration certificate is missing. Upload it, then submit."))
    check_certificate_day(company.registration_issued_on)
    move(company, "submit", by=by, submitted_by=by)
    announce("people.company_submitted", company=company.pk)
    return company


@transaction.atomic
def reopen_company(company: Company, *, by: User) -> Company:
    """Start again after a rejection, six months later; an appeal that nobody has decided is withdrawn by that."""
    require(policies.may_reopen_company(by, company))
    if (earliest := queries.reapply_from(company)) and earliest > today():
        raise RuleBroken(_("A new application is possible from %(day)s on.") % {"day": day_text(earliest, "day")})
    move(company, "reopen", by=by, returned_times=0)
    withdraw_open_appeals(company, by=by)
    return company


def _check_fields(fields: dict[str, Any], allowed: frozenset[str]) -> None:
    if IDENTITY & fields.keys() - allowed:
        raise RuleBroken(
            _("Names and numbers of a reviewed company are not changed here. Write to the purchasing department.")
        )
    if unknown := fields.keys() - IDENTITY - CONTACT:
        raise TypeError(f"not fields of a company that its people may set: {sorted(unknown)}")


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with codes in the one form that we keep."""
    plain = {name: plain_code(value) if name in CODES else value for name, value in fields.items()}
    if industry := plain.get("industry"):
        plain["industry"] = rules.industry_code(industry) or industry
    return plain


def check_facts(fields: dict[str, Any]) -> None:
    """Refuse what no company can have: a day of establishment to come, words for a telephone number, an old paper."""
    check_certificate_day(fields.get("registration_issued_on"))
    established_on = fields.get("established_on")
    if established_on is not None and established_on > today():
        raise RuleBroken(_("This day has not come yet. Check the year."), field="established_on")
    if fields.get("phone") and not rules.phone_is_possible(fields["phone"]):
        raise RuleBroken(
            _("This is not a telephone number. Write its digits with the area code, such as 054-555-0001."),
            field="phone",
        )
    if fields.get("industry") and rules.industry_code(fields["industry"]) != fields["industry"]:
        raise RuleBroken(
            _("This is not a KSIC code. Write two to five digits, with or without the section's letter: C2400."),
            field="industry",
        )


def check_certificate_day(issued_on: date | None) -> None:
    """Refuse a registration certificate that is too old to prove who acts for the company. Source: CAT-06."""
    if issued_on is None:
        return
    on = today()
    if issued_on > on:
        raise RuleBroken(_("This day has not come yet. Check the year."), field="registration_issued_on")
    months = queries.company_terms(on).certificate_months
    if not rules.is_recent(issued_on, on, months):
        raise RuleBroken(
            ngettext(
                "This certificate is older than %(months)d month. Have a new one issued and upload it.",
                "This certificate is older than %(months)d months. Have a new one issued and upload it.",
                months,
            )
            % {"months": months},
            field="registration_issued_on",
        )


def check_postcode(postcode: str, country: str) -> None:
    """Refuse what can be no postcode of that country; none at all is taken."""
    if postcode and not rules.postcode_is_possible(postcode, country):
        raise RuleBroken(_("A Korean postcode has five digits, such as 37877."), field="postcode")


def foreign_number(country: str, kind: str, number: str) -> str:
    """In the one form that we keep, so that one company has one number: no gaps, a VAT number with its country."""
    bare = "".join(character for character in plain_code(number).upper() if character.isalnum())
    return (rules.vat_number(bare, country) or bare) if kind == Company.ForeignId.VAT else bare


def check_number(country: str, brn: str, foreign_id_type: str, foreign_id: str) -> None:
    """Refuse a number that is not well formed, however it is written."""
    kinds = Company.ForeignId
    if country == "KR":
        if not rules.is_brn(brn):
            raise RuleBroken(
                _("The check digit of this business number does not fit. Compare it digit by digit."), field="brn"
            )
        return
    well_formed: dict[str, Callable[[str], object]] = {
        kinds.LEI: rules.lei_is_well_formed,
        kinds.DUNS: rules.duns_is_well_formed,
        kinds.VAT: lambda number: rules.vat_number(number, country),
    }
    if foreign_id_type not in well_formed:
        raise RuleBroken(_("Choose which number identifies the company: LEI, VAT or D-U-N-S."), field="foreign_id_type")
    if not well_formed[foreign_id_type](foreign_number(country, foreign_id_type, foreign_id)):
        raise RuleBroken(_("This number is not well formed. Compare it character by character."), field="foreign_id")


def check_corp_no(corp_no: str, established_on: date | None) -> None:
    """Refuse a corporate number whose check digit does not fit, unless it may be one without."""
    if corp_no and rules.corp_no_fault(corp_no, established_on) == CorpNoFault.ERROR:
        raise RuleBroken(
            _("The check digit of this corporate registration number does not fit. Compare it digit by digit."),
            field="corp_no",
        )
