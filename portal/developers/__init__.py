"""For the people who write a partner's program: quick start, guides, reference, client, collection, problem codes.

Words: quick start 빠른 시작, guide 안내, reference 참조, example 예제, deprecation 지원 종료 예고.

Every example that is shown is executed by a test.
"""
