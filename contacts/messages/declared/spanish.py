"""Spanish."""

from contacts.messages.declared.text import Text

GREETING, GREETING_NOBODY = "Hola, {name}:", "Hola:"
STOP = "Si ya no desea recibir mensajes como este:\n{link}"
WORDS = {
    "password": "contraseña", "email": "dirección de correo", "phone": "número de teléfono",
    "passkey": "clave de acceso", "ACCEPTED": "aceptado", "REJECTED": "rechazado", "accepted": "aceptado",
    "rejected": "rechazado",
    "turned on": "activado", "turned off": "desactivado", "taken away by a colleague": "retirado por un colega",
    "authenticator added": "aplicación añadida", "authenticator removed": "aplicación retirada",
    "new recovery codes": "códigos de recuperación nuevos", "recovery code used": "código de recuperación usado",
}  # fmt: skip
TEXTS = {
    "access.code": Text(
        "Su código para {site}",
        """{greeting}

su código es

{code}

Sirve una sola vez y durante {minutes} minutos. Nadie de {site} se lo pedirá nunca.

Si no ha pedido ningún código, no tiene que hacer nada.

{site}""",
        "{site}: su código es\n{code}\nVale {minutes} minutos. No se lo dé a nadie.",
    ),
    "access.verify": Text(
        "Confirme su dirección de correo",
        """{greeting}

confirme, por favor, que esta dirección es suya. Abra esta página y pulse Confirmar:

{link}

El enlace vale {hours} horas. Si no fue usted quien nos dio esta dirección, ignore este mensaje y no pasará nada.

{site}""",
        "{site}: confirme\n{link}",
    ),
    "access.reset": Text(
        "Elija una contraseña nueva",
        """{greeting}

alguien, esperamos que usted, ha pedido una contraseña nueva. Elíjala aquí:

{link}

El enlace sirve una sola vez y durante {minutes} minutos. La contraseña anterior vale hasta que
elija otra. Si no fue usted,
ignore este mensaje.

{site}""",
        "{site}: nueva contraseña, {minutes} min\n{link}",
    ),
    "access.welcome": Text(
        "Le damos la bienvenida a {site}",
        """{greeting}

su cuenta está lista. Aquí encontrará sus datos, mensajes y documentos:

{address}

{site}""",
        "{site}: su cuenta está lista: {address}",
    ),
    "access.exists": Text(
        "Ya tiene una cuenta",
        """{greeting}

alguien, quizá usted, ha intentado registrarse con esta dirección. Ya tiene una cuenta, así que no se ha cambiado nada.

Si fue usted, entre o pida una contraseña nueva aquí:

{address}

Si no fue usted, no tiene que hacer nada.

{site}""",
        "{site}: ya tiene una cuenta. Entrar: {address}",
    ),
    "access.changed": Text(
        "Cambio en su cuenta: {what}",
        """{greeting}

el {when} hubo un cambio en su cuenta: {what}

Si fue usted, todo está en orden. Si no, elija enseguida una contraseña nueva:

{address}

{site}""",
        "{site}: cambio el {when}: {what}. ¿No fue usted? {address}",
    ),
    "access.second_factor": Text(
        "Segundo factor: {what}",
        """{greeting}

el {when} cambió algo en su acceso a {site} como {user}.

Segundo factor: {what}

Si fue usted, o lo pidió, todo está en orden. Si no, avise enseguida a quienes administran {site}.

{site}""",
    ),
    "access.invite": Text(
        "Su acceso a {site}",
        """{greeting}

hemos preparado una cuenta para usted. En ella puede ver y corregir sus datos, leer mensajes y recoger documentos. Elija
aquí una contraseña para empezar:

{link}

El enlace vale {days} días.

{site}""",
        "{site}: su acceso\n{link}",
    ),
    "approvals.asked": Text(
        "Necesitamos su decisión: {what}",
        """{greeting}

le pedimos una decisión: {what}

Véalo aquí y acéptelo o rechácelo:

{link}

Tiene {days} días. Abrir la página todavía no decide nada.

{site}""",
        "{site}: decida sobre {what}\n{link}",
    ),
    "approvals.reminder": Text(
        "Recordatorio: {what}",
        """{greeting}

seguimos esperando su decisión: {what}

Véalo aquí y acéptelo o rechácelo:

{link}

Quedan {days} días.

{site}""",
        "{site}: falta su decisión sobre {what}\n{link}",
    ),
    "approvals.decided": Text(
        "{what}: {decision}",
        """{greeting}

gracias. El {when} recibimos su decisión:

{what}: {decision}

Guarde este mensaje como comprobante. Si no fue usted quien decidió, díganoslo enseguida.

{site}""",
        "{site}: {what}, {decision} el {when}. ¿No fue usted? Díganoslo.",
    ),
    "files.printout": Text(
        "{what}",
        """{greeting}

este es el documento que ha pedido: {what}

Va adjunto a este mensaje.

{site}""",
    ),
    "staff.call_back": Text(
        "Hemos intentado llamarle",
        """{greeting}

hemos intentado hablar con usted por teléfono. ¿Cuándo le viene bien? Responda a este mensaje o llámenos.

{site}""",
        "{site}: hemos intentado hablar con usted. Llámenos cuando le venga bien.",
    ),
    "staff.check_details": Text(
        "¿Siguen siendo correctos sus datos?",
        """{greeting}

queremos que sus datos estén al día. Díganos, por favor, si ha cambiado su dirección, su teléfono o su correo.

{site}""",
        "{site}: ¿ha cambiado su dirección o su número? Díganoslo, por favor.",
    ),
}
