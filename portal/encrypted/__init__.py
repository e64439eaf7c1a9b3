"""Columns with data of persons and bank accounts: encrypted in the database, plain in Python. Decision 0063.

``fields``: ``EncryptedCharField``, ``EncryptedTextField``, ``EncryptedDateField``, ``EncryptedJSONField``, read and
written as their plain kin, and ``BlindIndexField``, by which the same value is found · ``rows``: all stored values
under the key in use (``manage.py rotate_kek``) · ``operations``: the steps of migrations that encrypt what is there
"""
