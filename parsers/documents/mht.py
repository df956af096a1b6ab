"""What does a page saved into one file print (.mht, and Word's .doc of it)? Its HTML part."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace

from parsers.documents import Document, NotReadable, html

MAX_BYTES = 50_000_000
"""Bytes with all pictures."""
MAX_PARTS = 2_000
"""Parts; a report with 300 pictures has about 600."""


def read(data: bytes) -> Document:
    """The first HTML part as a Document; NotReadable where there is none, or over the limits."""
    if len(data) > MAX_BYTES:
        raise NotReadable(
            "too_large", f"网页存档有 {len(data):,} 字节，超过 {MAX_BYTES:,} 字节的上限。"
        )
    # Parts in parts in parts: the parser goes down with them.
    is_deep = data.lower().count(b"multipart/") > 20 or data.count(b"\n--") > MAX_PARTS
    message = None if is_deep else email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk() if message is not None else ():
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(content, bytes):
            charset = part.get_content_charset()
            return replace(html.read(_as_said(content, charset)), media_type="multipart/related")
    raise NotReadable("damaged", "这是网页存档（.mht），里面没有找到网页。")


def _as_said(content: bytes, charset: str | None) -> bytes:
    """The page in UTF-8, where its envelope names another charset that fits."""
    try:
        text = content.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return content  # the page's own declaration, as for any other
    return b"\xef\xbb\xbf" + text.encode()
