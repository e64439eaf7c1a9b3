"""The notices of applications, reviews, committee, alliance and surveillance."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds

KINDS = (
    (
        "application_submitted",
        _("INNOVILT application %(number)s: %(company)s"),
        _("Take it up and examine the steel."),
    ),
    (
        "application_sent",
        _("INNOVILT application %(number)s is here"),
        _("It is decided by %(day)s. Keep the receipt."),
    ),
    ("application_returned", _("INNOVILT application %(number)s was sent back"), _("Complete it and submit it again.")),
    (
        "application_eligible",
        _("INNOVILT application %(number)s: the steel is proven"),
        _("Technology and market are reviewed now."),
    ),
    (
        "application_rejected",
        _("INNOVILT application %(number)s was not certified"),
        _("The page says why. You may apply again."),
    ),
    (
        "application_deferred",
        _("INNOVILT application %(number)s was deferred"),
        _("The page says what the committee misses."),
    ),
    ("application_withdrawn", _("INNOVILT application %(number)s was withdrawn"), _("The company has taken it back.")),
    (
        "certified",
        _("INNOVILT: your product is certified, %(number)s"),
        _("The certificate is ready in Korean and English."),
    ),
    (
        "reviewer_named",
        _("You are asked to review %(number)s"),
        _("Give your marks, or stand back if there is a conflict."),
    ),
    ("review_recused", _("A reviewer of %(number)s stands back"), _("Name somebody else.")),
    ("check_planned", _("Site check of %(number)s on %(day)s"), _("The inspector comes to the plant.")),
    ("check_cancelled", _("The site check of %(number)s is called off"), _("Another day is planned.")),
    ("check_held", _("The site check of %(number)s is closed"), _("Look at the points.")),
    ("sheet_refused", _("The mill does not know mill certificate %(number)s"), _("It no longer proves any steel.")),
    (
        "meeting_called",
        _("Meeting of the brand committee on %(day)s"),
        _("You have a seat. Read the products of its agenda."),
    ),
    ("agenda_set", _("INNOVILT application %(number)s comes before the committee"), _("The meeting is on %(day)s.")),
    ("member_joined", _("Welcome to the INNOVILT Alliance"), _("Read and sign the agreement of the alliance.")),
    (
        "member_in_grace",
        _("Your INNOVILT membership is in grace"),
        _("No certificate is valid. It lapses after %(day)s."),
    ),
    ("member_lapsed", _("Your INNOVILT membership has lapsed"), _("It comes back with a certificate.")),
    ("member_insolvent", _("Insolvency of an INNOVILT member: %(company)s"), _("Look at each of its certificates.")),
    ("member_closed", _("An INNOVILT member is out of business: %(company)s"), _("Look at each of its certificates.")),
    ("renewal_due", _("INNOVILT certificate %(number)s ends on %(day)s"), _("Apply for its renewal now.")),
    ("surveillance_planned", _("Surveillance of %(number)s until %(day)s"), _("Heats are followed through the plant.")),
    ("surveillance_held", _("The surveillance of %(number)s was held"), _("Answer its findings in time.")),
    (
        "surveillance_failed",
        _("The surveillance of %(number)s failed"),
        _("The suspension of the certificate is proposed."),
    ),
    (
        "surveillance_late",
        _("The surveillance of %(number)s was due on %(day)s"),
        _("Hold it, or say why it failed."),
    ),
    (
        "finding_due",
        _("A finding of %(number)s is to be answered by %(day)s"),
        _("Without an answer the surveillance may fail."),
    ),
    (
        "finding_late",
        _("A finding of %(number)s was not answered by %(day)s"),
        _("Without an answer the surveillance may fail."),
    ),
    ("finding_answered", _("A finding of %(number)s is answered"), _("Close it, if the answer is enough.")),
    (
        "version_changed",
        _("A newer version of a certified product: %(number)s"),
        _("The certificate does not cover it yet."),
    ),
    (
        "version_decided",
        _("The newer version of %(number)s was looked at"),
        _("The page says whether the certificate covers it."),
    ),
)
QUIET = frozenset(
    {"application_submitted", "application_withdrawn", "review_recused", "check_held", "finding_answered"}
)
for _key, _title, _text in KINDS:
    kinds.register(Kind(key=f"innovilt.{_key}", title=_title, text=_text, essential=_key not in QUIET))
