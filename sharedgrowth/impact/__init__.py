"""Impact (성과): what all programmes achieve, in numbers that drill down to rows; published history stands apart.

Words: direction 방향 (fair 공정, value 가치, care 배려), result 실적, published figure 공표 수치, yearly report
연간 보고서.

Each app enters its results (``portal.results``); this app shows them and knows none of those apps.
"""
