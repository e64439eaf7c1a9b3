"""The public front page, the dashboard ("what needs my attention") and the frame around every page.

Words: 첫 화면 front page · 오늘 할 일 dashboard · 할 일 카드 card (a source of rows, entered by an app's ``cards.py``).
"""
