"""Doors of what an application holds: steel parts, proofs, papers, units sold."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.deciding import decide, posted
from portal.http import writes
from sharedgrowth.innovilt.forms.applications import ItemForm, PaperForm, ProofForm, SoldForm, WeightForm
from sharedgrowth.innovilt.forms.fields import EmptyForm
from sharedgrowth.innovilt.policies import applications as policies
from sharedgrowth.innovilt.queries.applications import coils_of
from sharedgrowth.innovilt.services import contents, proofs
from sharedgrowth.innovilt.views.application_shown import application_or_404, at, decision


def files_posted(request: HttpRequest):
    """What was sent, files too."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@writes(shows_form=True)
def item_new(request: HttpRequest, number: str) -> HttpResponse:
    """Another steel part."""
    application = application_or_404(request, number)
    told = decision(
        application,
        title=_("Add a steel part"),
        text=_("Every part of the product that is of steel. Parts of other materials do not count."),
        verb=_("Add the part"),
        done=_("Added. Prove its steel next."),
        allowed=policies.may_edit(request.user, application),
        do=lambda given: contents.save_item(application, given, by=request.user),
    )
    return decide(request, told, ItemForm(posted(request)))


@writes(shows_form=True)
def item_edit(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """A part is changed."""
    application = application_or_404(request, number)
    item = get_object_or_404(application.items, no=no)
    told = decision(
        application,
        title=_("Change the steel part"),
        text=_("Every part of the product that is of steel. Parts of other materials do not count."),
        verb=_("Save"),
        done=_("Saved."),
        allowed=policies.may_edit(request.user, application),
        do=lambda given: contents.save_item(application, given, item=item, by=request.user),
    )
    names = ("name", "grade", "form", "t_per_unit", "yield_rate", "posco", "maker", "fastener")
    return decide(request, told, ItemForm(posted(request), initial={name: getattr(item, name) for name in names}))


@writes(shows_form=True)
def item_drop(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """A part goes."""
    application = application_or_404(request, number)
    item = get_object_or_404(application.items, no=no)
    told = decision(
        application,
        title=_("Take the part out: %(part)s") % {"part": item.name},
        text=_("What proves it goes too; its coils are free again."),
        verb=_("Take out"),
        done=_("Taken out."),
        allowed=policies.may_edit(request.user, application),
        do=lambda given: contents.drop_item(item, by=request.user),
        danger=True,
    )
    return decide(request, told, EmptyForm(posted(request)))


@writes(shows_form=True)
def proof_new(request: HttpRequest, number: str) -> HttpResponse:
    """A coil of a mill certificate; one that is known already is filled in from ``?coil=``."""
    application = application_or_404(request, number)
    told = decision(
        application,
        title=_("Prove steel"),
        text=_(
            "One coil of one mill certificate. A coil is used once: what another product already holds of it is "
            "not left for this one, and no other member can use its numbers."
        ),
        verb=_("Add the proof"),
        done=_("Added."),
        allowed=policies.may_edit(request.user, application),
        do=lambda given: proofs.add_proof(application, form.given(), upload=given.get("upload"), by=request.user),
    )
    form = ProofForm(*files_posted(request), application=application, initial=_known(request, application))
    return decide(request, told, form)


def _known(request: HttpRequest, application) -> dict[str, object]:
    try:
        uid = UUID(request.GET.get("coil", ""))
    except ValueError:
        return {}
    coil = coils_of(application.company).filter(uid=uid).first()
    if coil is None or request.user.company_id != application.company_id:
        return {}
    return {
        "sheet_no": coil.sheet.number,
        "issued_on": coil.sheet.issued_on,
        "seller": coil.sheet.seller,
        "heat_no": coil.heat_no,
        "coil_no": coil.coil_no,
        "grade": coil.grade,
        "form": coil.form,
        "coil_t": coil.tonnes,
        "bought_on": coil.bought_on,
        "tonnes": coil.tonnes - coil.used,
    }


@writes(shows_form=True)
def proof_weigh(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """Another weight."""
    application = application_or_404(request, number)
    proof = get_object_or_404(application.proofs.select_related("coil"), uid=uid, released_at=None)
    told = decision(
        application,
        title=_("Change the weight: %(coil)s") % {"coil": proof.coil},
        text=_("The coil weighs %(weight)s t.") % {"weight": f"{proof.coil.tonnes:,.3f}"},
        verb=_("Save"),
        done=_("Saved."),
        allowed=policies.may_edit(request.user, application),
        do=lambda given: proofs.weigh_proof(proof, tonnes=given["tonnes"], by=request.user),
    )
    return decide(request, told, WeightForm(posted(request), proof=proof))


@writes(shows_form=True)
def proof_drop(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """A proof is taken out."""
    application = application_or_404(request, number)
    proof = get_object_or_404(application.proofs.select_related("coil"), uid=uid, released_at=None)
    told = decision(
        application,
        title=_("Take the proof out: %(coil)s") % {"coil": proof.coil},
        text=_("What it held of the coil is free again."),
        verb=_("Take out"),
        done=_("Taken out."),
        allowed=policies.may_edit(request.user, application),
        do=lambda given: proofs.drop_proof(proof, by=request.user),
        danger=True,
    )
    return decide(request, told, EmptyForm(posted(request)))


@writes(shows_form=True)
def paper_new(request: HttpRequest, number: str) -> HttpResponse:
    """A drawing, test report, patent or reference."""
    application = application_or_404(request, number)
    told = decision(
        application,
        title=_("Enclose a paper"),
        text=_("A drawing and a test report are needed. The office, the reviewers and the inspector read them."),
        verb=_("Enclose"),
        done=_("Enclosed."),
        allowed=policies.may_edit(request.user, application),
        do=lambda given: contents.add_paper(application, **given, by=request.user),
    )
    return decide(request, told, PaperForm(*files_posted(request)))


@writes(shows_form=True)
def paper_drop(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """A paper is taken out."""
    application = application_or_404(request, number)
    paper = get_object_or_404(application.papers, uid=uid)
    told = decision(
        application,
        title=_("Take the paper out: %(paper)s") % {"paper": paper.title},
        text=_("It no longer belongs to this application."),
        verb=_("Take out"),
        done=_("Taken out."),
        allowed=policies.may_edit(request.user, application),
        do=lambda given: contents.drop_paper(paper, by=request.user),
        danger=True,
    )
    return decide(request, told, EmptyForm(posted(request)))


@writes(shows_form=True)
def application_sold(request: HttpRequest, number: str) -> HttpResponse:
    """The units sold in a year, of a certified product."""
    application = application_or_404(request, number)
    told = decision(
        application,
        title=_("Units sold"),
        text=_("The surveillance counts the steel that was bought in the year against it. The office sees it at once."),
        verb=_("Save"),
        done=_("Saved."),
        allowed=policies.may_edit(request.user, application),
        do=lambda given: contents.report_sold(application, **given, by=request.user),
        back=at(application),
    )
    return decide(request, told, SoldForm(posted(request)))
