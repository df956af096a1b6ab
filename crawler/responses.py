"""What did the server really answer? Bytes → decoded body, media type, text, outcome.

Names and declarations lie on gov.cn: UTF-8 is labelled gb2312, error pages come as 200 or under
a `.pdf` name, compressed bodies arrive unannounced. So everything is judged by the bytes;
signatures.toml knows the pages that are not the page.
"""

from __future__ import annotations

import codecs
import re
import tomllib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urldefrag, urljoin

from w3lib.url import safe_url_string

from parsers.documents.media_types import (
    DOCX,
    ENCRYPTED,
    HTML,
    MHT,
    ODF,
    OFD,
    OLE,
    PDF,
    WORD_2003_XML,
    XLSX,
    ZIP,
    sniff,
)

MAX_BODY = 64 * 1024 * 1024
"""Bytes a body may have after decompression; a report is three orders of magnitude smaller."""

Kind = Literal["robots", "home", "navigation", "column", "list", "detail", "attachment", "import"]

PAGE_TYPES = frozenset({HTML, "application/xhtml+xml"})

_SIGNATURES = Path(__file__).with_name("signatures.toml")

# Under so many visible characters, and without a link, image, frame or data, a page says
# nothing: TRS answers deep list pages beyond its build with 300–400 bytes of frame.
STUB_TEXT = 20


JUDGED = 200_000
"""Characters of a page that are looked at for its outcome: no challenge page is longer, and the
patterns must not be fed a page made to be slow."""


class BodyTooLarge(ValueError):
    """The body is larger than MAX_BODY once decompressed."""


# ── content coding ──────────────────────────────────────────────────────────────────────────────


def _inflate(body: bytes, wbits: int) -> bytes:
    engine = zlib.decompressobj(wbits)
    out = engine.decompress(body, MAX_BODY + 1)
    if len(out) > MAX_BODY:
        raise BodyTooLarge(f"解压后超过 {MAX_BODY} 字节")
    return out


def _decode_once(body: bytes, coding: str) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflate(body, 47)  # 47: zlib finds out whether it is gzip or zlib
    if coding == "deflate":
        try:
            return _inflate(body, zlib.MAX_WBITS)
        except zlib.error:
            return _inflate(body, -zlib.MAX_WBITS)  # old servers leave the zlib header out
    return body


def decode_content(body: bytes, content_encoding: str | None) -> bytes:
    """The body as readers want it: content codings undone, unannounced gzip recognised by magic.

    Only gzip and deflate are ever asked for. A coding that is named but not applied (seen
    behind broken proxies) leaves the body as it came. Raises BodyTooLarge for a decompression bomb.
    """
    for coding in reversed([c.strip().lower() for c in (content_encoding or "").split(",")]):
        try:
            body = _decode_once(body, coding)
        except zlib.error:
            break
    if body[:3] == b"\x1f\x8b\x08":  # no report comes as .gz: a page compressed unasked
        try:
            body = _inflate(body, 47)
        except zlib.error:
            return body
    return body


# ── text ────────────────────────────────────────────────────────────────────────────────────────

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""", re.I)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _declared(body: bytes, content_type: str) -> Iterable[str]:
    head = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.I)
    if head:
        yield head.group(1)
    for pattern in (_XML_CHARSET, _META_CHARSET):
        found = pattern.search(body[:4096])
        if found:
            yield found.group(1).decode("ascii", "replace")


def decode_text(body: bytes, content_type: str = "") -> str:
    """Text of a page: byte order mark, else strict UTF-8, else the declared charset, else GB 18030.

    UTF-8 first because valid UTF-8 with Chinese in it is never by accident, while its label
    often is wrong. gb2312 and gbk are read as GB 18030, which contains them. What fits nothing
    is decoded with replacement characters in the way that needs fewest.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace").lstrip("\ufeff")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in (*_declared(body, content_type), "gb18030"):
        try:
            codec = codecs.lookup(name).name
            return body.decode("gb18030" if codec in ("gb2312", "gbk") else codec)
        except (LookupError, UnicodeDecodeError):
            continue
    candidates = [body.decode(name, "replace") for name in ("utf-8", "gb18030")]
    return min(candidates, key=lambda text: text.count("\ufffd"))


# ── outcome ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Verdict:
    """outcome as in fetches.jsonl, and a sentence for people where it is not `ok`.

    target: where a `redirect` leads. suspect: the `blocked:…` that it is if it never ends.
    """

    outcome: str
    message: str | None = None
    target: str | None = None
    suspect: str | None = None


