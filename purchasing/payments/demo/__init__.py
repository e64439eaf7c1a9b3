"""The demonstration's payments, made through the services that the screens use."""

from portal.demo import Part, parts
from purchasing.payments.demo import sandbox
from purchasing.payments.demo.cases import add_holidays, ask_directly, report_ratio
from purchasing.payments.demo.chain import fill
from purchasing.payments.demo.receivables import claim, next_rate
from purchasing.payments.demo.runs import pay
from purchasing.payments.demo.words import speak

__all__ = ["add_holidays", "ask_directly", "report_ratio", "claim", "next_rate", "fill", "pay", "sandbox", "speak"]

parts.add("payments", Part(order=50, title="a payment from the buyer down to the third tier", fill=fill))
parts.add("payments-voices", Part(order=59, title="confidential voices of small firms", fill=speak))
parts.add("payments-rates", Part(order=61, title="a rate that waits for a second person", fill=next_rate))
parts.add("payments-claims", Part(order=62, title="progress claims paid directly from escrow", fill=claim))
parts.add("payments-direct", Part(order=62, title="direct payments to the second tier", fill=ask_directly))
parts.add("payments-holidays", Part(order=62, title="bank holidays that were added", fill=add_holidays))
parts.add("payments-ratio", Part(order=62, title="last quarter's report on the ratio rule", fill=report_ratio))
parts.add("payments-runs", Part(order=63, title="payment runs, bank accounts and the bank's answers", fill=pay))
