"""What an account is signed in to with, on one page."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from contacts.access.accounts.models import Identity, Provider
from contacts.access.passkeys import queries as passkeys
from contacts.access.sessions import queries as sessions
from contacts.portal.frame.access import PortalRequest
from contacts.portal.frame.cards import Card
from contacts.portal.frame.customers import Customer, account_of
from contacts.portal.frame.pages import back_to_start, render_page

KINDS: dict[str, Promise] = {
    Provider.EMAIL: gettext_lazy("Email address"),
    Provider.PHONE: gettext_lazy("Mobile number"),
    Provider.USERNAME: gettext_lazy("User name"),
    Provider.MAC_ADDRESS: gettext_lazy("Device"),
}


@require_safe
def security(request: PortalRequest) -> HttpResponse:
    """Names, password, passkeys and devices, each with its way on."""
    account = account_of(request.customer)
    context = {
        "account": account,
        "names": [_named(one) for one in account.identities.order_by("pk")],
        "passkeys": passkeys.of_account(account.pk).count(),
        "sessions": sessions.of_account(account.pk).count(),
    }
    return render_page(
        request,
        "portal/security/overview.html",
        title=_("Sign-in and security"),
        context=context,
        back=back_to_start(),
    )


def _named(identity: Identity) -> tuple[str, str]:
    """(what kind, which); what a provider calls somebody says nothing to them."""
    kind = KINDS.get(identity.provider)
    return (str(kind), identity.subject) if kind else (identity.get_provider_display(), "")


def security_card(customer: Customer) -> Card:
    """The card of the start page."""
    return Card(
        title=_("Sign-in and security"),
        url=reverse("portal:security"),
        text=_("Password, passkeys and the devices you are signed in on."),
    )


def sign_in_name(customer: Customer) -> str:
    """What the customer signs in with, as their devices show it."""
    return next(iter(account_of(customer).identities.order_by("pk").values_list("subject", flat=True)), "")
