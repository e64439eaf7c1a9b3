"""Corporate Citizenship Friends (기업시민 프렌즈): employees of buyer and partners who volunteer and give together.

Words: member 회원사, theme 주제, activity 활동, participation 참여, check-in 출석 확인, hours 봉사 시간,
donation 기부, advance payment 선결제, voucher 상품권, matching 매칭 기부, impact 성과.

Voluntary by design: no quota, no ranking of people, never decisive. Source: domain 10 (FRD-01..07).
"""
