"""CCMS, Corporate Citizenship Management Standards (기업시민실천가이드): 13 modules, overviews, self-assessment.

Words: module 모듈, overview 실천 개요, mission 미션, collection 모음, self-assessment 자가진단, level 수준,
index 지수, action 개선 과제.

Source: domain 14 (CCM-01..06).
"""
