"""What the operator decides about approvals."""

from contacts.options.declaration import Option, declare

GROUP = "Approvals"

DAYS = declare(
    Option(
        name="approvals.days", label="Days to decide", group=GROUP, default=7, kind="number", least=1, most=365,
        help="How long a request waits for its answer, unless whoever asks says otherwise.",
    )
)  # fmt: skip
REMIND_AFTER = declare(
    Option(
        name="approvals.remind_after", label="First reminder, days after it was asked", group=GROUP, default=3,
        kind="number", most=365, help="Sent once when there is no answer yet. 0 sends none.",
    )
)  # fmt: skip
REMIND_BEFORE = declare(
    Option(
        name="approvals.remind_before", label="Last reminder, days before the time is over", group=GROUP, default=1,
        kind="number", most=365, help="Sent once when there is no answer yet. 0 sends none.",
    )
)  # fmt: skip
