"""Partners: the programs of other companies that use the API, each bound to one company for good.

Words: API client API 연계 프로그램, scope 권한 범위, access token 접근 토큰, secret 비밀 키, revoke 폐기.
A client gets a token for 15 minutes (OAuth2 client credentials) and acts as its own service user; what it may do is
the part of its company's rights that its scopes name. Source: domain SEC-03..05.
"""
