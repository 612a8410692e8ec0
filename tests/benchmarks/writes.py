"""Creating and updating one contact at a time, as programs do."""

import json
from collections.abc import Sequence

from tests.benchmarks.cases import API, new_contact
from tests.benchmarks.measuring import Client, Figures, Request, summed

Headers = tuple[tuple[str, str], ...]


def creating(port: int, headers: Headers, *, times: int) -> Figures:
    """A contact with an email, a phone and an address, again and again."""
    requests = [Request("POST", API, headers, json.dumps(new_contact(n)).encode()) for n in range(times)]
    return _sent(port, requests)


def updating(port: int, headers: Headers, ids: Sequence[int], *, times: int) -> Figures:
    """Another status for a contact, with the revision that was read just before, which is not measured."""
    client = Client(port)
    requests = []
    for n, id_ in enumerate(ids[:times]):
        etag = client.send(Request("GET", f"{API}/{id_}", headers).encoded()).etag
        condition = (("If-Match", etag),) if etag else ()
        body = json.dumps({"status": f"Benchmark {n}"}).encode()
        requests.append(Request("PATCH", f"{API}/{id_}", (*headers, *condition), body))
    client.close()
    return _sent(port, requests)


def _sent(port: int, requests: Sequence[Request]) -> Figures:
    client = Client(port)
    answers = [client.send(request.encoded(("X-Count", "1"))) for request in requests]
    client.close()
    status = max(answer.status for answer in answers)
    if status >= 400:
        return Figures(0, 0, status=status)
    taken = [answer.seconds * 1000 for answer in answers]
    return summed(taken, statements=answers[-1].statements, size=len(answers[-1].body), status=status)
