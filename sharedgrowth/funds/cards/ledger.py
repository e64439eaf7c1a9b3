"""What the nightly walk over all books asks of the funds: rows and books tell the same story. Source: domain 15."""

from django.utils.translation import gettext_lazy as _

from purchasing.payments.queries.ledger_checks import Question, questions

_LINES = """
    SELECT f.code AS name, sum({amount}) AS amount FROM funds_budgetline l
      JOIN funds_budgetyear y ON y.id = l.year_id JOIN funds_fund f ON f.id = y.fund_id GROUP BY 1
"""
_AVAILABLE = "l.allocated + l.carry_in + l.transfers_in - l.transfers_out - l.carry_out - l.committed + l.released"
_GEM_CASH = """
    SELECT name, sum(amount) AS amount FROM (
        SELECT f.number AS name, sum(c.received) AS amount FROM funds_gemfund f
          JOIN funds_gemyear y ON y.fund_id = f.id JOIN funds_contribution c ON c.year_id = y.id
         WHERE f.state NOT IN ('closed', 'extended') GROUP BY 1
        UNION ALL
        SELECT f.number, sum(y.rolled_usd) FROM funds_gemfund f JOIN funds_gemyear y ON y.fund_id = f.id
         WHERE f.state NOT IN ('closed', 'extended') GROUP BY 1
        UNION ALL
        SELECT f.number, -sum(t.amount) FROM funds_gemfund f JOIN funds_gemyear y ON y.fund_id = f.id
          JOIN funds_proposal p ON p.year_id = y.id JOIN funds_grant g ON g.proposal_id = p.id
          JOIN funds_granttranche t ON t.grant_id = g.id AND t.paid_on IS NOT NULL
         WHERE f.state NOT IN ('closed', 'extended') GROUP BY 1
        UNION ALL
        SELECT f.number, sum(g.back_usd) FROM funds_gemfund f JOIN funds_gemyear y ON y.fund_id = f.id
          JOIN funds_proposal p ON p.year_id = y.id JOIN funds_grant g ON g.proposal_id = p.id
         WHERE f.state NOT IN ('closed', 'extended') GROUP BY 1
    ) parts GROUP BY 1
"""


def _asked(code: str, expected: str, sign: str = "-1") -> str:
    """Funds whose account ``code`` is not what ``expected`` (name, amount) says."""
    return f"""
        WITH expected AS ({expected}), found AS (
            SELECT k.name, sum(b.debit - b.credit) * {sign} AS amount FROM payments_balance b
              JOIN payments_account a ON a.id = b.account_id JOIN payments_book k ON k.id = a.book_id
             WHERE k.kind = 'fund' AND a.code = '{code}' GROUP BY 1
        )
        SELECT name, coalesce(e.amount, 0), coalesce(f.amount, 0) FROM expected e FULL JOIN found f USING (name)
         WHERE coalesce(e.amount, 0) <> coalesce(f.amount, 0) ORDER BY 1
    """  # noqa: S608 (constants of this file)


for _key, _code, _expected, _sign, _words in (
    (
        "fund_available",
        "9200",
        _LINES.format(amount=_AVAILABLE),
        "-1",
        _("Available budget differs from the fund's book"),
    ),
    (
        "fund_committed",
        "9300",
        _LINES.format(amount="l.committed - l.released - l.drawn"),
        "-1",
        _("Committed budget differs from the fund's book"),
    ),
    ("fund_drawn", "9400", _LINES.format(amount="l.drawn"), "-1", _("Drawn budget differs from the fund's book")),
    ("fund_cash", "1000", _GEM_CASH, "1", _("Money of a matching fund differs from its book")),
):
    questions.add(_key, Question(_asked(_code, _expected, _sign), _words))
