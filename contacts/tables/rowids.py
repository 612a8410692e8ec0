"""Ids of rows in addresses, as a database can hold them."""


class RowId:
    """An integer id; longer digits are no address at all."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
