"""Who else may read a file: entered by the apps that hold files, so that this floor need not know them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from portal.registry import Registry

if TYPE_CHECKING:
    from portal.files.models import File
    from portal.people.models import User

Reader = Callable[["User", "File"], bool | None]


class Readers(Registry[Reader]):
    """Callables ``(user, file)``: True grants, None has no opinion, False forbids even to the file's own company."""

    def register(self, key: str) -> Callable[[Reader], Reader]:
        """Enter the decorated callable: ``@readers.register("catalog.product_files")``."""

        def enter(reader: Reader) -> Reader:
            return self.add(key, reader)

        return enter


readers = Readers("readers")
