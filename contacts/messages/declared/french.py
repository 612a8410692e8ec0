"""French."""

from contacts.messages.declared.text import Text

GREETING, GREETING_NOBODY = "Bonjour {name},", "Bonjour,"
STOP = "Si vous ne souhaitez plus recevoir ce genre de messages :\n{link}"
WORDS = {
    "password": "mot de passe", "email": "adresse e-mail", "phone": "numéro de téléphone", "passkey": "clé d’accès",
    "ACCEPTED": "accord donné", "REJECTED": "refus", "accepted": "accord donné", "rejected": "refus",
    "turned on": "activé", "turned off": "désactivé", "taken away by a colleague": "réinitialisé par un collègue",
    "authenticator added": "application ajoutée", "authenticator removed": "application retirée",
    "new recovery codes": "nouveaux codes de secours", "recovery code used": "code de secours utilisé",
}  # fmt: skip
TEXTS = {
    "access.code": Text(
        "Votre code pour {site}",
        """{greeting}

voici votre code :

{code}

Il sert une seule fois, pendant {minutes} minutes. Personne chez {site} ne vous le demandera jamais.

Si vous n’avez pas demandé de code, vous n’avez rien à faire.

{site}""",
        "{site} : votre code est\n{code}\nValable {minutes} minutes. Ne le communiquez à personne.",
    ),
    "access.verify": Text(
        "Confirmez votre adresse e-mail",
        """{greeting}

merci de confirmer que cette adresse est bien la vôtre. Ouvrez cette page et appuyez sur Confirmer :

{link}

Le lien est valable {hours} heures. Si vous ne nous avez pas donné cette adresse, ignorez ce message : il ne se passera
rien.

{site}""",
        "{site} : confirmez\n{link}",
    ),
    "access.reset": Text(
        "Choisissez un nouveau mot de passe",
        """{greeting}

quelqu’un, sans doute vous, a demandé un nouveau mot de passe. Choisissez-le ici :

{link}

Le lien sert une seule fois, pendant {minutes} minutes. L’ancien mot de passe reste valable tant que vous n’en avez pas
choisi un autre. Si ce n’était pas vous, ignorez ce message.

{site}""",
        "{site} : mot de passe, {minutes} min\n{link}",
    ),
    "access.welcome": Text(
        "Bienvenue chez {site}",
        """{greeting}

bienvenue ! Votre compte est prêt. Vous y trouverez vos coordonnées, vos messages et vos documents :

{address}

{site}""",
        "Bienvenue chez {site} ! Votre compte est prêt : {address}",
    ),
    "access.exists": Text(
        "Vous avez déjà un compte",
        """{greeting}

quelqu’un, peut-être vous, a voulu s’inscrire avec cette adresse. Elle a déjà un compte ; rien n’a été modifié.

Si c’était vous, connectez-vous ou demandez un nouveau mot de passe ici :

{address}

Si ce n’était pas vous, vous n’avez rien à faire.

{site}""",
        "{site} : vous avez déjà un compte. Connexion : {address}",
    ),
    "access.changed": Text(
        "Modification : {what}",
        """{greeting}

une modification a été faite dans votre compte le {when} : {what}

Si c’était vous, tout va bien. Sinon, choisissez tout de suite un nouveau mot de passe :

{address}

{site}""",
        "{site} : modification le {when} : {what}. Pas vous ? {address}",
    ),
    "access.second_factor": Text(
        "Second facteur : {what}",
        """{greeting}

votre connexion à {site} en tant que {user} a été modifiée le {when}.

Second facteur : {what}

Si c’était vous, ou à votre demande, tout va bien. Sinon, prévenez tout de suite les administrateurs de {site}.

{site}""",
    ),
    "access.invite": Text(
        "Votre accès à {site}",
        """{greeting}

nous avons préparé un compte pour vous. Vous pourrez y voir et corriger vos coordonnées, lire vos messages et récupérer
vos documents. Choisissez un mot de passe ici pour commencer :

{link}

Le lien est valable {days} jours.

{site}""",
        "{site} : votre accès\n{link}",
    ),
    "approvals.asked": Text(
        "Votre décision : {what}",
        """{greeting}

nous vous demandons une décision : {what}

Consultez-la ici, puis acceptez ou refusez :

{link}

Vous avez {days} jours. Ouvrir la page ne décide encore rien.

{site}""",
        "{site} : votre décision pour {what}\n{link}",
    ),
    "approvals.reminder": Text(
        "Rappel : {what}",
        """{greeting}

nous attendons toujours votre décision : {what}

Consultez-la ici, puis acceptez ou refusez :

{link}

Il reste {days} jours.

{site}""",
        "{site} : décision attendue pour {what}\n{link}",
    ),
    "approvals.decided": Text(
        "{what} : {decision}",
        """{greeting}

merci. Le {when}, nous avons reçu votre décision :

{what} : {decision}

Gardez ce message comme reçu. Si cette décision n’est pas la vôtre, dites-le-nous tout de suite.

{site}""",
        "{site} : {what}, {decision} le {when}. Pas vous ? Dites-le-nous.",
    ),
    "files.printout": Text(
        "{what}",
        """{greeting}

voici le document que vous avez demandé : {what}

Il est joint à ce message.

{site}""",
    ),
    "staff.call_back": Text(
        "Nous avons essayé de vous joindre",
        """{greeting}

nous avons essayé de vous joindre par téléphone. Quand pouvons-nous vous parler ? Répondez à ce
message ou rappelez-nous.

{site}""",
        "{site} : nous avons essayé de vous joindre. Rappelez-nous quand vous voulez.",
    ),
    "staff.check_details": Text(
        "Vos coordonnées sont-elles à jour ?",
        """{greeting}

nous aimerions que vos coordonnées restent exactes. Merci de nous dire si votre adresse, votre
numéro de téléphone ou votre
adresse e-mail a changé.

{site}""",
        "{site} : votre adresse ou votre numéro a changé ? Merci de nous le dire.",
    ),
}
