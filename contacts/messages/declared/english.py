"""English."""

from contacts.messages.declared.text import Text

GREETING, GREETING_NOBODY = "Hello {name},", "Hello,"
STOP = "If you no longer want messages like this one:\n{link}"
WORDS = {
    "password": "password", "email": "email address", "phone": "telephone number", "passkey": "passkey",
    "ACCEPTED": "accepted", "REJECTED": "rejected", "accepted": "accepted", "rejected": "rejected",
    "turned on": "turned on", "turned off": "turned off", "taken away by a colleague": "taken away by a colleague",
    "authenticator added": "authenticator added", "authenticator removed": "authenticator removed",
    "new recovery codes": "new recovery codes", "recovery code used": "recovery code used",
}  # fmt: skip
TEXTS = {
    "access.code": Text(
        "Your code for {site}",
        """{greeting}

your code is

{code}

It works once and for {minutes} minutes. Nobody from {site} will ever ask you for it.

If you did not ask for a code, you need not do anything.

{site}""",
        "{site}: your code is\n{code}\nIt works for {minutes} minutes. Never pass it on.",
    ),
    "access.verify": Text(
        "Please confirm your email address",
        """{greeting}

please confirm that this address is yours. Open this page and press Confirm:

{link}

The link works for {hours} hours. If it was not you who gave us this address, ignore this message and nothing happens.

{site}""",
        "{site}: confirm\n{link}",
    ),
    "access.reset": Text(
        "Choose a new password",
        """{greeting}

somebody, hopefully you, asked for a new password. Choose it here:

{link}

The link works once and for {minutes} minutes. Your old password works until you have chosen a new one. If it was not
you, ignore this message.

{site}""",
        "{site}: new password, {minutes} min\n{link}",
    ),
    "access.welcome": Text(
        "Welcome to {site}",
        """{greeting}

welcome! Your account is ready. Here you find your details, messages and documents:

{address}

{site}""",
        "Welcome to {site}! Your account is ready: {address}",
    ),
    "access.exists": Text(
        "You have an account already",
        """{greeting}

somebody, perhaps you, tried to register with this address. There is an account for it already, so nothing was changed.

If it was you, sign in or ask for a new password here:

{address}

If it was not you, you need not do anything.

{site}""",
        "{site}: you have an account already. Sign in: {address}",
    ),
    "access.changed": Text(
        "Your {what} was changed",
        """{greeting}

the {what} of your account was changed on {when}.

If it was you, all is well. If it was not, choose a new password at once:

{address}

{site}""",
        "{site}: your {what} was changed, {when}. Not you? {address}",
    ),
    "access.second_factor": Text(
        "Second factor: {what}",
        """{greeting}

something about how you sign in at {site} as {user} was changed on {when}.

Second factor: {what}

If it was you, or you asked for it, all is well. If not, tell whoever administers {site} at once.

{site}""",
    ),
    "access.invite": Text(
        "Your access to {site}",
        """{greeting}

we have prepared an account for you. There you can see and correct your details, read messages and fetch documents.
Choose a password here to begin:

{link}

The link works for {days} days.

{site}""",
        "{site}: your access\n{link}",
    ),
    "approvals.asked": Text(
        "Please decide: {what}",
        """{greeting}

we ask for your decision: {what}

Look at it here, and accept or reject it:

{link}

You have {days} days. Opening the page decides nothing yet.

{site}""",
        "{site}: please decide on {what}\n{link}",
    ),
    "approvals.reminder": Text(
        "A reminder: {what}",
        """{greeting}

we still wait for your decision: {what}

Look at it here, and accept or reject it:

{link}

There are {days} days left.

{site}""",
        "{site}: we await your decision on {what}\n{link}",
    ),
    "approvals.decided": Text(
        "{what}: {decision}",
        """{greeting}

thank you. On {when} we received your decision:

{what}: {decision}

Keep this message as your receipt. If it was not you who decided, please tell us at once.

{site}""",
        "{site}: {what} was {decision} on {when}. Not you? Please tell us.",
    ),
    "files.printout": Text(
        "{what}",
        """{greeting}

here is the document you asked for: {what}

It is attached to this message.

{site}""",
    ),
    "staff.call_back": Text(
        "We tried to reach you",
        """{greeting}

we tried to reach you by telephone. When would be a good time to talk? Please answer this message, or call us back.

{site}""",
        "{site}: we tried to reach you. Please call us back when it suits you.",
    ),
    "staff.check_details": Text(
        "Are your details still right?",
        """{greeting}

we would like to keep what we know about you correct. Please tell us if your address, telephone number or email address
has changed.

{site}""",
        "{site}: has your address or number changed? Please let us know.",
    ),
}
