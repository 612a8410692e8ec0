"""The portal's translations: ``python -m tests.catalogues`` brings every catalogue up to date with the texts in use.

New texts come in empty, unused ones go, and the binary catalogues are made again; no gettext tools are needed. It says
what is left to translate. ``tests/contacts/portal/test_catalogues.py`` fails while anything is.
"""

import ast
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

LANGUAGES = ("el", "de", "fr", "es")
ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "contacts" / "portal" / "locale"
PLURALS = {"fr": "nplurals=2; plural=(n > 1);"}
PLURAL = "nplurals=2; plural=(n != 1);"
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
MANY = {"ngettext", "ngettext_lazy"}
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}


class Text(NamedTuple):
    """One text in use; ``plural`` is empty when there is no number in it."""

    singular: str
    plural: str = ""

    @property
    def forms(self) -> int:
        return 2 if self.plural else 1


Catalogue = dict[Text, list[str]]


def in_code() -> Iterator[Text]:
    """The texts of the portal's modules."""
    for path in sorted((ROOT / "contacts" / "portal").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ONE | MANY:
                words = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
                if words:
                    yield Text(*words) if node.func.id in MANY else Text(words[0])


def in_templates() -> Iterator[Text]:
    """The texts of the portal's templates."""
    from django.template import engines
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    folder = ROOT / "templates"
    for path in sorted((folder / "portal").rglob("*.html")):
        nodes = engines["django"].get_template(str(path.relative_to(folder))).template.nodelist  # type: ignore[attr-defined]
        for node in nodes.get_nodes_by_type(TranslateNode):
            yield Text(node.filter_expression.var.literal)
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            plural = node.render_token_list(node.plural)[0] if node.plural else ""
            words = [node.render_token_list(node.singular)[0], plural]
            yield Text(*(" ".join(text.split()) if node.trimmed else text for text in words))


def in_use() -> list[Text]:
    return sorted({*in_code(), *in_templates()})


def read(language: str) -> Catalogue:
    """The written catalogue of ``language``."""
    found: Catalogue = {}
    entry: dict[str, str] = {}
    keyword = ""
    for line in [*_po(language).read_text().splitlines(), ""] if _po(language).exists() else []:
        if not line.strip() and entry:
            if entry["msgid"]:
                words = [text for key, text in entry.items() if key.startswith("msgstr")]
                found[Text(entry["msgid"], entry.get("msgid_plural", ""))] = words
            entry = {}
        elif line and not line.startswith("#"):
            keyword, quoted = line.split(" ", 1) if not line.startswith('"') else (keyword, line)
            entry[keyword] = entry.get(keyword, "") + ast.literal_eval(quoted)
    return found


def write(language: str, catalogue: Catalogue) -> None:
    """Write the catalogue of ``language`` in both forms."""
    _po(language).parent.mkdir(parents=True, exist_ok=True)
    lines = [f'msgid ""\nmsgstr {_quoted(_head(language))}']
    for text, words in sorted(catalogue.items()):
        if text.plural:
            lines.append(
                f"msgid {_quoted(text.singular)}\nmsgid_plural {_quoted(text.plural)}\n"
                + "\n".join(f"msgstr[{n}] {_quoted(word)}" for n, word in enumerate(words))
            )
        else:
            lines.append(f"msgid {_quoted(text.singular)}\nmsgstr {_quoted(words[0])}")
    _po(language).write_text("\n\n".join(lines) + "\n")
    mo(language).write_bytes(compiled(language, catalogue))


def compiled(language: str, catalogue: Catalogue) -> bytes:
    """The binary catalogue, as GNU gettext reads it: sorted keys, two tables of (length, offset), then the texts."""
    pairs = [("", _head(language))]
    pairs += [("\0".join(filter(None, text)), "\0".join(words)) for text, words in catalogue.items() if all(words)]
    encoded = sorted((key.encode(), value.encode()) for key, value in pairs)
    count, at = len(encoded), 28 + 16 * len(encoded)
    tables, texts = [b"", b""], b""
    for side in (0, 1):
        for pair in encoded:
            tables[side] += struct.pack("<II", len(pair[side]), at + len(texts))
            texts += pair[side] + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 28) + tables[0] + tables[1] + texts


def mo(language: str) -> Path:
    return _po(language).with_suffix(".mo")


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _head(language: str) -> str:
    plural = PLURALS.get(language, PLURAL)
    return f"Language: {language}\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: {plural}\n"


def _quoted(text: str) -> str:
    return '"' + "".join(ESCAPES.get(letter, letter) for letter in text) + '"'


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    missing = 0
    for language in LANGUAGES:
        before = read(language)
        now = {text: before.get(text, [""] * text.forms) for text in in_use()}
        write(language, now)
        left = [text for text, words in now.items() if not all(words)]
        missing += len(left)
        print(f"{language}: {len(now)} texts, {len(left)} to translate", *(f"\n  {text}" for text in left))  # noqa: T201
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
