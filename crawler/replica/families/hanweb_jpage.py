"""How does Hanweb JCMS lay out a portal? Numbered columns, lists as XML inside the page.

    /col/col12301/index.html                        the column: a <datastore> with the first group
    /module/web/jpage/dataproxy.jsp                 the other groups: GET ?page=1 … or POST records
    /art/2024/1/23/art_12301_6291277.html           an article
    /module/download/downfile.jsp?classid=0&filename=<32 hex>.docx&showname=…    its attachment

One group is GROUP_SIZE browser pages; group 0 stands in the column page, `?page=1` is the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from crawler.replica.portal import (
    Article,
    Attachment,
    Column,
    Entry,
    Portal,
    Request,
    Response,
)

GROUP_SIZE = 2
"""Browser pages in one group. Small, so that a handful of reports already needs the data call."""
PROXY = "/module/web/jpage/dataproxy.jsp"
DOWNLOAD = "/module/download/downfile.jsp"
MOST_RECORDS = 100
"""Records an answer holds at most, however many are asked for; real servers cut silently too."""


class HanwebJpage(Portal):
    family: ClassVar[str] = "hanweb_jpage"
    html_type: ClassVar[str] = "text/html;charset=UTF-8"
    disallowed: ClassVar[tuple[str, ...]] = ("/search/", "/jcms/")

    def column_number(self, column: Column) -> int:
        return 10_000 + column.number

    def unit(self, column: Column) -> str:
        """Id of the list block, which the data call must name."""
        return str(380_000 + column.number)

    def column_address(self, column: Column) -> str:
        return f"/col/col{self.column_number(column)}/index.html"

    def article_address(self, article: Article) -> str:
        day = article.uploaded_on
        column = self.column_number(article.column)
        return f"/art/{day.year}/{day.month}/{day.day}/art_{column}_{article.number}.html"

    def file_address(self, article: Article, file: Attachment) -> str:
        stored = f"{file.hex}{file.path.suffix.lower()}"
        if file.is_image:
            return f"/picture/0/{stored}"
        return f"{DOWNLOAD}?classid=0&filename={stored}&showname={quote(file.name, safe='')}"

    def list_pages(
        self, column: Column, entries: Sequence[Entry]
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        yield (
            self.column_address(column),
            {
                "datastore": self._group(column, 0),
                "total": len(entries),
                "group_size": GROUP_SIZE,
                "number": self.column_number(column),
                "unit": self.unit(column),
                "proxy": PROXY,
            },
        )

    def answer(self, request: Request) -> Response | None:
        if request.path == PROXY:
            return self._data(request)
        if request.path == DOWNLOAD:
            return self._download(request)
        return None

    def _download(self, request: Request) -> Response:
        stored = request.query.get("filename", "")
        for address, file in self.files.items():
            if address.startswith(DOWNLOAD) and stored == f"{file.hex}{file.path.suffix.lower()}":
                disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
                return Response(
                    file.path,
                    "application/octet-stream",
                    headers=(("Content-Disposition", disposition),),
                )
        return self.not_found()

    def _data(self, request: Request) -> Response:
        asked = {**request.query, **request.form}
        column = next(
            (
                column
                for column in self.columns
                if asked.get("columnid") == str(self.column_number(column))
                and asked.get("unitid") == self.unit(column)
            ),
            None,
        )
        if column is None:
            return self._xml(self._datastore((), 0, None))
        entries = self.lists[column.key]
        if "startrecord" not in asked:
            return self._xml(self._group(column, _whole(asked.get("page"), 0), with_totals=True))
        first = max(1, _whole(asked["startrecord"], 1))
        last = _whole(asked.get("endrecord"), first + GROUP_SIZE * self.page_size - 1)
        records = entries[first - 1 : min(last, first - 1 + MOST_RECORDS)]
        return self._xml(self._datastore(records, len(entries), None))

    def _xml(self, text: str) -> Response:
        declaration = "<?xml version='1.0' encoding='UTF-8'?>\n"
        return Response((declaration + text).encode(), "text/xml;charset=UTF-8")

    def _group(self, column: Column, group: int, with_totals: bool = False) -> str:
        entries = self.lists[column.key]
        size = GROUP_SIZE * self.page_size
        following = None
        if (group + 1) * size < len(entries):
            query = {
                "page": group + 1,
                "appid": 1,
                "webid": 110,
                "path": "/",
                "columnid": self.column_number(column),
                "unitid": self.unit(column),
                # Encoded twice, as the vendor's own script does.
                "webname": quote(self.name),
                "permissiontype": 0,
            }
            following = f"{PROXY}?{urlencode(query, safe='/')}"
        records = entries[group * size : (group + 1) * size]
        return self._datastore(records, len(entries) if with_totals else None, following)

    def _datastore(self, records: Sequence[Entry], total: int | None, following: str | None) -> str:
        return self._templates.get_template("datastore.html").render(
            records=records,
            total=total,
            pages=None if total is None else -(-total // self.page_size),
            following=following,
        )


def _whole(text: str | None, default: int) -> int:
    """The number a query gives; nonsense counts as not given."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default
