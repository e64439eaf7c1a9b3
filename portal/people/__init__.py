"""People: users, companies, memberships with roles as data, and *standing*.

Words: company 기업, member 구성원, role 역할, join request 소속 신청, invitation 초대, certificate 인증서,
standing 거래 자격 사실 (a dated fact about a company that one app records and another reads), level 등급 (L0-L3).
"""
