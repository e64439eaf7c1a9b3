"""What payables enter on the audit trail: their words."""

from django.utils.translation import pgettext_lazy

from portal.words import deeds

WORDS = {
    "payable.owed": pgettext_lazy("payable", "Owed"),
    "payable.send": pgettext_lazy("payable", "Sent to the bank"),
    "payable.reject": pgettext_lazy("payable", "Rejected by the bank: owed again"),
    "payable.pay": pgettext_lazy("payable", "Paid"),
    "payable.receive": pgettext_lazy("payable", "Received"),
    "payable.take_back": pgettext_lazy("payable", "Taken back"),
}
for _name, _words in WORDS.items():
    deeds.add(f"payments.{_name}", _words)