_OUTCOMES = Path(__file__).with_name("outcomes.toml")


@lru_cache(maxsize=1)
def _outcome_table() -> Mapping[str, str]:
    table: Mapping[str, str] = tomllib.loads(_OUTCOMES.read_text(encoding="utf-8"))
    return table


def outcome_words(outcome: str) -> str:
    """The Chinese words for an outcome of fetches.jsonl or summary.json, for sentences.

    `blocked:<name>` without a row of its own is a block by <name>. Raises KeyError for an
    outcome that outcomes.toml does not know: a new one needs its words.
    """
    table = _outcome_table()
    if outcome.startswith("blocked:") and outcome not in table:
        return f"被拦截（{outcome.removeprefix('blocked:')}）"
    return table[outcome]


MOVED = "转到 "
"""How the message of a `redirect` begins; the absolute target follows."""


def moved(target: str, suspect: str | None = None) -> Verdict:
    """The verdict on an answer that only leads on."""
    return Verdict("redirect", MOVED + target, target, suspect)


# ── shells ──────────────────────────────────────────────────────────────────────────────────────

_REFRESH = re.compile(
    r"""<meta\b[^>]*http-equiv\s*=\s*["']?\s*refresh[^>]*?content\s*=\s*(["'])
        \s*(\d+(?:\.\d+)?)\s*[;,]\s*(?:url\s*=\s*)?(?P<url>.+?)\1""",
    re.I | re.X | re.S,
)
_JUMP = re.compile(
    r"""(?:^|[^\w.])(?:(?:window|top|self|document|parent)\s*\.\s*)*location\s*
        (?:\.\s*(?:replace|assign)\s*\(\s*|(?:\.\s*href)?\s*=\s*)["'](?P<url>[^"']+)["']""",
    re.X,
)
# A page that shows more than this is a page, even if a script in it could lead elsewhere.
SHELL_TEXT = 60
# "Back to the home page in 5 seconds" is an error page's; a shell moves at once.
SHELL_SECONDS = 2.0


def shell_target(text: str, url: str) -> str | None:
    """Where a page leads that only leads on (meta refresh, location.replace), else None.

    Column addresses are often such shells of about 160 bytes. `javascript:` and the page's own
    address are no targets.
    """
    if len(visible_text(text)) > SHELL_TEXT:
        return None
    source = re.sub(r"<!--.*?-->", " ", text, flags=re.S)
    found = _REFRESH.search(source)
    if found and float(found.group(2)) > SHELL_SECONDS:
        return None
    if found is None:
        # A jump inside setTimeout is the countdown of an error page.
        found = None if "setTimeout" in source else _JUMP.search(source)
    if found is None:
        return None
    href = found["url"].strip("'\" ")
    if re.match(r"(?!https?:)[a-z]+:", href, re.I):
        return None
    try:
        target = urldefrag(safe_url_string(urljoin(url, href)))[0]
    except ValueError:
        return None
    return target if target != urldefrag(url)[0] else None


@dataclass(frozen=True, slots=True)
class _Rule:
    outcome: str
    name: str
    status: frozenset[int]
    header: re.Pattern[str] | None
    body: re.Pattern[str] | None
    max_text: int | None
    on_redirect: bool

    @classmethod
    def from_toml(cls, row: Mapping[str, Any]) -> _Rule:
        known = {"outcome", "name", "source", "status", "header", "body", "max_text", "on_redirect"}
        if extra := set(row) - known:
            raise ValueError(f"signatures.toml: {row.get('name')} 有未知的键 {sorted(extra)}")
        flags = re.I | re.S
        return cls(
            row["outcome"],
            row["name"],
            frozenset(row.get("status", ())),
            re.compile(row["header"], flags) if "header" in row else None,
            re.compile(row["body"], flags) if "body" in row else None,
            row.get("max_text"),
            row.get("on_redirect", False),
        )

    def fits(self, status: int, headers: str, text: str, visible: int) -> bool:
        if self.status and status not in self.status:
            return False
        if self.header and not self.header.search(headers):
            return False
        if self.max_text is not None and visible > self.max_text:
            return False
        return not (self.body and not self.body.search(text))


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    table = tomllib.loads(_SIGNATURES.read_text(encoding="utf-8"))
    return tuple(_Rule.from_toml(row) for row in table["rule"])


