"""Names, towns and numbers of a few countries, enough to look like an address book."""

from typing import NamedTuple


class Land(NamedTuple):
    """One country's words. ``mobile`` and ``postcode`` are patterns in which each # becomes a digit."""

    code: str
    language: str
    locale: str
    mobile: str
    postcode: str
    towns: tuple[str, ...]
    streets: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]


LANDS = (
    Land("CY", "ELL", "el_CY", "99 ######", "####", ("Nicosia", "Limassol", "Larnaca", "Paphos", "Kyrenia", "Aglantzia"),
         ("Makariou", "Ledras", "Evagorou", "Ilia Papakyriakou", "Stasinou"),
         ("Άννα", "Γιώργος", "Μαρία", "Ανδρέας", "Ελένη", "Νίκος", "Χριστίνα", "Κώστας", "Despina", "Marios"),
         ("Παπαδόπουλος", "Γεωργίου", "Χριστοδούλου", "Ιωάννου", "Kyriacou", "Hadjigeorgiou", "Λαζάρου", "Ηλιάδης")),
    Land("GB", "ENG", "en_GB", "07### ######", "AB# #CD", ("London", "Leeds", "Bristol", "Glasgow", "Cardiff", "York"),
         ("High Street", "Station Road", "Church Lane", "Victoria Road", "Mill Lane"),
         ("Jane", "Sean", "Olivia", "Sam", "Brian", "Fiona", "Wendy", "Jack", "Heather", "Gregory", "Dawn"),
         ("Abbott", "Edwards", "Cartwright", "Powell", "Davies", "Parkes", "Riley", "O'Neill", "Singh", "Campbell")),
    Land("DE", "DEU", "de_DE", "0151 #######", "#####", ("Berlin", "Köln", "München", "Düsseldorf", "Leipzig", "Lübeck"),
         ("Hauptstraße", "Schulstraße", "Gartenweg", "Bahnhofstraße", "Lindenallee"),
         ("Jürgen", "Käthe", "Lukas", "Anneliese", "Björn", "Sabine", "Ömer", "Greta", "Friedrich", "Aylin"),
         ("Müller", "Schäfer", "Groß", "Weiß", "von Bülow", "Krämer", "Yılmaz", "Hoffmann", "Jäger", "Böhm")),
    Land("FR", "FRA", "fr_FR", "06 ## ## ## ##", "#####", ("Paris", "Lyon", "Besançon", "Saint-Étienne", "Nîmes", "Orléans"),
         ("Rue de la Paix", "Avenue Foch", "Rue Molière", "Place d'Armes", "Boulevard Voltaire"),
         ("François", "Élodie", "Chloé", "Jérôme", "Zoé", "Benoît", "Agnès", "Théo", "Margaux", "Gaël"),
         ("Lefèvre", "Dubois", "Garçon", "D'Alembert", "Béranger", "Moreau", "N'Diaye", "Hébert", "Noël", "Dupré")),
    Land("ES", "SPA", "es_ES", "6## ### ###", "#####", ("Madrid", "Málaga", "Cádiz", "A Coruña", "Ávila", "Sevilla"),
         ("Calle Mayor", "Gran Vía", "Calle del Sol", "Paseo de Gracia", "Calle Real"),
         ("José", "María Ángeles", "Íñigo", "Begoña", "Raúl", "Lucía", "Andrés", "Núria", "Joaquín", "Inés"),
         ("García Lorca", "Muñoz", "Peña", "Núñez", "Ibáñez", "Gómez", "de la Fuente", "Sánchez", "Vázquez", "León")),
    Land("PL", "POL", "pl_PL", "5## ### ###", "##-###", ("Warszawa", "Łódź", "Kraków", "Gdańsk", "Poznań", "Wrocław"),
         ("Marszałkowska", "Długa", "Polna", "Leśna", "Słoneczna"),
         ("Łukasz", "Małgorzata", "Paweł", "Agnieszka", "Stanisław", "Żaneta", "Michał", "Zofia", "Bożena", "Jan"),
         ("Kowalski", "Wiśniewska", "Wójcik", "Zieliński", "Dąbrowski", "Jabłońska", "Król", "Szczęsny", "Nowak", "Żak")),
)  # fmt: skip
COMPANY_ENDINGS = ("Ltd", "GmbH", "SARL", "S.L.", "& Sons", "Partners", "Holding", "Studio", "Works")
JOBS = ("Accountant", "Architect", "Buyer", "Data scientist", "Engineer", "Head of sales", "Lawyer", "Nurse", "Teacher")
STATUSES = ("Lead", "Qualified", "Customer", "Churned", "")
TAGS = ("VIP", "Newsletter", "Partner", "Press", "Speaker")
CATEGORIES = ("Private", "Business", "Public body")
GROUPS = ("Main Group", "North", "South")
ORGANISATIONS = (
    "Harbour Trading",
    "Lindenhof Kliniken",
    "Atelier Lumière",
    "Wisła Logistics",
    "Acropolis Foods",
    "Thames Water Sports",
)
ZONES = ("Members", "Press room", "Partners")
