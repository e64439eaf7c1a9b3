"""Bidding: tenders, sealed bids, opening by two, the lower price limit, the award.

Words: tender 입찰, notice 공고, bid 투찰, base price 기준가격, opening 개찰, lower price limit (price floor) 하한가,
lower-price-limit method 저가제한 낙찰제, award 낙찰, failed tender 유찰, cancelled tender 취소, reserve 차순위,
officer 구매 담당, estimator 원가 산정 담당, opening committee 개찰 위원, evaluator 평가 위원, approver 승인권자.

A bid is never changed: replacing or withdrawing it is a new row, and the last row of a company counts. Whether it came
in time is decided by the database (``migrations/0002_rules.py``), not by Python. What was promised in the notice is
copied to ``Tender.params`` at publication and stays in force for that tender.
"""
