"""Files: private uploads: checked, hashed, stored under random names, downloaded only through a view that asks.

Words: file 파일, kind 파일 종류, scan 악성코드 검사, blocked 차단, attachment 첨부, quota 저장 한도.

An upload passes ``services.store_upload``: extension and content must agree, archives are measured before anything
is unpacked, pictures are drawn anew (no place, no camera, no hidden tail). Who may read a file: its company, the
auditor, and whoever the app that holds it says (``registry.readers``). With a virus scanner configured nothing is
served before its scan.
"""
