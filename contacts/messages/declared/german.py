"""German."""

from contacts.messages.declared.text import Text

GREETING, GREETING_NOBODY = "Guten Tag {name},", "Guten Tag,"
STOP = "Wenn Sie solche Nachrichten nicht mehr erhalten möchten:\n{link}"
WORDS = {
    "password": "Passwort", "email": "E-Mail-Adresse", "phone": "Telefonnummer", "passkey": "Passkey",
    "ACCEPTED": "angenommen", "REJECTED": "abgelehnt", "accepted": "angenommen", "rejected": "abgelehnt",
    "turned on": "eingeschaltet", "turned off": "ausgeschaltet",
    "taken away by a colleague": "vom Team zurückgesetzt", "authenticator added": "App hinzugefügt",
    "authenticator removed": "App entfernt", "new recovery codes": "neue Wiederherstellungscodes",
    "recovery code used": "Wiederherstellungscode verwendet",
}  # fmt: skip
TEXTS = {
    "access.code": Text(
        "Ihr Code für {site}",
        """{greeting}

Ihr Code lautet

{code}

Er gilt einmal und {minutes} Minuten lang. Niemand von {site} wird Sie je danach fragen.

Wenn Sie keinen Code angefordert haben, brauchen Sie nichts zu tun.

{site}""",
        "{site}: Ihr Code lautet\n{code}\nEr gilt {minutes} Minuten. Geben Sie ihn nie weiter.",
    ),
    "access.verify": Text(
        "Bitte bestätigen Sie Ihre E-Mail-Adresse",
        """{greeting}

bitte bestätigen Sie, dass diese Adresse Ihre ist. Öffnen Sie dazu diese Seite und drücken Sie auf Bestätigen:

{link}

Der Link gilt {hours} Stunden. Wenn nicht Sie uns diese Adresse genannt haben, beachten Sie diese Nachricht nicht; dann
geschieht nichts.

{site}""",
        "{site}: bestätigen\n{link}",
    ),
    "access.reset": Text(
        "Wählen Sie ein neues Passwort",
        """{greeting}

jemand, hoffentlich Sie, hat ein neues Passwort angefordert. Hier können Sie es wählen:

{link}

Der Link gilt einmal und {minutes} Minuten lang. Ihr altes Passwort gilt, bis Sie ein neues gewählt haben. Wenn Sie es
nicht waren, beachten Sie diese Nachricht nicht.

{site}""",
        "{site}: neues Passwort, {minutes} Min.\n{link}",
    ),
    "access.welcome": Text(
        "Willkommen bei {site}",
        """{greeting}

herzlich willkommen! Ihr Konto ist bereit. Hier finden Sie Ihre Angaben, Nachrichten und Dokumente:

{address}

{site}""",
        "Willkommen bei {site}! Ihr Konto ist bereit: {address}",
    ),
    "access.exists": Text(
        "Sie haben bereits ein Konto",
        """{greeting}

jemand, vielleicht Sie, wollte sich mit dieser Adresse registrieren. Für sie gibt es bereits ein Konto; es wurde nichts
geändert.

Wenn Sie es waren, melden Sie sich hier an oder fordern Sie ein neues Passwort an:

{address}

Wenn Sie es nicht waren, brauchen Sie nichts zu tun.

{site}""",
        "{site}: Sie haben bereits ein Konto. Anmelden: {address}",
    ),
    "access.changed": Text(
        "Geändert: {what}",
        """{greeting}

in Ihrem Konto wurde am {when} etwas geändert: {what}

Wenn Sie es waren, ist alles in Ordnung. Wenn nicht, wählen Sie sofort ein neues Passwort:

{address}

{site}""",
        "{site}: geändert am {when}: {what}. Nicht Sie? {address}",
    ),
    "access.second_factor": Text(
        "Zweiter Faktor: {what}",
        """{greeting}

an Ihrer Anmeldung bei {site} als {user} wurde am {when} etwas geändert.

Zweiter Faktor: {what}

Wenn Sie es waren oder darum gebeten haben, ist alles in Ordnung. Wenn nicht, melden Sie es sofort denen, die {site}
verwalten.

{site}""",
    ),
    "access.invite": Text(
        "Ihr Zugang zu {site}",
        """{greeting}

wir haben ein Konto für Sie vorbereitet. Dort sehen und berichtigen Sie Ihre Angaben, lesen Nachrichten und holen
Dokumente ab. Wählen Sie hier ein Passwort, um zu beginnen:

{link}

Der Link gilt {days} Tage.

{site}""",
        "{site}: Ihr Zugang\n{link}",
    ),
    "approvals.asked": Text(
        "Bitte entscheiden Sie: {what}",
        """{greeting}

wir bitten um Ihre Entscheidung: {what}

Sehen Sie es hier an, und nehmen Sie es an oder lehnen Sie es ab:

{link}

Sie haben {days} Tage Zeit. Das Öffnen der Seite entscheidet noch nichts.

{site}""",
        "{site}: bitte entscheiden: {what}\n{link}",
    ),
    "approvals.reminder": Text(
        "Zur Erinnerung: {what}",
        """{greeting}

wir warten noch auf Ihre Entscheidung: {what}

Sehen Sie es hier an, und nehmen Sie es an oder lehnen Sie es ab:

{link}

Es bleiben {days} Tage.

{site}""",
        "{site}: Ihre Entscheidung fehlt noch: {what}\n{link}",
    ),
    "approvals.decided": Text(
        "{what}: {decision}",
        """{greeting}

vielen Dank. Am {when} haben wir Ihre Entscheidung erhalten:

{what}: {decision}

Heben Sie diese Nachricht als Beleg auf. Wenn nicht Sie entschieden haben, sagen Sie uns bitte sofort Bescheid.

{site}""",
        "{site}: {what} am {when} {decision}. Nicht Sie? Bitte melden.",
    ),
    "files.printout": Text(
        "{what}",
        """{greeting}

hier ist das gewünschte Dokument: {what}

Es hängt an dieser Nachricht.

{site}""",
    ),
    "staff.call_back": Text(
        "Wir konnten Sie nicht erreichen",
        """{greeting}

wir haben versucht, Sie telefonisch zu erreichen. Wann passt es Ihnen? Bitte antworten Sie auf
diese Nachricht oder rufen
Sie uns zurück.

{site}""",
        "{site}: wir konnten Sie nicht erreichen. Bitte rufen Sie zurück, wenn es Ihnen passt.",
    ),
    "staff.check_details": Text(
        "Stimmen Ihre Angaben noch?",
        """{greeting}

wir möchten, dass unsere Angaben über Sie stimmen. Bitte sagen Sie uns, wenn sich Ihre Anschrift, Telefonnummer oder
E-Mail-Adresse geändert hat.

{site}""",
        "{site}: haben sich Anschrift oder Nummer geändert? Bitte sagen Sie uns Bescheid.",
    ),
}
