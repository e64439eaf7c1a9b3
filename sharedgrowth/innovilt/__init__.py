"""INNOVILT (이노빌트): construction-steel products of members, certified for technology and marketability.

Words: application 신청, steel proof 강재 증빙, mill certificate 검사증명서(밀시트), heat number 용강번호, mass
balance 물량 수지, brand committee 브랜드위원회, certificate 인증서, alliance 얼라이언스, surveillance 사후
관리, mark use 표장 사용.

The steel part of a product is wholly POSCO steel; a coil proves only its own tonnage; what is certified is a
version. Source: domain 12 (INV-01..08).
"""
