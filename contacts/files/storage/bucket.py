"""A bucket of an S3-compatible service as Django's storage. Imported only where STORAGE_URL names one.

boto3 takes half a second to import, so nothing else may import this module.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from storages.backends.s3 import S3Storage  # type: ignore[import-untyped]

from contacts.files.storage.storing import CHUNK, StorageAway

P = ParamSpec("P")
T = TypeVar("T")
NETWORK = Config(
    signature_version="s3v4",
    connect_timeout=5,
    read_timeout=30,
    retries={"max_attempts": 3, "mode": "standard"},
    s3={"addressing_style": "path"},
    # Services other than Amazon's do not know its newer checksums.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


def _plainly(work: Callable[P, T]) -> Callable[P, T]:
    """With what goes wrong told by ``FileNotFoundError`` or ``StorageAway``, which quote nothing of the service's."""

    @wraps(work)
    def method(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return work(*args, **kwargs)
        except ClientError as exc:
            raise _translated(exc) from None
        except BotoCoreError as exc:
            raise StorageAway(f"The storage cannot be reached ({type(exc).__name__}).") from None

    return method


def _translated(exc: ClientError) -> OSError:
    status = exc.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if status == 404:
        return FileNotFoundError("There is nothing of that name in the storage.")
    return StorageAway(f"The storage refuses with status {status}.")


class Bucket(S3Storage):  # type: ignore[misc]  # the library has no types
    """Objects under their keys, one connection for each thread, read in ranges."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **options,
            client_config=NETWORK,
            transfer_config=TransferConfig(use_threads=False),  # else ten pieces are in memory at once
            file_overwrite=True,  # keys are random; looking first would cost a request each
            default_acl=None,
        )

    @_plainly
    def _save(self, name: str, content: Any) -> str:
        return str(super()._save(name, content))

    @_plainly
    def delete(self, name: str) -> None:
        super().delete(name)

    @_plainly
    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        folders, names = super().listdir(name)
        return list(folders), list(names)

    def ranged(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``stop`` in pieces, none of it before the first is asked for."""
        body = self._body(name, f"bytes={start}-{stop - 1}")
        try:
            yield from body.iter_chunks(CHUNK)
        except BotoCoreError as exc:
            raise StorageAway(f"The storage stopped sending ({type(exc).__name__}).") from None
        finally:
            body.close()

    @_plainly
    def _body(self, name: str, part: str) -> Any:
        return self.bucket.Object(name).get(Range=part)["Body"]
