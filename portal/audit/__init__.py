"""Audit: append-only, hash-chained entries; ``move()``, the only way to change a state.

Words: audit trail 감사 기록, entry 기록, chain 해시 사슬, timeline 이력.
An entry is written in the transaction of what it tells; its place in the chain (``AuditLink``) is written by the
database when that transaction commits, so that entries of parallel transactions do not wait for each other.
"""
