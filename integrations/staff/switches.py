"""A form of declared options: the decisions about one dialect, or those that all share."""

from typing import Any

from contacts.history.actor import Actor
from contacts.options import operations
from contacts.options.declaration import DECLARED, Option
from contacts.record.errors import Invalid
from contacts.staff.settings.fields import OptionsForm


def options_of(dialect: str) -> list[Option]:
    """The options whose names begin with ``<dialect>.``; ``dialects`` has those that all share."""
    return [option for name, option in sorted(DECLARED.items()) if name.startswith(f"{dialect}.")]


class SwitchesForm(OptionsForm):
    """The options page's form without the dialect's name before each label: the page says which one."""

    def __init__(self, options: list[Option], data: Any = None) -> None:
        super().__init__(data, options=options, decided={})
        for option in options:
            text = option.label.partition(": ")[2] or option.label
            self.fields[option.name].label = text[:1].upper() + text[1:]

    def store(self, actor: Actor) -> bool:
        """Keep what was changed; False when the options refused it, and then the form says why."""
        try:
            operations.change(values=self.changes(), actor=actor)
        except Invalid as refusal:
            self.take(refusal)
            return False
        return True
