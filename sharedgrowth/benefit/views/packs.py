"""What the body outside gets of a task: contract and plan before the start; performance and sharing at the end.

Source: domain 6.4, documents (benefit-sharing confirmation).
"""

import io
import zipfile

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from portal.display import day_text, money_full
from portal.errors import NotAllowed
from portal.http import reads
from portal.papers import Part, paper_answer, paper_pdf
from portal.pdf import typeset
from portal.throttles import throttled
from sharedgrowth.benefit.models import Agreement, ExternalRegistration, Task
from sharedgrowth.benefit.policies import measurement as policies
from sharedgrowth.benefit.queries import sharing as money
from sharedgrowth.benefit.views.agreement_words import agreement_paper, proposal_paper
from sharedgrowth.benefit.views.papers import LANGUAGES, agreement_or_404
from sharedgrowth.benefit.views.settlements import minutes_pdf, note_pdf
from sharedgrowth.benefit.views.shown import task_or_404

BRAND = "Together · Benefit Sharing"
ONE_TIME = (1980, 1, 1, 0, 0, 0)  # the same data, the same bytes


def _plan_of(task: Task, agreement: Agreement | None) -> dict:
    steps = [
        [
            each.no,
            each.title,
            day_text(each.due_on, "day"),
            day_text(each.done_on, "day") if each.done_on else "",
            each.report,
        ]
        for each in task.milestones.order_by("no")
    ]
    suppliers = [
        [each.company.name, each.tier, f"{each.share * 100:.0f}%"] for each in task.suppliers.select_related("company")
    ]
    target = agreement.target if agreement else ""
    protocol = agreement.protocol if agreement else ""
    head = [_("No."), pgettext("benefit", "Step"), pgettext("benefit", "Due"), _("Done on"), _("Report")]
    return {
        "brand": BRAND,
        "number": task.number,
        "title": _("Plan and progress of a task"),
        "facts": [
            (pgettext("benefit task", "Task"), task.title),
            (_("State"), task.get_state_display()),
            (_("Item or part"), task.item),
            (_("Expected (won)"), money_full(task.expected_won) if task.expected_won is not None else ""),
        ],
        "parts": [
            Part(_("Target"), target),
            Part(_("How it is measured"), protocol),
            Part(_("Suppliers"), head=[_("Company"), _("Tier"), _("Share")], rows=suppliers, numbers=[1, 2]),
            Part(pgettext("benefit task", "Milestones"), head=head, rows=steps),
        ],
    }


@reads
@throttled("export")
def task_plan(request: HttpRequest, number: str) -> HttpResponse:
    """The milestones with what was reported, in the reader's language."""
    task = task_or_404(request, number)
    return paper_answer(kind="plan", **_plan_of(task, Agreement.objects.filter(task=task).first()))


@reads
@throttled("export")
def registration_pack(request: HttpRequest, number: str) -> HttpResponse:
    """All papers of the registration in one file: what is signed, planned, verified and shared by now."""
    task, agreement = agreement_or_404(request, number)
    if agreement.signed_at is None:
        raise NotAllowed(_("The pack is made once the agreement is signed by all."))
    files: dict[str, bytes] = {}
    for language in LANGUAGES:
        with override(language):
            files[f"1-agreement-{language}.pdf"] = typeset("benefit/agreement.typ", agreement_paper(task, agreement))
            files[f"2-plan-{language}.pdf"] = paper_pdf(**_plan_of(task, agreement))
    files["3-proposal.pdf"] = typeset("benefit/agreement.typ", proposal_paper(task))
    for year in money.years_visible_to(request.user).filter(task=task).order_by("no"):
        if policies.may_read_note(year):
            files[f"4-year-{year.no}-settlement.pdf"] = note_pdf(year, request.user)
    for found in money.verifications_visible_to(request.user).filter(measurement__task=task).order_by("pk"):
        if policies.may_read_minutes(found):
            files[f"5-year-{found.measurement.year.no}-minutes.pdf"] = minutes_pdf(found)
    files["contents.txt"] = _contents(task, files).encode()
    answer = HttpResponse(_zipped(files), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{task.number}-registration.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _contents(task: Task, files: dict[str, bytes]) -> str:
    kept = ExternalRegistration.objects.filter(task=task).first()
    where = f"{kept.body} {kept.number}, {kept.registered_on:%Y-%m-%d}" if kept else _("not registered yet")
    return "\n".join([f"{task.number} {task.title}", f"{_('Registration outside')}: {where}", "", *sorted(files), ""])


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in files.items():
            pack.writestr(zipfile.ZipInfo(name, ONE_TIME), data)
    return out.getvalue()
