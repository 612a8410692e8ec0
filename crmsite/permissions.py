"""What pages may ask of a browser: passkeys, and nothing that they have no use for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NEVER = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "microphone"),
    *("midi", "payment", "serial", "usb", "xr-spatial-tracking"),
)
OWN_PAGES = ("publickey-credentials-create", "publickey-credentials-get")
POLICY = ", ".join([*(f"{name}=()" for name in NEVER), *(f"{name}=(self)" for name in OWN_PAGES)])


class PermissionsPolicy:
    """Sends ``Permissions-Policy`` with every answer: a script that got into a page could not even ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = POLICY
        return response
