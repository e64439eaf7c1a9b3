"""Support programmes for small and medium enterprises: one engine, and one file for each programme.

Words: programme 지원사업, call 공고, application 신청, co-applicant 참여기업, screening 적격 심사,
need for more 보완 요청, review 평가, rubric 평가 기준, joint investigation 공동 실사, selection 선정, waitlist 예비,
non-trading company 미거래 기업, agreement 협약, project 과제, visit 방문, claim 사업비 청구,
measurement 성과 측정, follow-up 사후 점검, expert 전문가.

A programme is a file in ``programmes/``: who may apply, what is asked, how it is scored, who pays what, which steps it
has. Everything else (pages, forms, review, projects, API, admin, reports) reads the registry. Source: domain 7 and 8.
"""
