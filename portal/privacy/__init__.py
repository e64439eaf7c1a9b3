"""Personal data (개인정보): who agreed to what, who looked, what a person may ask, what is destroyed and when.

Words: consent 동의, purpose 목적, withdrawal 철회, holding 보유 항목, access 열람, correction 정정, erasure
삭제, destruction certificate 파기 확인서, access record 열람 기록, incident 유출 사고, processor 수탁자.

Every app that keeps personal data enters a ``Holding`` (``registry.holdings``): what it keeps of a person, how
that is shown, mended and destroyed. Nothing here knows those apps. Source: domain 9.4 (PII-01..11), security
T45.
"""
