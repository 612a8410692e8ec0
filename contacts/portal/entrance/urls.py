"""Addresses of the way in; those in mails are told by ``contacts.access.sending``."""

from django.urls import URLPattern

from contacts.portal.entrance import codes, links, passkeys, providers, registering, signing_in
from contacts.portal.frame.access import Who, page

entrance_urls: list[URLPattern] = [
    page("register/", registering.register, name="register", who=Who.EVERYONE),
    page("sign-in/", signing_in.sign_in, name="sign-in", who=Who.EVERYONE),
    page("sign-in/passkey/", passkeys.passkey_sign_in, name="passkey-sign-in", who=Who.EVERYONE),
    page("sign-in/passkey/begin/", passkeys.begin_passkey_sign_in, name="begin-passkey-sign-in", who=Who.EVERYONE),
    page("code/", codes.enter_code, name="code", who=Who.EVERYONE),
    page("code/send/", codes.prove, name="prove"),
    page("verify/", links.verify, name="verify", who=Who.EVERYONE),
    page("forgot/", links.forgot, name="forgot", who=Who.EVERYONE),
    page("reset/", links.reset, name="reset", who=Who.EVERYONE),
    page("sign-in/with/<str:key>/", providers.leave, name="with-provider", who=Who.EVERYONE),
    page("sign-in/with/<str:key>/back/", providers.come_back, name="provider-back", who=Who.EVERYONE),
]
