"""Outbox: ``announce()`` inside a transaction, ``@on`` hears it later, the relay delivers.

Words: event 알림 사건, relay 전달, sweeper 잔여 처리. The database is the queue of record; Celery only wakes the relay,
so nothing is lost when a worker dies or Redis is away, and nothing is sent when the transaction rolls back.
"""
