"""The demonstration's payments, made through the services that the screens use."""

from portal.demo import Part, parts
from purchasing.payments.demo.chain import fill
from purchasing.payments.demo.receivables import claim, next_rate
from purchasing.payments.demo.runs import pay
from purchasing.payments.demo.words import speak

__all__ = ["claim", "next_rate", "fill", "pay", "speak"]

parts.add("payments", Part(order=50, title="a payment from the buyer down to the third tier", fill=fill))
parts.add("payments-voices", Part(order=59, title="confidential voices of small firms", fill=speak))
parts.add("payments-rates", Part(order=61, title="a rate that waits for a second person", fill=next_rate))
parts.add("payments-claims", Part(order=62, title="progress claims paid directly from escrow", fill=claim))
parts.add("payments-runs", Part(order=63, title="payment runs, bank accounts and the bank's answers", fill=pay))
