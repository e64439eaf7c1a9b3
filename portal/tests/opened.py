"""What an encrypted column says, for tests that look whether something is left anywhere."""

from portal.encrypted import rows
from portal.encrypted.fields import Encrypted


def encrypted_texts() -> dict[str, str]:
    """All values of each encrypted column, opened: whoever has the key reads them."""
    return {
        column.name: "\n".join(
            str(value) for value in column.field.model._base_manager.values_list(column.field.name, flat=True) if value
        )
        for column in rows.all_columns()
        if isinstance(column.field, Encrypted)
    }
