"""What does a gov.cn portal answer? Columns, articles and files → pages, whatever the CMS family.

A `Portal` is a pure function from Request to Response, made once from a folder's documents
(`folder.py`) and the columns and look-alikes of `site.toml`; a server puts it on a socket. What
differs between CMS families, the shape of addresses, lists and pagers, are the abstract methods
below: one subclass in `families/` and one folder of templates per family. A hazard (challenge page,
soft 404, wrong charset …) is a function that wraps `Portal.respond`.

Pages are made of the folder and the arguments alone: no clock, no port, no order of the file
system, so that two replicas of one folder are equal byte for byte.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import posixpath
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import jinja2
from markupsafe import Markup

from crawler.replica.folder import Item, inner_html, linked_name

HERE = Path(__file__).parent

MEDIA_TYPES = {
    # Here, because `mimetypes` reads the machine's own table, and answers must not depend on it.
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}

UNDATED_YEAR = 2023
"""Report year of the look-alikes where no file of the folder says one."""

UPLOADED_ON = dt.date(2024, 1, 20)
"""The date in the address of a page that has none itself: somebody uploaded it some day. Fixed, so
that a new file in the folder does not move the others."""

TRUNCATED_AT = 20
"""Characters after which real list templates cut an anchor's text."""


class ReplicaError(Exception):
    """A replica cannot be served; the text is a sentence for people."""


class ReplicaUsageError(ReplicaError):
    """What was asked for cannot be: no such family or folder, an address that is not loopback."""


@dataclass(frozen=True, slots=True)
class Request:
    """path: percent-decoded, without query. query and form: last value of each name."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Response:
    """body: the bytes, or the file that holds them."""

    body: bytes | Path
    content_type: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


Respond = Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class Column:
    """number: 1-based position in site.toml, for families that number their columns."""

    key: str
    name: str
    type: str
    number: int
    trail: tuple[Column, ...]
    menu: bool
    section: bool
    reports: bool

    @property
    def parent(self) -> Column | None:
        return self.trail[-1] if self.trail else None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as the portal serves it; `name` is what people see, `digits` a stable number."""

    path: Path
    name: str
    digits: str
    hex: str
    is_image: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """metas: the article's own mandated tags. uploaded_on: the date that addresses carry, known
    for every article; published_on: what the page says, None where nobody knows.
    """

    column: Column
    number: int
    title: str
    published_on: dt.date | None
    uploaded_on: dt.date
    source: str
    body: Markup
    metas: Mapping[str, str]
    attachment: Attachment | None = None
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list. anchor: its text, truncated or not. title: the title attribute or None.
    address: root-relative, or absolute for another host.
    """

    title: str | None
    anchor: str
    address: str
    published_on: dt.date | None


def stable_hash(text: str) -> int:
    """A number that depends on the text only, for ids that survive other files coming and going."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")


