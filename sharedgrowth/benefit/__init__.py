"""Benefit Sharing (성과공유제): supplier and buyer improve something together and share what it saves.

Words: task 과제, proposal 제안, screening 검토, feasibility 타당성 검토, agreement 협약, baseline 기준값,
driver 구동 인자, measurement 성과 측정, verification 성과 검증, net benefit 순절감,
compensation 성과 보상, contract right 수의계약 권리, external registration 성과공유 확인제 등록.

Who proposed first is proved by a signed receipt. Rate, formula, baseline and protocol are frozen by two signatures; a
failed task carries no penalty. The benefit is driver-normalised, never a mere price move. Source: domain 6.
"""
