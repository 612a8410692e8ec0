"""What staff set for each provider. Without a client id it is off."""

from msgspec import Struct

from contacts.access.accounts.models import Provider
from contacts.options import queries
from contacts.options.declaration import Option, declare
from contacts.record.errors import invalid

GROUP = "Signing in with others"
ISSUERS = {
    Provider.GOOGLE: "https://accounts.google.com",
    Provider.FACEBOOK: "https://www.facebook.com",
    Provider.APPLE: "https://appleid.apple.com",
    Provider.MW4: "",
    Provider.OIDC: "",
}


class Settings(Struct, frozen=True):
    """What is known of one provider; ``introspection`` is an RFC 7662 address, asked instead of reading the token."""

    provider: str
    issuer: str
    clients: tuple[str, ...]
    secret: str
    introspection: str

    @property
    def client(self) -> str:
        return self.clients[0]


def _address(value: str) -> None:
    if value and not value.startswith(("https://", "http://")):
        raise invalid("", "invalid", "Expected an address like https://login.example.org.")


def _declared(provider: Provider) -> dict[str, Option]:
    name, label = f"providers.{provider.value.lower()}", provider.label
    return {
        "issuer": declare(
            Option(
                name=f"{name}.issuer", label=f"{label}: issuer", group=GROUP, default=ISSUERS[provider], check=_address,
                help="Where its OpenID configuration is found, without /.well-known/openid-configuration.",
            )
        ),
        "clients": declare(
            Option(
                name=f"{name}.client_id", label=f"{label}: client id", group=GROUP, default="",
                help="Our name at this provider. Several, separated by spaces, when apps have their own; ours first.",
            )
        ),
        "secret": declare(
            Option(
                name=f"{name}.client_secret", label=f"{label}: client secret", group=GROUP, default="", kind="secret",
                help="What proves us to the provider.",
            )
        ),
        "introspection": declare(
            Option(
                name=f"{name}.introspection", label=f"{label}: introspection address", group=GROUP, default="",
                check=_address, help="For providers whose tokens cannot be read: the address that says whose one is.",
            )
        ),
    }  # fmt: skip


DECLARED = {provider: _declared(provider) for provider in ISSUERS}
ALLOWED_HOSTS = declare(
    Option(
        name="providers.allowed_hosts",
        label="Providers in our own network",
        help="host:port of providers at private addresses or without HTTPS, separated by spaces. Metadata services of "
        "clouds are never asked.",
        group=GROUP,
        default="",
    )
)


def settings_of(provider: str) -> Settings | None:
    """What staff set for ``provider``, or None while it is off."""
    options = DECLARED.get(Provider(provider)) if provider in ISSUERS else None
    if options is None:
        return None
    values = {name: queries.get(option) for name, option in options.items()}
    clients = tuple(values["clients"].split())
    if not clients or not (values["issuer"] or values["introspection"]):
        return None
    return Settings(provider, values["issuer"], clients, values["secret"], values["introspection"])


def configured() -> list[str]:
    """The providers that are on, in the order people see them."""
    return [provider.value for provider in ISSUERS if settings_of(provider)]


def allowed_hosts() -> frozenset[str]:
    """What may be asked although it is private."""
    return frozenset(queries.get(ALLOWED_HOSTS).lower().split())
