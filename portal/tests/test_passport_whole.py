"""A passport holds all that is the company's own: what hangs on a company is in a section, or it is said why not."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from portal.passport.queries.passports import OWN_ROLES, all_sections
from portal.passport.registry import Things
from portal.people.models import Company
from portal.tests.factories import CompanyFactory, UserFactory

# What hangs on a company, and the section that tells it.
TOLD = {
    "people.Standing": "people.standing",
    "people.Certificate": "people.certificates",
    "people.Membership": "people.members",
    "catalog.Product": "catalog.products",
    "catalog.Inquiry": "catalog.inquiries",
    "catalog.Proposal": "catalog.proposals",
    "catalog.QuoteInvitation": "catalog.quotes",
    "bidding.Bid": "bidding.own_bids",
    "bidding.Question": "bidding.questions",
    "bidding.Objection": "bidding.objections",
    "contracts.Contract": "contracts.contracts",
    "contracts.Invoice": "contracts.invoices",
    "payments.Obligation": "payments.obligations",
    "payments.Receivable": "payments.receivables",
    "payments.BankAccount": "payments.bank_accounts",
    "payments.Book": "payments.statement",
    "esg.Assessment": "esg.answers",
    "esg.Evidence": "esg.evidence",
    "esg.CorrectiveAction": "esg.actions",
    "esg.CodeConsent": "esg.code_consents",
    "esg.MineralDeclaration": "esg.minerals",
    "esg.ExternalRating": "esg.ratings",
    "esg.CourseCertificate": "esg.course_certificates",
    "support.Application": "support.applications",
    "support.Project": "support.projects",
    "support.LabBooking": "support.lab_bookings",
    "support.TechLicence": "support.licences",
    "support.SmartSystem": "support.smart_systems",
    "benefit.TaskSupplier": "benefit.tasks",
    "innovilt.InnoviltApplication": "innovilt.applications",
    "innovilt.Certificate": "innovilt.certificates",
    "innovilt.MillSheet": "innovilt.mill_sheets",
    "jobs.Vacancy": "jobs.vacancies",
    "friends.Donation": "friends.donations",
    "friends.Pledge": "friends.pledges",
    "friends.Prepayment": "friends.prepayments",
    "ccms.SelfAssessment": "ccms.assessments",
    "catalog.GroupApplication": "catalog.group_applications",
    "bidding.Partnership": "bidding.partnerships",
    "bidding.SiteVisit": "bidding.site_visits",
    "esg.Entry": "esg.entries",
    "esg.ConsultingRequest": "esg.consulting",
    "esg.EcoPurchase": "esg.eco_purchases",
    "funds.Commitment": "funds.commitments",
    "support.SmartLevel": "support.smart_levels",
    "support.GroupRequest": "support.group_requests",
    "benefit.Dispute": "benefit.disputes",
    "benefit.PrototypeCost": "benefit.prototype_costs",
    "innovilt.AllianceMember": "innovilt.membership",
    "innovilt.MarkUse": "innovilt.mark_uses",
    "friends.Member": "friends.memberships",
    "friends.Activity": "friends.activities",
}
# What is left out, and why.
WORK = "how this portal works for the company: of no use elsewhere"
OURS = "written by the buyer for its own work; the company does not read it, or not as its own"
PART = "a part or step of things that a section tells"
SECRET = "a credential or what was sealed: never in a file that is handed on"
PEOPLE = "of single people: they take their own data out themselves"
LEFT_OUT = {
    WORK: "audit.AuditEntry exchange.CalendarFeed exchange.Change exchange.Export passport.Passport "
    "passport.PassportImport sandbox.SandboxCompany partners.ApiRequest catalog.BulkJob catalog.ColumnMemory "
    "catalog.ProductSearch catalog.ReviewBatch people.JoinRequest people.Invitation people.CompanyAppeal",
    OURS: "contracts.SupplierFact payments.Instruction payments.Payable esg.Limitation esg.CarriedLimitation "
    "esg.RedFlag esg.ReviewerTie esg.MineralCase benefit.PriceCut jobs.ArrearsListing jobs.FirmBlock "
    "support.CostAccess support.LabReportAccess support.Partner support.FacilityInspection innovilt.MarkMisuse "
    "bidding.PreferenceCheck bidding.OwnWork payments.RatioResult funds.GemFund people.CompanySuccession",
    PART: "people.Company files.File catalog.RequestInvitation catalog.QuoteLine bidding.Invitation "
    "payments.ClaimLine payments.ReceivableRequest esg.MineralIssue esg.MineralConsent esg.SharingConsent "
    "benefit.Signature benefit.TechnicalItem benefit.ContractRight contracts.PriceConsent people.CompanyProposal",
    SECRET: "partners.ApiClient bidding.SealedFile",
    PEOPLE: "esg.Enrolment esg.CourseDuty innovilt.SalesContact jobs.Placement friends.Participation payments.Voice",
}


def hang_on_a_company() -> set[str]:
    return {
        model._meta.label
        for model in apps.get_models()
        if any(field.related_model is Company for field in model._meta.concrete_fields)
    }


def test_what_hangs_on_a_company_is_told_or_it_is_said_why_not():
    left = [label for labels in LEFT_OUT.values() for label in labels.split()]
    named = [*TOLD, *left]
    assert len(named) == len(set(named))
    assert hang_on_a_company() == set(named)
    assert not set(TOLD.values()) - {code for code, _section in all_sections()}


def follow(model: type[Model], path: str) -> None:
    for name in path.split("."):
        try:
            model = model._meta.get_field(name).related_model
        except FieldDoesNotExist:
            assert hasattr(model, name), f"{model._meta.label} has no {name}"
            return


@pytest.mark.django_db
def test_what_is_told_of_things_is_there():
    """With an empty company no row would say so."""

    class Gathering:
        company = CompanyFactory()
        user = UserFactory(company=company, roles=tuple(OWN_ROLES))

    told = [(code, section.rows) for code, section in all_sections() if isinstance(section.rows, Things)]
    assert len(told) > 15
    for code, things in told:
        found = things.found(Gathering)
        assert "WHERE" in str(found.query), code
        for path in [column.of or column.name for column in things.columns] + [things.file or "pk"]:
            if path != "pk":
                follow(found.model, path)
