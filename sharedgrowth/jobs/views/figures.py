"""The figures that stand on the front page of Youth Dream: published ones with their source, the portal's own apart."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.masking import cell
from portal.results import published_of
from sharedgrowth.jobs.queries.figures import own_figures


def front_figures() -> dict[str, Any]:
    """Both, never added together; small numbers of people are not shown."""
    own = own_figures()
    return {
        "published": published_of("jobs"),
        "own_figures": [
            {"label": _("Cohorts held"), "value": own["cohorts"]},
            {"label": pgettext("job", "Applications"), "value": cell(own["sent"])},
            {"label": pgettext("cohort", "Trained"), "value": cell(own["trained"])},
            {"label": pgettext("cohort", "Completed"), "value": cell(own["completed"])},
        ],
    }
