"""Webhooks (웹훅): the portal tells a partner's system what happened, signed, once, until it has been heard.

Words: endpoint 수신 주소, event type 이벤트 종류, signing secret 서명 비밀키, delivery 전송, attempt 시도,
replay 재전송.

The scheme is Standard Webhooks. Apps enter event types (``registry.kinds``). Source: security T27, T29, 7.7.
"""
