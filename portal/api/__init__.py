"""What every API door of the portal is made of: problems, strict input, pages, scopes, throttles, repeatable POSTs.

Core, free to all apps: ``from portal.api.doors import ApiViewSet``. The clients themselves live in ``portal.partners``.
Words: scope 권한 범위, problem 오류 응답, cursor 다음 쪽 표지, idempotency key 중복 방지 키.
"""
