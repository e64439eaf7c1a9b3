"""The sandbox (샌드박스): a portal of its own for trying, with seeded companies and a clock that can be moved on.

Words: sandbox 샌드박스, sandbox clock 샌드박스 시계, seed 예시 데이터.
"""
