"""CCMS in a company's data passport."""

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import RECORD, Section, Things, sections
from sharedgrowth.ccms.queries.assessments import assessments_visible_to

sections.add(
    "ccms.assessments",
    Section(
        label=_("Self-assessments of compliance"),
        said=_("The company's CCMS self-assessments as it confirmed them."),
        kind=RECORD,
        rows=Things(
            lambda gathering: assessments_visible_to(gathering.user).filter(company=gathering.company),
            "number",
            "state",
            "overall",
            "submitted_at",
            "confirmed_at",
            "document",
            "sha256",
            year="set.year",
        ),
        order=185,
    ),
)
