"""Funds: the five-year fund and the GEM matching funds, from the plan to the last won that was paid.

Words: fund 기금, budget line 예산 항목, commitment 약정, release 약정 해제, drawdown 집행, tranche 회차,
government match 정부 매칭, carry-over 이월, transfer 전용, GEM matching fund GEM 매칭펀드, grant 지원금.

A line never goes below zero, in whatever order commitments, releases, drawdowns and transfers come (FND-02): each of
them locks its line first. Every amount stands in the ledger of ``purchasing.payments``; what was booked is reversed,
never edited. Source: domain 13 and 15.
"""
