"""Data passports on the pages of the ground floor: the tab, the words of timelines, the company's own sections."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.clock import today
from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.partners.registry import Tab, tabs
from portal.passport.registry import ASSERTED, OWN, Gathering, Outcome, PlanLine, Row, Section, Taking, sections
from portal.people.forms import IdentityForm
from portal.people.models import Certificate, CertificateKind, Standing
from portal.people.services import add_certificate, edit_company
from portal.words import deeds

tabs.add(
    "passport",
    Tab(
        label=gettext_lazy("Data passport"),
        said=gettext_lazy("All the company's own data as one signed file, and back in at another portal."),
        url_name="passport:passport-list",
        icon="id",
        roles=frozenset({"SA", "AD", "AU", "PO", "ER", "CP"}),
        order=60,
    ),
)
for what, words in {
    "passport.passport.asked": pgettext_lazy("passport", "Asked for"),
    "passport.passport.start": pgettext_lazy("passport", "Writing begun"),
    "passport.passport.finish": pgettext_lazy("passport", "Issued and signed"),
    "passport.passport.fail": gettext_lazy("Stopped by a fault"),
    "passport.passport.cancel": pgettext_lazy("passport", "Cancelled"),
    "passport.passport.resume": pgettext_lazy("passport", "Begun anew"),
    "passport.passport.expire": pgettext_lazy("passport", "File deleted"),
    "passport.passport.taken": gettext_lazy("File taken"),
    "passport.passportimport.sent_in": pgettext_lazy("passport", "Sent in and checked"),
    "passport.passportimport.take": pgettext_lazy("passport", "Taking in begun"),
    "passport.passportimport.finish": pgettext_lazy("passport", "Taken in"),
    "passport.passportimport.fail": gettext_lazy("Stopped by a fault"),
    "passport.passportimport.resume": pgettext_lazy("passport", "Gone on with"),
    "passport.passportimport.discard": pgettext_lazy("passport", "Discarded"),
    "passport.trustedissuer.trusted": pgettext_lazy("issuer of passports", "Trusted"),
    "passport.trustedissuer.withdraw": pgettext_lazy("issuer of passports", "Trust withdrawn"),
    "passport.trustedissuer.restore": pgettext_lazy("issuer of passports", "Trusted again"),
}.items():
    deeds.add(what, words)

# The company's profile: elsewhere it fills what is still empty -------------------------------------------------------
PROFILE = (
    "legal_name_en", "legal_form", "corp_no", "rep_name", "established_on", "industry", "postcode",
    "address", "address_detail", "phone", "website", "about_ko", "about_en",
)  # fmt: skip
WORDS = {
    "legal_name_en": gettext_lazy("Legal name (English)"),
    "legal_form": gettext_lazy("Legal form"),
    "corp_no": gettext_lazy("Corporate registration number"),
    "rep_name": gettext_lazy("Representative"),
    "established_on": gettext_lazy("Established on"),
    "industry": gettext_lazy("Industry (KSIC)"),
    "postcode": gettext_lazy("Postcode"),
    "address": gettext_lazy("Address"),
    "address_detail": gettext_lazy("Address, detail"),
    "phone": gettext_lazy("Phone"),
    "website": gettext_lazy("Website"),
    "about_ko": gettext_lazy("About the company (Korean)"),
    "about_en": gettext_lazy("About the company (English)"),
}


def profile_rows(gathering: Gathering) -> Iterator[Row]:
    """One row: what the company says of itself."""
    company = gathering.company
    yield {
        "legal_name_ko": company.legal_name_ko,
        "country": company.country,
        "size_class": company.size_class,  # proven by a certificate: elsewhere it is proven anew
        **{name: getattr(company, name) for name in PROFILE},
        "registration_document": gathering.file(company.registration_document),
    }


def profile_plan(taking: Taking, rows: Iterator[Row]) -> Iterator[PlanLine]:
    """Field by field."""
    for row in rows:
        for name in PROFILE:
            told, here = str(row.get(name) or ""), str(getattr(taking.company, name) or "")
            if not told:
                continue
            if here:
                same = here == told
                yield PlanLine(
                    str(WORDS[name]), "there" if same else "kept", "" if same else _("What stands here stays.")
                )
            else:
                yield PlanLine(str(WORDS[name]), "new", told[:100])


def _typed(name: str, told: str) -> Any:
    """The value as the form on the page takes it, or RuleBroken with the words of the form."""
    try:
        value = IdentityForm.base_fields[name].clean(told)
    except ValidationError as fault:
        raise RuleBroken(" ".join(fault.messages), field=name) from None
    if name == "website" and not value.startswith(("http://", "https://")):
        raise RuleBroken(_("A web address begins with https://."), field=name)
    return value


def profile_take(taking: Taking, rows: Iterator[Row]) -> Outcome:
    """Only what is empty here."""
    outcome = Outcome()
    for row in rows:
        for name in PROFILE:
            told = str(row.get(name) or "")
            if not told:
                continue
            if getattr(taking.company, name):
                outcome.there += 1
                continue
            try:
                edit_company(taking.company, by=taking.by, **{name: _typed(name, told)})
            except RuleBroken as refusal:
                outcome.refused.append((str(WORDS[name]), str(refusal)))
            else:
                outcome.taken += 1
    return outcome


sections.add(
    "people.profile",
    Section(
        label=gettext_lazy("Profile of the company"),
        said=gettext_lazy("Names, address, size and what the company says of itself."),
        kind=OWN,
        rows=profile_rows,
        plan=profile_plan,
        take=profile_take,
        order=10,
    ),
)


# Certificates: elsewhere they wait for a second look like any other ---------------------------------------------------
def certificate_rows(gathering: Gathering) -> Iterator[Row]:
    """With their documents."""
    for each in Certificate.objects.filter(company=gathering.company).select_related("document").order_by("pk"):
        yield {
            "kind": each.kind_id,
            "number": each.number,
            "issuer": each.issuer,
            "valid_from": each.valid_from,
            "valid_to": each.valid_to,
            "state": each.state,
            "document": gathering.file(each.document),
        }


def _known(taking: Taking) -> set[tuple[str, str]]:
    return set(Certificate.objects.filter(company=taking.company).values_list("kind_id", "number"))


def certificate_plan(taking: Taking, rows: Iterator[Row]) -> Iterator[PlanLine]:
    """Which are new here and still valid."""
    kinds, known, day = set(CertificateKind.objects.values_list("code", flat=True)), _known(taking), today()
    for row in rows:
        what = f"{row['kind']} {row['number']}"
        if row["kind"] not in kinds:
            yield PlanLine(what, "kept", _("This kind of certificate is not known here."))
        elif row["valid_to"] and date.fromisoformat(row["valid_to"]) < day:
            yield PlanLine(what, "kept", _("It has expired."))
        else:
            yield PlanLine(what, "there" if (row["kind"], row["number"]) in known else "new", str(row["issuer"])[:100])


def certificate_take(taking: Taking, rows: Iterator[Row]) -> Outcome:
    """As pending: a person of the portal verifies them."""
    outcome = Outcome()
    kinds, known = {kind.code: kind for kind in CertificateKind.objects.all()}, _known(taking)
    for row in rows:
        what = f"{row['kind']} {row['number']}"
        kind = kinds.get(row["kind"])
        if kind is None:
            outcome.refused.append((what, _("This kind of certificate is not known here.")))
            continue
        if (row["kind"], row["number"]) in known:
            outcome.there += 1
            continue
        try:
            upload = taking.upload(row.get("document"))
            document = store_upload(upload, company=taking.company, by=taking.by) if upload else None
            add_certificate(
                taking.company,
                kind=kind,
                number=str(row["number"])[:80],
                issuer=str(row["issuer"])[:120],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                document=document,
                by=taking.by,
            )
        except RuleBroken as refusal:
            outcome.refused.append((what, str(refusal)))
        else:
            outcome.taken += 1
            known.add((kind.code, str(row["number"])[:80]))
    return outcome


sections.add(
    "people.certificates",
    Section(
        label=gettext_lazy("Certificates of the company"),
        said=gettext_lazy("Quality, environment and other certificates with their documents."),
        kind=OWN,
        rows=certificate_rows,
        plan=certificate_plan,
        take=certificate_take,
        at_once=20,
        order=20,
    ),
)


# What this portal says of the company ---------------------------------------------------------------------------------
TOLD = ("level", "size_class", "tax_status", "esg.", "registered:", "certificate.")  # the company reads these here too


def standing_rows(gathering: Gathering) -> Iterator[Row]:
    """Its level and the facts recorded about it that it reads here itself."""
    company = gathering.company
    yield {"fact": "level", "value": company.level, "valid_from": "", "valid_to": "", "source": company.number}
    for each in Standing.objects.filter(company=company).order_by("pk"):
        if not each.fact.startswith(TOLD):
            continue
        yield {
            "fact": each.fact,
            "value": each.value,
            "valid_from": each.valid_from,
            "valid_to": each.valid_to,
            "source": each.source,
        }


sections.add(
    "people.standing",
    Section(
        label=gettext_lazy("Level and standing"),
        said=gettext_lazy(
            "What this portal has recorded of the company: elsewhere it is evidence and changes nothing."
        ),
        kind=ASSERTED,
        rows=standing_rows,
        order=90,
    ),
)
