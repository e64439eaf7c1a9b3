"""The portal's words in two languages: found in the source, kept in one po file per app, checked.

Source strings are English; Korean lies in ``<app>/locale/ko/LC_MESSAGES/django.po``. GNU gettext is not on
every machine, so the work is done here with ``polib``. ``manage.py messages`` is the door.

Words: message 메시지, catalog 번역 파일, context 문맥.
"""
