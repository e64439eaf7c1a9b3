"""Youth Dream (유스드림): young people trained in cohorts and matched with partner firms.

Words: cohort 기수, applicant 지원자, trainee 교육생, attendance 출석, allowance 훈련 수당, vacancy 채용 공고,
preference 희망 순위, match 매칭, offer 채용 제안, placement 취업, retention 고용 유지.

Judged blind, matched by deferred acceptance, personal data destroyed when its purpose ends. Source: domain 9
(YDC, PII).
"""
