"""Files: private uploads: checked, hashed, stored under random names, downloaded only through a view that asks.

Words: file 파일, scan 악성코드 검사, quarantine 격리, attachment 첨부.
"""
