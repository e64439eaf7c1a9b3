"""Uploads on their way: what is too large for memory waits on the disk encrypted; its key dies with the request.

Django's own handler writes it in clear into the temporary folder, where an attachment of a sealed bid must never lie.
Source: security 5.8.
"""

import secrets
import tempfile
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

BLOCK = 64


class VeiledFile:
    """A temporary file that holds only what a random key, kept in memory, can read. Written once, then read."""

    def __init__(self) -> None:
        self._key, self._nonce = secrets.token_bytes(32), secrets.token_bytes(8)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 it lives as long as the upload, and is closed with it
        self._place, self.size, self.closed = 0, 0, False

    def _run(self, data: bytes, start: int) -> bytes:
        block, skip = divmod(start, BLOCK)
        stream = Cipher(ChaCha20(self._key, block.to_bytes(8, "little") + self._nonce), mode=None).encryptor()
        return stream.update(bytes(skip) + data)[skip:]

    def write(self, data: bytes) -> int:
        """Add to the end."""
        self._file.seek(self.size)
        self._file.write(self._run(data, self.size))
        self.size += len(data)
        self._place = self.size
        return len(data)

    def read(self, size: int | None = -1) -> bytes:
        """From where the file stands."""
        self._file.seek(self._place)
        data = self._run(self._file.read(-1 if size is None else size), self._place)
        self._place += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Like any file."""
        base = (0, self._place, self.size)[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        """Where it stands."""
        return self._place

    def readable(self) -> bool:
        """It can be read."""
        return True

    def writable(self) -> bool:
        """It is written by the handler alone."""
        return False

    def seekable(self) -> bool:
        """It can be read from anywhere."""
        return True

    def close(self) -> None:
        """The bytes and the key are gone."""
        self._file.close()
        self._key, self.closed = b"", True

    def __del__(self) -> None:
        self._file.close()


class VeiledUploadHandler(FileUploadHandler):
    """For files above ``FILE_UPLOAD_MAX_MEMORY_SIZE``, after the handler that keeps small ones in memory."""

    def new_file(self, *args: Any, **options: Any) -> None:
        """A file begins."""
        super().new_file(*args, **options)
        self.file = VeiledFile()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Another piece."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file as forms know it."""
        self.file.seek(0)
        return UploadedFile(
            file=self.file,  # type: ignore[arg-type]
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """The client went away."""
        if hasattr(self, "file"):
            self.file.close()
