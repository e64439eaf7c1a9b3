"""The other processes of the kill test: ``python -m purchasing.payments.tests.kill_stage stage|nursery``.

``stage`` makes one released run of many payments. ``nursery`` forks a worker for each line it reads and prints its
number: Django is imported once, and a worker is there within a moment.
"""

import os
import signal
import sys
import time
from datetime import timedelta
from decimal import Decimal

import django

CHUNK = 20


def stage(payments: int) -> None:
    """``payments`` debts of the buyer to twenty suppliers, in a run that is released."""
    from portal.clock import today
    from purchasing.contracts.models import Contract, Invoice
    from purchasing.payments.models import Obligation
    from purchasing.payments.services import runs
    from purchasing.payments.tests.runs_stage import desk, drafted, payee, released

    people = desk()
    day = today()
    base = day - timedelta(days=30)
    amounts = [Decimal(10_000 + n * 7) for n in range(payments)]
    contracts = []
    for n in range(20):
        company = payee().company
        contracts.append(
            Contract.objects.create(
                number=f"CTR-K-{n:06d}",
                state="in_force",
                title_ko="시험",
                kind="goods",
                payer=people.buyer,
                payee=company,
                value=10**9,
                starts_on=base,
                ends_on=day + timedelta(days=300),
            )
        )
    whose = [contracts[n % 20] for n in range(payments)]
    invoices = Invoice.objects.bulk_create(
        Invoice(
            number=f"INV-K-{n:06d}",
            contract=whose[n],
            state="approved",
            payee=whose[n].payee,
            supplier_no=f"K-{n}",
            issued_on=base,
            base_on=base,
            net=amounts[n],
            vat=0,
            key=f"k{n}",
        )
        for n in range(payments)
    )
    Obligation.objects.bulk_create(
        Obligation(
            number=f"OBL-K-{n:06d}",
            invoice=invoices[n],
            contract=whose[n],
            method="cash",
            payer=people.buyer,
            payee=whose[n].payee,
            tier=1,
            amount=amounts[n],
            base_on=base,
            due_agreed=day,
            due_legal=base + timedelta(days=60),
            due_on=day,
            pay_on=day - timedelta(days=9),
        )
        for n in range(payments)
    )
    run = released(people, drafted(people))
    runs.refresh_open_runs()
    print(run.pk, run.count, f"{run.total:f}", flush=True)


def nursery() -> None:
    """A worker for each line; it ends when nothing is left, and is found dead or alive by whoever asked for it."""
    import purchasing.payments.services.paying  # noqa: F401 (imported before the fork)

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            work()
            os._exit(0)
        print(child, flush=True)


def work() -> None:
    """What the job does, again and again, also over a restart of the database."""
    from django.db import DatabaseError, connection

    from purchasing.payments.queries.runs import runs_under_way
    from purchasing.payments.services.paying import pay_run

    while True:
        try:
            for run in runs_under_way():
                pay_run(run, chunk=CHUNK)
            if not runs_under_way().exists():
                return
        except DatabaseError:  # restarted under us: what was not committed is done again
            connection.close()
            time.sleep(0.05)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "stage":
        stage(int(sys.argv[2]))
    else:
        nursery()
