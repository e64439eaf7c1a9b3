"""The roles of domain 16.1: entered after each migration, so that every database has them; names stay as edited."""

from django.utils.translation import gettext_lazy as _

S, B, P = "supplier", "buyer", "partner"
ROLES = [  # code, side, Korean, English, needs two-factor sign-in
    ("SA", S, "기업 관리자", "Company administrator", True),
    ("SU", S, "일반 사용자", "User", False),
    ("BD", S, "투찰 담당", "Bidder", True),
    ("SF", S, "재무 담당", "Finance", True),
    ("SE", S, "ESG 담당", "ESG officer", False),
    ("RQ", B, "현업 요청자", "Requester", True),
    ("PO", B, "구매 담당", "Purchasing officer", True),
    ("CM", B, "카탈로그 관리 담당", "Catalogue manager", True),
    ("CE", B, "원가 산정 담당", "Cost estimator", True),
    ("OC", B, "개찰 위원", "Opening-committee member", True),
    ("EV", B, "평가 위원", "Evaluator", True),
    ("AP", B, "승인권자", "Approver", True),
    ("ER", B, "ESG 심사 담당", "ESG reviewer", True),
    ("EC", B, "ESG 위원", "ESG committee member", True),
    ("SG", B, "동반성장 담당", "Shared-growth officer", True),
    ("CN", B, "컨설턴트", "Consultant", True),
    ("FM", B, "기금 담당", "Fund manager", True),
    ("FI", B, "재무 담당", "Finance", True),
    ("IV", B, "이노빌트 사무국", "INNOVILT office", True),
    ("CC", B, "기업시민 사무국", "Corporate-citizenship office", True),
    ("HR", B, "취업 연계 운영", "Job-matching operator", True),
    ("CP", B, "준법 담당", "Compliance officer", True),
    ("PR", B, "개인정보 보호 담당", "Privacy officer", True),
    ("AU", B, "감사", "Auditor", True),
    ("AD", B, "시스템 관리자", "System administrator", True),
    ("BK", P, "은행", "Bank", False),
    ("SVC", P, "연계 프로그램", "API client", False),
]
DUTIES = {  # what each is for, in a sentence. Source: domain 16.1
    "SA": _("Manages people and data, asks for another bank account, signs and submits; may do all that a user may."),
    "SU": _("Writes drafts for the company and sees its results."),
    "BD": _("Hands in bids and asks questions about tenders."),
    "SF": _("Enters invoices and follows receivables and payments."),
    "SE": _("Answers ESG questionnaires and keeps their evidence."),
    "RQ": _("Asks for products with sourcing requests, tries them out and proposes specifications."),
    "PO": _("Runs tenders, registrations and inquiries, and proposes awards."),
    "CM": _("Keeps classes and their attributes; decides who joins a supplier whose administrators do not answer."),
    "CE": _("Seals the base price of tenders, and nothing else."),
    "OC": _("Holds a key and opens bids together with others."),
    "EV": _("Scores bids and judges explanations where assigned."),
    "AP": _("Approves notices, awards and contracts, up to an amount."),
    "ER": _("Reviews ESG assessments, corrective actions and minerals."),
    "EC": _("Decides on supply limitations and appeals."),
    "SG": _("Runs the programmes of shared growth."),
    "CN": _("Visits assigned projects, measures and writes findings."),
    "FM": _("Keeps the funds: allocations and commitments."),
    "FI": _("Approves payment runs and bank accounts, and verifies benefits."),
    "IV": _("Reviews INNOVILT applications and keeps the certificates."),
    "CC": _("Keeps the citizenship standards and Friends, and publishes reports."),
    "HR": _("Runs the cohorts of Youth Dream; sees applicants masked."),
    "CP": _("Reads what a case needs, and decides on exceptions with a reason."),
    "PR": _("Answers requests about personal data, and keeps breaches and destruction."),
    "AU": _("Reads everything, the audit trail too, and changes nothing."),
    "AD": _(
        "Manages accounts and settings; decides nothing about business and reads neither sealed bids nor applicants."
    ),
    "BK": _("Sends statuses and statements by program."),
}
JOIN_DECIDERS = ("CM", "PO")  # who answers where no administrator of the supplier does. Source: domain CAT-05


def enter_roles(*, using="default", **_signal) -> None:
    """Enter the roles that are missing."""
    from portal.people.models import Role

    rows = [
        Role(code=code, side=side, name_ko=name_ko, name_en=name_en, mfa_required=mfa, order=order)
        for order, (code, side, name_ko, name_en, mfa) in enumerate(ROLES)
    ]
    Role.objects.using(using).bulk_create(rows, ignore_conflicts=True)
