"""Door: an invoice as a document that other systems read."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from portal.api.documents import xml_response
from portal.errors import WrongState
from portal.http import reads
from purchasing.contracts import queries, services
from purchasing.contracts.queries.amounts import Sight
from purchasing.contracts.queries.deliveries import DEAD
from purchasing.contracts.queries.ubl import ubl_invoice_of
from purchasing.contracts.views.invoices import invoice_or_404


@reads
def invoice_ubl(request: HttpRequest, number: str) -> HttpResponseBase:
    """UBL 2.1 Invoice, for who sees its amounts."""
    invoice = invoice_or_404(request, number)
    seen = queries.sight(request.user, invoice.contract)
    if seen == Sight.HIDDEN:
        raise Http404
    if invoice.state in DEAD:
        raise WrongState(_("This invoice was refused or cancelled: nothing is asked for by it."))
    services.note_look(invoice, [seen], by=request.user)
    return xml_response(ubl_invoice_of(invoice), f"{invoice.number}.xml")
