"""What a file is, told by its content: its name and what the sender says are not believed.

Pictures are looked at with Pillow, the rest with puremagic, and only types on the list are named. What a browser would
run or draw as a page (HTML, SVG, XML, scripts) is kept, since electronic invoices are XML, but as
``application/octet-stream``. What a computer would run is refused. Everything is sent out as an attachment anyway.
"""

import re
from typing import IO

import puremagic
from PIL import Image, UnidentifiedImageError

from contacts.files.judging.naming import ending
from contacts.record.errors import invalid

UNKNOWN = "application/octet-stream"
PICTURES = ("JPEG", "PNG", "WEBP", "GIF")
HEAD = 4096  # bytes
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
# By what puremagic says the content may be; of an archive that may be several things the name decides which.
NAMED: dict[str, str] = {
    "pdf": "application/pdf", "rtf": "application/rtf", "zip": "application/zip", "gz": "application/gzip",
    "7z": "application/x-7z-compressed", "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet", "pptx": f"{OFFICE}presentationml.presentation",
    "odt": f"{OPEN}text", "ods": f"{OPEN}spreadsheet", "odp": f"{OPEN}presentation", "epub": "application/epub+zip",
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook", "tif": "image/tiff", "tiff": "image/tiff", "bmp": "image/bmp",
    "heic": "image/heic", "mp3": "audio/mpeg", "wav": "audio/x-wav", "ogg": "audio/ogg", "mp4": "video/mp4",
    "mov": "video/quicktime", "webm": "video/webm",
}  # fmt: skip
KIND_NAMES: dict[str, str] = {
    "application/pdf": "PDF", "text/csv": "Table", "text/vcard": "Contact card", "text/calendar": "Calendar",
    "message": "Mail", "image": "Picture", "audio": "Sound", "video": "Film", "text": "Text",
    **dict.fromkeys((NAMED["zip"], NAMED["gz"], NAMED["7z"]), "Archive"),
    **dict.fromkeys((NAMED["docx"], NAMED["odt"], NAMED["doc"], NAMED["rtf"]), "Document"),
    **dict.fromkeys((NAMED["xlsx"], NAMED["ods"], NAMED["xls"]), "Table"),
    **dict.fromkeys((NAMED["pptx"], NAMED["odp"], NAMED["ppt"]), "Slides"),
}  # fmt: skip
TEXTS = {"csv": "text/csv", "vcf": "text/vcard", "ics": "text/calendar", "eml": "message/rfc822"}
RUN = (b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
       b"L\x00\x00\x00\x01\x14\x02\x00", b"<?php", b"dex\n")  # fmt: skip
DOCUMENTS = (b"%PDF-", b"{\\rtf")  # may be plain text from end to end
ACTIVE = re.compile(rb"<(?:!doctype|html|head|body|script|svg|iframe|math|xsl|\?xml|!entity|!--)", re.IGNORECASE)


def recognise(content: IO[bytes], name: str) -> str:
    """The media type of ``content``, which is read from its start and left there; raises ``Invalid`` at ``file``."""
    content.seek(0)
    head = content.read(HEAD)
    if _is_run(head):
        raise invalid("file", "dangerous", "This is a program, whatever it is called. Send a document or a picture.")
    found = _picture(content)
    if not found and not head.startswith(DOCUMENTS):
        found = _text(head, name)
    found = found or _named(content, name)
    content.seek(0)
    return found


def _is_run(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(RUN) or (head.startswith(b"MZ") and b"\0" in head)


def _picture(content: IO[bytes]) -> str:
    content.seek(0)
    try:
        with Image.open(content, formats=PICTURES) as image:  # reads the header only
            return str(Image.MIME[str(image.format)])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""


def _text(head: bytes, name: str) -> str:
    """The type of what can be read as text, and nothing for what cannot."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return UNKNOWN  # UTF-16, which hides a page from whoever looks for one
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        if exc.start < len(head) - 3 or len(head) < HEAD:  # else a character that the piece ends in
            return ""
        text = head[: exc.start].decode("utf-8-sig")
    if any(c < " " and c not in "\t\r\n\f" for c in text):
        return ""
    return UNKNOWN if ACTIVE.search(head) else TEXTS.get(ending(name), "text/plain")


def _named(content: IO[bytes], name: str) -> str:
    content.seek(0)
    try:
        found = {match.extension.lstrip(".") for match in puremagic.magic_stream(content)}
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    wanted = ending(name)
    if wanted in found and wanted in NAMED:
        return NAMED[wanted]
    return next((media_type for key, media_type in NAMED.items() if key in found), UNKNOWN)
