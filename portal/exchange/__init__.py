"""Data exchange (데이터 교환): the change feed, exports in bulk, calendars by private address, UBL documents.

Words: change feed 변경 피드, cursor 커서, export 내보내기, private link 비공개 링크, calendar feed 캘린더 구독.

Apps enter what they give out (``registry``); nothing here knows those apps.
"""
