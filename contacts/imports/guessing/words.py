"""The words that columns are called by, in five languages: folded (no case, no accents) to our places."""

from __future__ import annotations

from contacts.imports.values.part_types import fold

_WHOLE: dict[str, str] = {
    "display_name": "display name|full name|formatted name|contact name|vollstandiger name|anzeigename|"
    "nom complet|nom affiche|nombre completo|nombre para mostrar|ονοματεπωνυμο|πληρεσ ονομα|fn",
    "first_name": "first name|firstname|given name|forename|christian name|vorname|prenom|nombre de pila|primer nombre|"
    "μικρο ονομα|ονομα μικρο|first",
    "middle_name": "middle name|middlename|additional name|additional names|second name|middle|middle initial|"
    "zweiter vorname|weitere vornamen|deuxieme prenom|second prenom|autres prenoms|segundo nombre|"
    "πατρωνυμο|μεσαιο ονομα",
    "last_name": "last name|lastname|family name|surname|sur name|nachname|familienname|zuname|nom de famille|"
    "apellido|apellidos|primer apellido|επωνυμο|επιθετο|last",
    "title": "title|prefix|name prefix|honorific|honorific prefix|salutation title|anrede|titel|civilite|titre|"
    "tratamiento|titulo|προσφωνηση|τιτλοσ",
    "salutation": "salutation|briefanrede|formule d appel|saludo|χαιρετισμοσ",
    "kept.file.suffix": "suffix|name suffix|honorific suffix|namenszusatz|suffixe|sufijo|επιθημα",
    "kept.file.nickname": "nickname|nick name|spitzname|surnom|apodo|ψευδωνυμο|παρατσουκλι",
    "company_name": "company|company name|companyname|organization|organisation|organization name|organisation name|"
    "account name|associated company|employer|business name|firma|firmenname|unternehmen|arbeitgeber|societe|"
    "entreprise|nom de la societe|raison sociale|empresa|compania|organizacion|razon social|εταιρεια|"
    "εταιρια|επωνυμια|επωνυμια εταιρειασ|οργανισμοσ|επιχειρηση|org",
    "department": "department|organization department|abteilung|service|departement|departamento|τμημα",
    "job_title": "job title|jobtitle|position|organization title|berufsbezeichnung|funktion|stelle|"
    "fonction|poste|cargo|puesto|θεση|ιδιοτητα|επαγγελμα|profession|beruf",
    "demographics.birth_date": "birthday|birth date|birthdate|date of birth|born|dob|bday|geburtstag|geburtsdatum|"
    "date de naissance|anniversaire|naissance|fecha de nacimiento|cumpleanos|nacimiento|ημερομηνια γεννησησ|γενεθλια|"
    "ημ γεννησησ|ημ νια γεννησησ|γεννηση",
    "demographics.gender": "gender|sex|geschlecht|sexe|genre|sexo|genero|φυλο",
    "kept.file.anniversary": "anniversary|wedding anniversary|hochzeitstag|jahrestag|aniversario|επετειοσ",
    "notes": "notes|note|comments|comment|description|remarks|notizen|notiz|bemerkung|bemerkungen|kommentar|"
    "remarque|remarques|commentaire|commentaires|notas|nota|observaciones|comentarios|σημειωσεισ|σημειωση|"
    "παρατηρησεισ|σχολια",
    "tags": "tags|tag|categories|category|labels|label|group membership|groups|keywords|kategorien|"
    "kategorie|schlagworter|gruppen|etiquettes|groupes|mots cles|etiquetas|categorias|grupos|ετικετεσ|"
    "κατηγοριεσ|κατηγορια|ομαδεσ",
    "role": "role|rolle|rol|ρολοσ",
    "website": "website|web site|web page|webpage|url|homepage|home page|personal web page|website url|webseite|"
    "internet|"
    "site web|site internet|sitio web|pagina web|ιστοσελιδα|ιστοτοποσ",
    "language": "language|preferred language|sprache|langue|idioma|γλωσσα",
    "locale": "locale",
    "code": "code|contact code|customer code|kundennummer|code client|codigo|κωδικοσ|κωδικοσ πελατη",
    "uuid": "uuid",
    "external_id": "external id|record id|contact id|id|uid|user id|customer id|kundennr|externe id",
    "status": "status|lead status|estado|statut|κατασταση",
    "life_cycle_state": "life cycle state|lifecycle stage|life cycle stage|lifecyclestage",
    "kind": "kind|contact type|customer type",
    "company_profile.vat_number": "vat|vat number|vat no|vat registration number|tax id|ust id|ustid|"
    "umsatzsteuer id|numero tva|no tva|tva|nif|cif|αφμ|α φ μ",
}
WHOLE: dict[str, str] = {fold(word): target for target, words in _WHOLE.items() for word in words.split("|")}

