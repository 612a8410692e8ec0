"""What a vendor has to be told about an account of ours; each dialect says its own."""

from msgspec import Struct


class Need(Struct, frozen=True):
    """One value of an account, as ``client_id``. A ``secret`` is sealed and never shown again.

    One that is ``sent`` would go to whoever sits at the address; a key that only signs would not. A ``flag`` is yes
    or no.
    """

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = True
    sent: bool = True
    flag: bool = False


NUMBERS = Need(
    "numbers", "Send identity numbers",
    "Of identity cards, passports and social insurance, in full. Otherwise they are never sent.",
    required=False, flag=True,
)  # fmt: skip
YES = ("yes", "true", "1", "on")


def is_yes(said: str) -> bool:
    """Whether the value of a flag says yes."""
    return said.strip().lower() in YES
