"""The demonstration's tenders, one in every state, made through the services that the screens use."""

from portal.demo import Part, parts
from purchasing.bidding.demo import sandbox
from purchasing.bidding.demo.keys import PASSPHRASE
from purchasing.bidding.demo.looked_at import look
from purchasing.bidding.demo.notices import announce
from purchasing.bidding.demo.questions import ask
from purchasing.bidding.demo.site_visits import visit_sample
from purchasing.bidding.demo.story import fill

__all__ = ["announce", "ask", "fill", "look", "sandbox", "visit_sample"]

KEYS = f"Passphrase of the opening officers' keys (oc1, oc2, oc3): {PASSPHRASE}"
parts.add("bidding", Part(order=30, title="tenders in every state", fill=fill, told=KEYS))
parts.add("bidding-notices", Part(order=31, title="plans, lots, envelopes, invitations, amendments", fill=announce))
parts.add("bidding-questions", Part(order=32, title="questions and answers, recorded contacts", fill=ask))
parts.add("bidding-site-visits", Part(order=33, title="site visits to certified companies", fill=visit_sample))
parts.add("bidding-looked-at", Part(order=38, title="screens, what-if runs, open data", fill=look))
