"""The words of the notices about total cost and preference."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds

KINDS = [
    Kind(
        key="bidding.tco_input_corrected",
        title=_("A value of your bid in tender %(number)s was corrected"),
        text=_("%(line)s: %(remark)s. The declared value stays beside the correction."),
        essential=True,
    ),
    Kind(
        key="bidding.tco_input_rejected",
        title=_("A value of your bid in tender %(number)s does not count"),
        text=_("%(line)s: %(remark)s."),
        essential=True,
    ),
    Kind(
        key="bidding.tco_correction_waits",
        title=_("A correction in tender %(number)s waits for you"),
        text=_("%(line)s: %(remark)s. It counts when a second person confirms it; the evaluation waits for that."),
    ),
    Kind(
        key="bidding.tco_model_waits",
        title=_("Cost model %(model)s waits for you"),
        text=_("%(name)s. No tender can use it before the last approval."),
    ),
    Kind(
        key="bidding.tco_model_activated",
        title=_("Cost model %(model)s is in use"),
        text=_("%(name)s. Tenders can choose it from now on."),
    ),
    Kind(
        key="bidding.tco_model_returned",
        title=_("Cost model %(model)s came back to its draft"),
        text=_("%(name)s. Its history says what has to change."),
    ),
    Kind(
        key="bidding.tco_model_retired",
        title=_("Cost model %(model)s is retired"),
        text=_("%(name)s. Published tenders keep their copy."),
    ),
    Kind(
        key="bidding.guarantee_opened",
        title=_("A guarantee of tender %(number)s begins: %(line)s"),
        text=_("%(title)s. The declared value is measured after delivery."),
    ),
    Kind(
        key="bidding.guarantee_planned",
        title=_("A guarantee of tender %(number)s is tested by %(day)s: %(line)s"),
        text=_("%(title)s. Agree with the using department on the day and on who is there."),
    ),
    Kind(
        key="bidding.guarantee_measured",
        title=_("A guarantee of tender %(number)s was measured: %(line)s"),
        text=_("%(title)s. A second person decides what follows."),
    ),
    Kind(
        key="bidding.guarantee_met",
        title=_("The guarantee %(line)s of tender %(number)s is met"),
        text=_("%(title)s. Nothing is owed."),
        essential=True,
    ),
    Kind(
        key="bidding.guarantee_owed",
        title=_("The guarantee %(line)s of tender %(number)s was not met"),
        text=_("%(title)s. Damages are owed by the announced rule; the page of the guarantee shows the calculation."),
        essential=True,
    ),
    Kind(
        key="bidding.preference_terms_proposed",
        title=_("New terms of preferential purchase wait for your approval"),
        text=_("They would be in force from %(day)s."),
    ),
    Kind(
        key="bidding.own_work_entered",
        title=_("A check on the winner's own work in tender %(number)s waits for your decision"),
        text=_("%(title)s. Below the announced share the preference is withdrawn."),
    ),
    Kind(
        key="bidding.preference_withdrawn",
        title=_("The preference in tender %(number)s was withdrawn"),
        text=_("%(title)s. The difference is owed, and no margin is given until %(until)s."),
        essential=True,
    ),
]

for kind in KINDS:
    kinds.register(kind)
