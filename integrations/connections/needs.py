"""What a vendor has to be told about an account of ours; each dialect says its own."""

from msgspec import Struct


class Need(Struct, frozen=True):
    """One value of an account, as ``client_id``. A ``secret`` is sealed and never shown again."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = True