_PARTS: dict[tuple[str, str], str] = {
    (
        "emails",
        "email",
    ): "email|e mail|mail|email address|e mail address|mail address|emailaddress|e mail adresse|"
    "email adresse|mailadresse|courriel|adresse e mail|adresse mail|adresse electronique|adresse email|"
    "adresse de messagerie|"
    "correo|correo electronico|direccion de correo|direccion de correo electronico|ηλεκτρονικο ταχυδρομειο|"
    "ηλ ταχυδρομειο|"
    "ηλεκτρονικη διευθυνση|ηλ διευθυνση|διευθυνση email|διευθυνση e mail|e mail 1",
    (
        "phones",
        "number",
    ): "phone|phone number|telephone|telephone number|tel|tel no|phone no|telefon|telefonnummer|rufnummer|"
    "tel nr|tel nummer|telephone no|numero de telephone|no de telephone|telefono|numero de telefono|no telefono|"
    "τηλεφωνο|αριθμοσ τηλεφωνου|τηλ|τηλεφωνα|main phone|number|nummer|αριθμοσ|numero",
    (
        "addresses",
        "street_name",
    ): "street|street address|address|address line|strasse|straße|adresse|anschrift|rue|"
    "calle|direccion|οδοσ|διευθυνση|street name|strassenname|address street|voie|extended address|"
    "adresszusatz|complement d adresse",
    (
        "addresses",
        "street_number",
    ): "street number|house number|hausnummer|numero de rue|numero de calle|αριθμοσ οδου|house no|street no|hausnr",
    (
        "addresses",
        "town",
    ): "city|town|locality|city town|ort|stadt|wohnort|ville|localite|commune|ciudad|poblacion|localidad|πολη|"
    "address city",
    ("addresses", "district"): "district|bezirk|arrondissement|distrito|επαρχια|county|landkreis",
    ("addresses", "municipality"): "municipality|gemeinde|municipalite|municipio|δημοσ|κοινοτητα",
    (
        "addresses",
        "area",
    ): "area|neighborhood|neighbourhood|quarter|stadtteil|quartier|barrio|περιοχη|συνοικια",
    (
        "addresses",
        "region",
    ): "state|region|province|state region|state province|bundesland|kanton|canton|departement region|"
    "provincia|comunidad autonoma|νομοσ|περιφερεια|address region",
    (
        "addresses",
        "postal_code",
    ): "postal code|postcode|post code|zip|zip code|zip postal code|plz|postleitzahl|code postal|cp|"
    "codigo postal|ταχυδρομικοσ κωδικασ|ταχυδρομικοσ κωδικοσ|τ κ|τκ|ταχ κωδικασ|address postal code",
    (
        "addresses",
        "country",
    ): "country|country region|land|land region|pays|pays region|pais|pais region|χωρα|address country|"
    "country code|landerkennzeichen",
    ("addresses", "po_box"): "po box|p o box|postfach|boite postale|bp|apartado|apartado de correos|"
    "ταχυδρομικη θυριδα|τ θ|address po box",
    ("addresses", "floor"): "floor|stockwerk|etage|piso|οροφοσ",
    (
        "addresses",
        "apartment_number",
    ): "apartment|apartment number|apt|flat|wohnung|appartement|departamento numero|διαμερισμα",
    ("addresses", "unit"): "unit|building|gebaude|batiment|edificio|κτιριο",
    ("addresses", "care_of"): "care of|c o|z hd|υποψη",
}
PARTS: dict[str, tuple[str, str]] = {fold(w): slot for slot, words in _PARTS.items() for w in words.split("|")}

# One word, two meanings: the other columns of the file decide (Vorname + Name; Όνομα + Επώνυμο).
WHOLE_OR_LAST = {fold(word) for word in ("name", "nom")}
WHOLE_OR_FIRST = {fold(word) for word in ("nombre", "ονομα")}
# Said beside a noun without adding to it: "Adresse (Straße)", "Home address city".
FILLERS = {
    fold(word)
    for word in [
        "address",
        "adresse",
        "anschrift",
        "direccion",
        "διευθυνση",
        "number",
        "nummer",
        "value",
        "wert",
        "de",
        "del",
        "des",
        "der",
        "la",
        "le",
    ]
}
