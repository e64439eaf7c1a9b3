"""Door of the files of a delivery."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.errors import RuleBroken, WrongState
from portal.http import see, writes
from portal.policy import require
from purchasing.contracts import policies
from purchasing.contracts.forms.papers import PaperForm
from purchasing.contracts.services import papers as services
from purchasing.contracts.views.deliveries import _at, delivery_or_404, show_delivery


@writes
def paper_add(request: HttpRequest, number: str) -> HttpResponse:
    """One of the two sides adds files."""
    delivery = delivery_or_404(request, number)
    require(policies.may_add_paper(request.user, delivery))
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.add_papers(delivery, kind=given["kind"], uploads=given["files"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Added. The other side is told."))
            return see(request, _at(delivery) + "#papers")
    return show_delivery(request, delivery, status=422, form=form)
