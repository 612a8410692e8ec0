"""What is wrong with an input, named by neutral path; every surface renders these in its own form."""

from collections.abc import Iterable

from msgspec import Struct


class FieldError(Struct, frozen=True):
    """One fault: where (``phones[0].number``), which kind (``invalid``), and a sentence saying what would be right."""

    path: str
    code: str
    message: str

    def under(self, prefix: str) -> "FieldError":
        """The same fault seen from one level further out."""
        return FieldError(join(prefix, self.path), self.code, self.message)


class Invalid(Exception):
    """The caller sent something that cannot be accepted as it is; nothing was stored."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{e.path}: {e.message}" for e in self.errors))


def invalid(path: str, code: str, message: str) -> Invalid:
    """An ``Invalid`` with one fault."""
    return Invalid([FieldError(path, code, message)])


def join(prefix: str, path: str) -> str:
    """``join("phones[0]", "number")`` is ``phones[0].number``; an empty side adds no dot."""
    if not prefix or not path:
        return prefix or path
    return f"{prefix}{path}" if path.startswith("[") else f"{prefix}.{path}"
