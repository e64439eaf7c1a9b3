"""What the portal tells the public: announcements (공지), questions and answers, exchange meetings (교류회).

Words: announcement 공지, question 질문, meeting 교류회, registration 참가 신청, waitlist 대기.
"""
