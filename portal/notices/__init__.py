"""Notices: what a person should know, in the portal and by e-mail, in the reader's own language.

Words: notice 알림, essential 필수 알림 (changes rights or duties), digest 하루 한 번 모아 받기, unsubscribe 수신 거부.

Apps enter their kinds of notice (``registry.kinds``) and call ``services.notify`` in their handlers. What is kept is
the kind and a few numbers, never the sentence: it is put into words when somebody reads it. E-mail is sent by the
outbox, so it is tried again; essential notices at once, others as their reader chose.
"""