_INVISIBLE = re.compile(r"<(script|style|noscript)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.I | re.S)
_CONTENT = re.compile(
    r"<(a|img|iframe|frame|embed|object|table)\b|<record>|http-equiv\s*=\s*[\"']?refresh"
    r"|location\s*(\.\s*(replace|assign|href)|=)",
    re.I,
)

DOCUMENT_TYPES = frozenset(
    {
        PDF,
        OFD,
        "application/msword",
        "application/vnd.ms-excel",
        OLE,
        "application/rtf",
        ZIP,
        DOCX,
        XLSX,
        MHT,
        ENCRYPTED,
        WORD_2003_XML,
        ODF + "text",
        ODF + "spreadsheet",
    }
)
_READABLE: Mapping[str, frozenset[str]] = {
    "home": PAGE_TYPES,
    "navigation": PAGE_TYPES,
    "column": PAGE_TYPES,
    "list": PAGE_TYPES | {"text/xml", "application/json", "text/plain"},
    "detail": PAGE_TYPES | DOCUMENT_TYPES | {"text/plain"},
    "attachment": DOCUMENT_TYPES | {"text/plain", "image/png", "image/jpeg", "image/tiff"},
}


def visible_text(text: str) -> str:
    """What a reader of the page sees, roughly: tags, scripts, styles, comments and spaces out."""
    return re.sub(r"(\s|&nbsp;)+", "", _INVISIBLE.sub(" ", text))


def classify(
    url: str,
    status: int,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    kind: Kind,
    media_type: str | None = None,
) -> Verdict:
    """What came of a request, judged by status, headers and the decoded body.

    ok · redirect (3xx with Location, or a shell page) · not_found · gone · soft_404 · empty
    (nothing, or a frame that says nothing) · blocked:<name> · wrong_type (a page where a file
    should be, or the reverse) · error (other statuses).
    """
    media_type = media_type or sniff(body)
    lines = [(name.lower(), value) for name, value in headers]
    location = dict(lines).get("location")
    is_text = media_type in PAGE_TYPES or media_type in ("text/plain", "text/xml")
    text = decode_text(body, dict(lines).get("content-type", "")) if is_text else ""
    text = text[:JUDGED]
    shown = visible_text(text)
    head = "\n".join(f"{name}: {value}" for name, value in lines)
    if 300 <= status < 400 and location:
        suspect = next(
            (
                r.outcome
                for r in _rules()
                if r.on_redirect and r.fits(status, head, text, len(shown))
            ),
            None,
        )
        try:
            return moved(urljoin(url, safe_url_string(location.encode("latin-1"))), suspect)
        except ValueError:
            return Verdict("error", f"HTTP {status}，转址的目标无法解析：{location}")
    if status in (404, 410):
        outcome = "not_found" if status == 404 else "gone"
        return Verdict(outcome, f"{outcome_words(outcome)}（HTTP {status}）")
    if kind == "robots" and status < 500:
        # Many portals answer robots.txt with a page; it then simply holds no rules.
        wanted: Iterable[_Rule] = (r for r in _rules() if not r.outcome.startswith("soft"))
    else:
        wanted = _rules()
    for rule in wanted:
        if rule.fits(status, head, text, len(shown)):
            if kind == "robots" and status in (401, 403, 405) and not rule.body:
                continue  # RFC 9309: a refused robots.txt means no rules, nothing more
            return Verdict(rule.outcome, f"{rule.name}（HTTP {status}）")
    if not 200 <= status < 300:
        return Verdict("error", f"服务器没有给出网页（HTTP {status}）")
    if kind == "robots":
        return Verdict("ok")
    if media_type in PAGE_TYPES and (target := shell_target(text, url)):
        return moved(target)
    if not body.strip():
        return Verdict("empty", "没有内容")
    if media_type in PAGE_TYPES and len(shown) < STUB_TEXT and not _CONTENT.search(text):
        return Verdict("empty", f"页面只有 {len(body)} 字节的空壳")
    readable = _READABLE.get(kind)
    if readable is not None and media_type not in readable:
        return Verdict("wrong_type", f"应为{_KIND_NAMES[kind]}，实为 {media_type}")
    return Verdict("ok")


_KIND_NAMES: Mapping[str, str] = {
    "home": "网页",
    "navigation": "网页",
    "column": "网页",
    "list": "列表",
    "detail": "网页或文件",
    "attachment": "文件",
}
