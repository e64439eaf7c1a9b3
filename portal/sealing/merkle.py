"""One hash over a list, and the proof that something stands in it: the tree of RFC 6962. Source: security 5.4."""

from collections.abc import Sequence
from hashlib import sha256


def leaf(entry: bytes) -> bytes:
    """The hash of one entry; a leaf can never pass for a node."""
    return sha256(b"\0" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def _split(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def root(entries: Sequence[bytes]) -> bytes:
    """The hash over all entries in their order.

    >>> root([]).hex()[:16]
    'e3b0c44298fc1c14'
    """
    return _root([leaf(entry) for entry in entries])


def _root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = _split(len(leaves))
    return _node(_root(leaves[:half]), _root(leaves[half:]))


def proof(entries: Sequence[bytes], place: int) -> list[bytes]:
    """The hashes beside the way from entry ``place`` up to the root, the lowest first."""
    leaves = [leaf(entry) for entry in entries]
    return _proof(leaves, place)


def _proof(leaves: Sequence[bytes], place: int) -> list[bytes]:
    if len(leaves) == 1:
        return []
    half = _split(len(leaves))
    if place < half:
        return [*_proof(leaves[:half], place), _root(leaves[half:])]
    return [*_proof(leaves[half:], place - half), _root(leaves[:half])]


def holds(entry: bytes, *, place: int, count: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``entry`` stands at ``place`` of the ``count`` entries under ``root``. Source: RFC 9162, 2.1.3.2."""
    if not 0 <= place < count:
        return False
    number, last, found = place, count - 1, leaf(entry)
    for beside in proof:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = _node(beside, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = _node(found, beside)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root
