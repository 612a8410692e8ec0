"""The form of an answer that staff record, and of a wording."""

from typing import Any

from django import forms

from contacts.consents import queries
from contacts.consents.models import Basis, Wording
from contacts.consents.operations import MOST_COMMENT
from contacts.lookups.models import Language
from contacts.record import choices
from contacts.staff.engine.declaration import DeskForm

STATES = [(state, choices.label(state)) for state in choices.members(choices.ConsentState)]


class AnswerForm(forms.Form):
    """What somebody answered, and how that is known."""

    use_required_attribute = False
    state = forms.ChoiceField(label="Answer", choices=STATES)
    wording = forms.TypedChoiceField(label="Text that was shown", required=False, coerce=int, empty_value=None)
    basis = forms.ChoiceField(label="Legal basis", required=False, choices=[("", "Not said"), *Basis.choices])
    comment = forms.CharField(
        label="Remark", required=False, max_length=MOST_COMMENT, help_text="How it came about: a call, a paper form."
    )

    def __init__(self, data: Any, *, purpose: str, state: str) -> None:
        super().__init__(data, auto_id=f"consent-{purpose}-%s", initial={"state": state or "ACCEPTED"})
        self.fields["wording"].choices = [("", "None"), *wording_choices(purpose)]  # type: ignore[attr-defined]


def wording_choices(purpose: str) -> list[tuple[int, str]]:
    """The versions for a purpose, the newest of each language first."""
    return [(row.pk, str(row)) for row in queries.wordings().filter(purpose=purpose)]


class WordingForm(DeskForm):
    """A wording; saving another text publishes the next version and leaves this one as it is."""

    language = forms.ChoiceField(
        label="Language", required=False, help_text="Shown to contacts of this language; others get the one for all."
    )

    class Meta:
        model = Wording
        fields = ("purpose", "language", "text")
        help_texts = {"text": "What people read before they answer. A new text becomes a new version."}
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Language.objects.filter(is_active=True).values_list("code", "name")
        of = self.instance.language
        known = dict(names) | ({of: dict(names).get(of, of)} if of else {})
        self.fields["language"].choices = [("", "All languages"), *known.items()]  # type: ignore[attr-defined]
        if self.instance.pk is not None:
            for name in ("purpose", "language"):
                self.fields[name].disabled = True
