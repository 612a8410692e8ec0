"""Names of files: what of a given name is kept, and which names are refused."""

import re
import unicodedata

from contacts.record.errors import invalid

MOST_CHARACTERS = 200
LONGEST_ENDING = 20
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
# What a double click or a careless server would run. Office files with macros are not among them: they ask first.
PROGRAMS = (
    "exe com scr pif cpl dll sys drv ocx msi msp mst msix appx bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh wsc hta sct "
    "lnk url scf reg inf application gadget jar jnlp class apk app dmg pkg command sh bash zsh csh ksh run elf so "
    "php php3 php4 php5 php7 phps phtml phar asp aspx ashx asmx cer cfm jsp jspx cgi pl py rb htaccess htpasswd"
)
RUN = frozenset(PROGRAMS.split())


def cleaned(name: str) -> str:
    """``name`` without its path and what no file may be called, at most 200 characters; ``file`` when nothing is left.

    Characters that are not seen go too: a right-to-left mark makes ``gpj.exe`` look like ``exe.jpg``.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(" " if unicodedata.category(c) in ("Zs", "Zl", "Zp") else c for c in last if _is_seen(c))
    plain = " ".join(NOT_IN_NAMES.sub("_", seen).split()).strip(". ")
    if len(plain) > MOST_CHARACTERS:
        stem, dot, ending = plain.rpartition(".")
        kept = f"{dot}{ending}" if len(ending) <= LONGEST_ENDING else ""
        plain = (stem if kept else plain)[: MOST_CHARACTERS - len(kept)].rstrip(". ") + kept
    return plain or "file"


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def ending(name: str) -> str:
    """``pdf`` of ``Letter.PDF``; empty when there is none."""
    _, dot, found = name.rpartition(".")
    return unicodedata.normalize("NFKC", found).casefold() if dot else ""


def refuse_dangerous(name: str) -> None:
    """Raise ``Invalid`` for a name that somebody's computer would run."""
    if ending(name) in RUN:
        raise invalid(
            "file", "dangerous", f"Files called .{ending(name)} can be run and are not taken. Send a document."
        )
