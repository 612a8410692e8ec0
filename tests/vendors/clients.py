"""A plain client for each fake vendor, signed in as its document says."""

import httpx

from tests import PLAIN
from tests.vendors.child import Child
from tests.vendors.vendor import Vendor

CLASSIC = "/crmapi/rest/v2/contact_information"


def client(vendor: Vendor | Child) -> httpx.Client:
    known = vendor.credentials
    web = httpx.Client(base_url=vendor.address, timeout=60, trust_env=False, verify=PLAIN)
    if vendor.name == "administrate":
        web.auth = (known["username"], known["password"])
    elif vendor.name == "lightening":
        web.headers["Authorization"] = known["token"]
    elif vendor.name == "crmcom_selfservice":
        web.headers["api_key"] = known["api_key"]
    elif vendor.name == "webinone":
        asked = {"grant_type": "client_credentials", **known}
        answer = httpx.post(f"{vendor.address}/api/v1/oauth/token", data=asked, trust_env=False, verify=PLAIN)
        web.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return web


def classic_token(vendor: Vendor | Child, web: httpx.Client) -> str:
    asked = {name: vendor.credentials[name] for name in ("username", "password", "organisation")}
    return str(web.post("/crmapi/rest/v2/authentication/token", json=asked).json()["data"]["token"])
