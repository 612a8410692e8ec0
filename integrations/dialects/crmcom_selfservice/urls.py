"""The addresses of the document (seeds/001) below v1, those that its examples have without it, and those of v2."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path

from contacts.access.apps.cors import for_app_pages
from integrations.dialects.crmcom_selfservice.views import approvals, base, communications, contact, files, wifi
from integrations.dialects.crmcom_selfservice.views.entrance import codes, passwords, registering, signing_in

ENTRANCE: tuple[tuple[str, Any], ...] = (
    ("contacts/register", registering.Register),
    ("contacts/authenticate", signing_in.Authenticate),
    ("contacts/otp", codes.Otp),
    ("contacts/validate-otp", codes.ValidateOtp),
    ("contacts/forgot_password", passwords.Forgot),
    ("contacts/change_password", passwords.Change),
)
SIGN_OUT = ("contacts/<str:ref>/sign_out", signing_in.SignOut)
ALL: tuple[tuple[str, Any], ...] = (
    *ENTRANCE,
    ("contacts/validate", codes.Validate),
    ("contacts/validate_otp", codes.ValidateOtp),
    ("contacts/refresh", signing_in.Refresh),
    ("contacts/verify_email/<str:token>", passwords.VerifyEmail),
    ("contacts/<str:ref>", contact.Contact),
    ("contacts/<str:ref>/consents", contact.Consents),
    ("contacts/<str:ref>/demographics", contact.Demographics),
    ("contacts/<str:ref>/preferences", contact.Preferences),
    ("contacts/<str:ref>/communications", communications.Communications),
    ("contacts/<str:ref>/approval_requests", approvals.Approvals),
    ("contacts/<str:ref>/wifi/authorization", wifi.Authorisation),
    SIGN_OUT,
    ("communications/<str:ref>", communications.OneCommunication),
    ("communications/<str:ref>/actions", communications.Marking),
    ("approval_requests/<str:ref>/actions", approvals.Actions),
    ("upload/files", files.Upload),
    ("files/<str:ref>", files.File),
    ("service_requests/<str:request_ref>/files/<str:ref>", files.File),
    ("printout", files.Printout),
)
TODAYS = ("contacts/verify_email", passwords.VerifyEmail)  # v2 has the token in the query


def _below(prefix: str, addresses: tuple[tuple[str, Any], ...], version: int) -> Iterator[URLPattern]:
    for address, view in addresses:
        yield path(prefix + address, for_app_pages(view.as_view(version=version)))


urlpatterns: tuple[URLPattern, ...] = (
    *_below("self-service/v1/", ALL, 1),
    *_below("self-service/v2/", (TODAYS, *ALL), 2),
    *_below("", (*ENTRANCE, SIGN_OUT), 1),
    *_below("self-service/", (("<path:rest>", base.Nothing),), 1),
)
