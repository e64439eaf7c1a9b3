"""ESG purchasing: who may supply at all, how suppliers do on environment, society, governance, and what follows.

Words: entry qualification 진입 적격, code of conduct 공급사 행동규범, questionnaire 평가표, assessment 평가,
evidence 증빙, critical item 필수 항목, red flag 레드 플래그, corrective action 시정 조치, supply limitation 공급 제한,
appeal 이의 신청, eco-friendly purchase 친환경 구매 (3R: recycle 재활용, reduce 절감, reuse 재사용),
responsible minerals 책임광물, smelter 제련소, council 그룹사 ESG 구매 협의회,
course 교육 과정, certificate of completion 수료증.

What others need is recorded as a Standing on the ground floor (``states.StandingFact``): bidding reads it there and
knows nothing of this app. Scores are pure functions of a stored snapshot (``rules``), so a score can be recomputed by
anybody who holds it. A limitation never touches what is already owed (LIM-02).
"""
