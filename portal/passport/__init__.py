"""The data passport (데이터 여권): a company takes all its own data along, signed, and hands it in at another portal.

Words: passport 데이터 여권, section 항목, manifest 목록, issue 발급, import 가져오기.

Apps enter their sections (``registry``); nothing here knows those apps.
"""
