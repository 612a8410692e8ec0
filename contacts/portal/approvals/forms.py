"""The form of an answer."""

from django import forms
from django.utils.translation import gettext_lazy

from contacts.portal.frame.forms import PortalForm


class AnswerForm(PortalForm):
    """Which of two buttons was pressed, and what somebody says with it."""

    comments = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Goes with your decision."),
    )
    answer = forms.ChoiceField(
        choices=[("accept", ""), ("reject", "")],
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Press one of the two buttons."),
            "invalid_choice": gettext_lazy("Press one of the two buttons."),
        },
    )

    @property
    def accepts(self) -> bool:
        """Whether the answer is yes; asked of a valid form."""
        return bool(self.cleaned_data["answer"] == "accept")
