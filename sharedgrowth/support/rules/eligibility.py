"""Who may apply to which programme, and what a company can do about it when it may not. Source: domain 7.3, 17."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from sharedgrowth.support.registry import Applicant, Reason

RED = "R"  # the band of a company with a red flag
BLOCKED_FROM = 2  # level of a supply limitation

FROZEN = Reason(
    _("The tax office says that the business is suspended or closed."),
    _("Have the business number checked again once the business operates."),
    "people:company-detail",
)
TOO_LARGE = Reason(_("This programme is for small and medium enterprises."))
NO_SIZE = Reason(
    _("No valid SME certificate is in the portal."),
    _("Add the certificate; it is checked within a few days."),
    "people:certificate-add",
)
SUPPORTED = Reason(
    _("Your company was selected for this programme within the last 24 months."),
    _("Another programme may fit: the finder shows which."),
    "support:finder",
)
SANCTIONED = Reason(
    _("Your company is under a sanction."),
    _("It may apply when the sanction has ended."),
    "people:company-detail",
)
RED_FLAG = Reason(
    _("An ESG red flag is open: no programme that gives money is open to your company."),
    _("Close the red flag by its corrective action. ESG consulting stays open and helps with it."),
    "esg:overview",
)
LIMITED = Reason(
    _("Supply from your company is limited because of ESG."),
    _("Close the corrective action behind the limitation. ESG consulting stays open and helps with it."),
    "esg:overview",
)


def common_reasons(
    applicant: Applicant, slug: str, *, sizes: Collection[str], gives_money: bool = True
) -> list[Reason]:
    """Why a company may not apply to the programme ``slug``: what holds for every programme.

    ``sizes``: size classes that may apply; small and medium ones prove it by a certificate that is in force (PI-06), a
    mid-market one by its record. One project of a programme in 24 months; sanctions and ESG red keep out of what gives
    money (PI-05); advice on ESG stays open to those that need it most.

    Source: domain 7.3 PI-05, PI-06; 17 (tax status, ESG band).

    >>> from datetime import date
    >>> sme = {"MICRO", "SMALL", "MEDIUM"}
    >>> firm = Applicant(size="SMALL", sme_certificate_until=date(2027, 3, 31))
    >>> common_reasons(firm, "qss", sizes=sme)
    []
    >>> common_reasons(Applicant(size="SMALL"), "qss", sizes=sme) == [NO_SIZE]
    True
    >>> common_reasons(Applicant(size="LARGE"), "qss", sizes=sme) == [TOO_LARGE]
    True
    """
    reasons = []
    if applicant.tax_status in {"SUSPENDED", "CLOSED"}:
        reasons.append(FROZEN)
    if applicant.is_sme or not applicant.size:
        if applicant.sme_certificate_until is None:
            reasons.append(NO_SIZE)
    elif applicant.size not in sizes:
        reasons.append(TOO_LARGE)
    if slug in applicant.recent:
        reasons.append(SUPPORTED)
    if applicant.sanctioned:
        reasons.append(SANCTIONED)
    if gives_money and applicant.esg_band == RED:
        reasons.append(RED_FLAG)
    if gives_money and applicant.limitation >= BLOCKED_FROM:
        reasons.append(LIMITED)
    return reasons


def too_few(applicant: Applicant, least: int, text: object, remedy: object = "") -> list[Reason]:
    """The reason when fewer than ``least`` people work there; where the number is not known, the application asks.

    Source: domain 7.2 (employees are part of the application).

    >>> too_few(Applicant(employees=4), 5, "Five people are needed.")[0].text
    'Five people are needed.'
    >>> too_few(Applicant(employees=5), 5, "Five people are needed."), too_few(Applicant(), 5, "…")
    ([], [])
    """
    if applicant.employees is not None and applicant.employees < least:
        return [Reason(text, remedy, "people:company-detail")]
    return []