class Portal(ABC):
    """One site of a CMS family; `respond` answers requests. Subclasses give the family's shapes."""

    family: ClassVar[str]
    html_type: ClassVar[str] = "text/html; charset=utf-8"
    disallowed: ClassVar[tuple[str, ...]] = ("/search/",)
    """robots.txt: paths that crawlers must leave alone."""

    def __init__(
        self, items: Sequence[Item], *, name: str, domain: str, division_code: str, page_size: int
    ) -> None:
        self.name = name
        self.area = name.removesuffix("人民政府")
        self.domain = domain
        self.site_id_code = f"{division_code[:6]}0001"
        self.page_size = page_size
        self.year = max((i.report_year for i in items if i.report_year), default=UNDATED_YEAR)
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader([HERE / "templates" / self.family, HERE / "templates"]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        site = tomllib.loads((HERE / "site.toml").read_text(encoding="utf-8"))
        self.columns = tuple(self._columns(site["column"]))
        self._by_key = {column.key: column for column in self.columns}
        self.report_column = next(column for column in self.columns if column.reports)
        self.files: dict[str, Attachment] = {}  # address → file, the only way to a file on disk
        self._numbers: set[int] = set()
        self.reports = self._reports(items)
        self.lookalikes = tuple(self._lookalike(table) for table in site["article"])
        self.lists = self._lists(site)
        self.pages: dict[str, bytes] = dict(self._render_all())

    # --- what a family says ---

    @abstractmethod
    def column_address(self, column: Column) -> str:
        """Root-relative address of a column's first page."""

    @abstractmethod
    def article_address(self, article: Article) -> str:
        """Root-relative address of a detail page."""

    @abstractmethod
    def file_address(self, article: Article, file: Attachment) -> str:
        """Root-relative address (with its query) of an attachment or image of an article."""

    @abstractmethod
    def list_pages(
        self, column: Column, entries: Sequence[Entry]
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The column's pages: (address, what the family's list.html needs to know)."""

    def href(self, page: str, address: str) -> str:
        """The link to `address` as this family prints it on `page`."""
        return address

    def answer(self, request: Request) -> Response | None:
        """Addresses that are not plain pages; None when the family has none such."""
        return None

    # --- answering ---

    def respond(self, request: Request) -> Response:
        """Only what was published is ever looked up: there is no path from here to the disk."""
        special = self.answer(request)
        if special is not None:
            return special
        known = request.path in self.pages or request.path in self.files
        if known and request.method not in ("GET", "HEAD"):
            return Response(b"", "text/plain", 405, (("Allow", "GET, HEAD"),))
        if request.path in self.pages:
            content_type = "text/plain" if request.path == "/robots.txt" else self.html_type
            return Response(self.pages[request.path], content_type)
        if request.path in self.files:
            return self.file_response(self.files[request.path])
        if f"{request.path}/" in self.pages:
            return Response(b"", self.html_type, 301, (("Location", f"{request.path}/"),))
        return self.not_found()

    def not_found(self) -> Response:
        return Response(self._not_found, self.html_type, 404)

    def file_response(self, file: Attachment) -> Response:
        media_type = MEDIA_TYPES.get(file.path.suffix.lower(), "application/octet-stream")
        return Response(file.path, media_type)

    # --- making ---

    def _say(self, text: str) -> str:
        return text.format(site=self.name, area=self.area, year=self.year)

    def _columns(
        self, tables: Sequence[Mapping[str, Any]], trail: tuple[Column, ...] = ()
    ) -> Iterator[Column]:
        for position, table in enumerate(tables, start=1):
            column = Column(
                key=table["key"],
                name=self._say(table["name"]),
                type=table.get("type", trail[-1].type if trail else ""),
                number=(trail[-1].number * 100 if trail else 0) + position,
                trail=trail,
                menu=table.get("menu", True),
                section=table.get("section", False),
                reports=table.get("reports", False),
            )
            yield column
            yield from self._columns(table.get("children", ()), (*trail, column))

    def _number(self, key: str) -> int:
        number = 6_000_000 + stable_hash(key) % 3_000_000
        while number in self._numbers:
            number += 1
        self._numbers.add(number)
        return number

    def _attachment(self, path: Path, name: str, is_image: bool = False) -> Attachment:
        number = stable_hash(name)
        return Attachment(
            path, posixpath.basename(name), f"{number % 10**12:012}", f"{number:032x}", is_image
        )

    def _reports(self, items: Sequence[Item]) -> tuple[Article, ...]:
        """The folder's documents as articles of the report column, their files registered."""
        articles: dict[str, Article] = {}
        for item in items:
            if item.is_picture_of_a_page:
                continue
            articles[item.name] = Article(
                column=self.report_column,
                number=self._number(item.name),
                title=item.title,
                published_on=item.published_on,
                uploaded_on=item.published_on or UPLOADED_ON,
                source=item.source or self.name,
                body=Markup(),
                metas=item.metas,
                attachment=None if item.is_page else self._attachment(item.path, item.name),
                item=item,
            )
        for article in articles.values():
            if article.attachment:
                self.files[self.file_address(article, article.attachment)] = article.attachment
        paths = {item.name: item.path for item in items}
        return tuple(
            self._with_body(article, name, articles, paths) for name, article in articles.items()
        )

    def _with_body(
        self,
        article: Article,
        name: str,
        articles: Mapping[str, Article],
        paths: Mapping[str, Path],
    ) -> Article:
        """The article with its HTML, links to other files of the folder pointing to where the
        portal has them (a page that lies beside its pictures keeps them)."""
        assert article.item is not None
        if article.item.article is None:
            return article
        page = self.article_address(article)

        def relocated(link: str) -> str:
            target = linked_name(link, name)
            if target is not None and target in articles:
                other = articles[target]
                if other.attachment:
                    return self.href(page, self.file_address(other, other.attachment))
                return self.href(page, self.article_address(other))
            if target is not None and target in paths:
                picture = self._attachment(paths[target], target, is_image=True)
                address = self.file_address(article, picture)
                self.files[address] = picture
                return self.href(page, address)
            return link

        element = deepcopy(article.item.article)
        element.rewrite_links(relocated, resolve_base_href=False)
        return replace(article, body=Markup(inner_html(element)))

    def _lookalike(self, table: Mapping[str, Any]) -> Article:
        day = dt.date(self.year + 1, table["month"], table["day"])
        body = self._templates.get_template("shared/lookalike.html").render(
            paragraphs=[self._say(text) for text in table["text"]], table=table.get("table", ())
        )
        return Article(
            column=self._by_key[table["column"]],
            number=self._number(f"site:{table['key']}"),
            title=self._say(table["title"]),
            published_on=day,
            uploaded_on=day,
            source=self._say(table["source"]),
            body=Markup(body),
            metas={},
        )

    def _lists(self, site: Mapping[str, Any]) -> Mapping[str, tuple[Entry, ...]]:
        """Column key → its list: its own articles and those that site.toml shows there too."""
        lines: dict[str, list[tuple[str, str, dt.date | None]]] = {c.key: [] for c in self.columns}
        shown = [(article, article.column.key) for article in (*self.reports, *self.lookalikes)]
        for article, table in zip(self.lookalikes, site["article"], strict=True):
            shown += [(article, key) for key in table.get("listed_in", ())]
        for article, key in shown:
            lines[key].append((article.title, self.article_address(article), article.published_on))
        for table in site["outside"]:
            day = dt.date(self.year + 1, table["month"], table["day"])
            lines[table["column"]].append((self._say(table["title"]), table["url"], day))
        return {key: tuple(_entries(found)) for key, found in lines.items()}

    def _render(self, template: str, page: str, **values: Any) -> bytes:
        def href(address: str) -> str:
            return address if "://" in address else self.href(page, address)

        menu = [
            (top, [c for c in self.columns if c.menu and c.trail[:1] == (top,)])
            for top in self.columns
            if top.parent is None
        ]
        return (
            self._templates.get_template(template)
            .render(
                portal=self,
                page=page,
                href=href,
                column_href=lambda column: href(self.column_address(column)),
                menu=menu,
                standard=[c for c in self.columns if c.parent and c.parent.section],
                section=next(c for c in self.columns if c.section),
                **values,
            )
            .encode()
        )

    def _render_all(self) -> Iterator[tuple[str, bytes]]:
        latest = [entry for key in ("zwyw", "tzgg", "hybd") for entry in self.lists[key]]
        home = self._render(
            "shared/home.html", "/", title=self.name, metas=self.site_metas(), entries=latest
        )
        yield "/", home
        yield "/index.html", home
        yield "/robots.txt", self._robots().encode()
        yield (
            "/search/",
            self._render(
                "shared/search.html", "/search/", title="站内检索", metas=self.site_metas()
            ),
        )
        for column in self.columns:
            metas = self.site_metas() | self.column_metas(column)
            title = f"{column.name}_{self.name}"
            if column.section:
                address = self.column_address(column)
                yield from self._both(
                    address,
                    self._render(
                        "shared/section.html", address, title=title, metas=metas, column=column
                    ),
                )
                continue
            for address, shape in self.list_pages(column, self.lists[column.key]):
                yield from self._both(
                    address,
                    self._render(
                        "list.html", address, title=title, metas=metas, column=column, **shape
                    ),
                )
        for article in (*self.reports, *self.lookalikes):
            address = self.article_address(article)
            attachment = article.attachment
            yield (
                address,
                self._render(
                    "detail.html",
                    address,
                    title=f"{article.title}_{self.name}",
                    metas=self.article_metas(article),
                    column=article.column,
                    article=article,
                    file=attachment and self.href(address, self.file_address(article, attachment)),
                ),
            )
        self._not_found = self._render(
            "shared/not_found.html", "/", title="页面不存在", metas=self.site_metas()
        )

    def _both(self, address: str, page: bytes) -> Iterator[tuple[str, bytes]]:
        """A folder's index answers under both its names."""
        yield address, page
        if address.endswith("/"):
            yield f"{address}index.html", page
        elif address.endswith("/index.html"):
            yield address.removesuffix("index.html"), page

    def _robots(self) -> str:
        return "".join(
            line + "\n" for line in ("User-agent: *", *(f"Disallow: {p}" for p in self.disallowed))
        )

    # --- the mandated tags of 国办发〔2017〕47号 ---

    def site_metas(self) -> dict[str, str]:
        return {
            "SiteName": self.name,
            "SiteDomain": self.domain,
            "SiteIDCode": self.site_id_code,
        }

    def column_metas(self, column: Column) -> dict[str, str]:
        return {
            "ColumnName": column.name,
            "ColumnDescription": f"{self.name}{column.name}栏目",
            "ColumnKeywords": f"{self.area},{column.name}",
            # Templates without an enumerated value repeat the name, as real ones do.
            "ColumnType": column.type or column.name,
        }

    def article_metas(self, article: Article) -> dict[str, str]:
        """The page's tags. What the file itself said wins, also an empty date or title, as real
        pages have them; only a site or column that it leaves empty is the portal's."""
        day = article.published_on
        made = {
            "ArticleTitle": article.title,
            "PubDate": f"{day.isoformat()} 09:30" if day else "",
            "ContentSource": article.source,
            "Keywords": "",
            "Author": "",
            "Description": "",
            "Image": "",
            # Relative, as several real templates have it: pages must not depend on the port.
            "Url": self.article_address(article),
        }
        own = {name: text for name, text in article.metas.items() if text or name in made}
        return self.site_metas() | self.column_metas(article.column) | made | own


def _entries(lines: Sequence[tuple[str, str, dt.date | None]]) -> Iterator[Entry]:
    """Newest first, undated last; every third long title cut, its whole text in `title=`."""
    ordered = sorted(lines, key=lambda line: (-(line[2] or dt.date.min).toordinal(), line[1]))
    for position, (title, address, day) in enumerate(ordered):
        if position % 3 == 0 and len(title) > TRUNCATED_AT:
            yield Entry(
                title, title[:TRUNCATED_AT] + ("…" if position % 2 else "..."), address, day
            )
        else:
            yield Entry(title if position % 3 == 1 else None, title, address, day)
