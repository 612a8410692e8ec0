"""Whether a visitor may enter a zone, for a web server that guards pages which are not ours.

The server asks ``/portal/zones/check?zone=<id, code or name>`` with the visitor's cookies before it serves a page:

====  =======================================================================================================
204   the visitor is in the zone now; ``X-Contact`` is the UUID of their contact, to hand on or to log
401   nobody is signed in: lead to ``/portal/sign-in/?next=<path>``, which comes back to the path
403   somebody is signed in who is not in the zone, or there is no such zone
====  =======================================================================================================

The guarded pages must be on the host of the portal, since its cookie is for that host alone. With nginx::

    location /members/ {
        auth_request /zone-members;
        auth_request_set $contact $upstream_http_x_contact;
        error_page 401 =302 /portal/sign-in/?next=$request_uri;
        root /srv/site;
    }
    location = /zone-members {
        internal;
        proxy_pass http://127.0.0.1:8000/portal/zones/check?zone=members;
        proxy_pass_request_body off;
        proxy_set_header Content-Length "";
        proxy_set_header Host $host;
    }

With Caddy::

    handle /members/* {
        forward_auth 127.0.0.1:8000 {
            uri /portal/zones/check?zone=members
            copy_headers X-Contact
            @out status 401
            handle_response @out {
                redir * /portal/sign-in/?next={uri}
            }
        }
        root * /srv/site
        file_server
    }
"""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contacts.portal.frame.customers import find_customer
from contacts.zones import queries as zones


@require_safe
def check_zone(request: HttpRequest) -> HttpResponse:
    """The answer of the table above; membership is decided at this moment. At most two statements."""
    customer = find_customer(request)
    if customer is None or customer.must_change_password:
        return _answer(401)
    ref = request.GET.get("zone", "").replace("\x00", "")[:200]
    uuid = zones.admitted(customer.contact, ref, now=timezone.now()) if customer.contact and ref else None
    if uuid is None:
        return _answer(403)
    response = _answer(204)
    response.headers["X-Contact"] = str(uuid)
    return response


def _answer(status: int) -> HttpResponse:
    response = HttpResponse(status=status, headers={"Cache-Control": "no-store", "Vary": "Cookie"})
    del response.headers["Content-Type"]
    return response
