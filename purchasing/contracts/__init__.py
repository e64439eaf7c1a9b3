"""Contracts: what an award becomes, what is given on below it, its deliveries and invoices.

Words: contract 계약, payer 지급하는 회사, payee 지급받는 회사 (수급사), tier 차수 (1: the buyer pays; 2 to 4: 하도급),
subcontract 하도급 계약, line 품목, milestone 기성, advance 선급금, performance bond 계약이행보증, amendment 변경 계약,
version 판, price index 가격 지표, price link 납품대금 연동, trigger 연동 기준 변동률, delivery 납품, inspection 검사,
invoice 송장, e-tax invoice 전자세금계산서, hold 지급 보류, credit note 감액, scorecard fact 공급사 실적.

What both sides have signed changes only by a further version, and never for what was delivered: a line that is repriced
keeps its delivered part, and the rest goes on in a line of its own (``ContractLine.split_from``). Of lower tiers the
buyer sees flow and dates; prices only while both sides consent (``queries.shows_prices``). This app announces and knows
nothing of payments.
"""
