"""How does TRS WCM lay out a portal? Folders by pinyin, static pages, links relative to the page.

    /zwgk/zfxxgk/zfxxgknb/                          the column; index.html, index_1.html … (0-based)
    /zwgk/zfxxgk/zfxxgknb/202401/t20240123_6291277.html          an article
    /zwgk/zfxxgk/zfxxgknb/202401/P020240123378123456789.docx     its attachment, W0… an image

Every list page prints `createPageHTML(pages, this page, "index", "html")`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from crawler.replica.portal import Article, Attachment, Column, Entry, Portal


class Trs(Portal):
    family: ClassVar[str] = "trs"
    # TRS publishes plain files: the charset stands in the page, not in the header.
    html_type: ClassVar[str] = "text/html"
    disallowed: ClassVar[tuple[str, ...]] = ("/search/", "/was5/", "/protect/")

    def column_address(self, column: Column) -> str:
        return "/" + "".join(f"{step.key}/" for step in (*column.trail, column))

    def article_address(self, article: Article) -> str:
        return f"{self._month(article)}t{article.uploaded_on:%Y%m%d}_{article.number}.html"

    def file_address(self, article: Article, file: Attachment) -> str:
        letter = "W" if file.is_image else "P"
        name = f"{letter}0{article.uploaded_on:%Y%m%d}{file.digits}{file.path.suffix.lower()}"
        return self._month(article) + name

    def _month(self, article: Article) -> str:
        return f"{self.column_address(article.column)}{article.uploaded_on:%Y%m}/"

    def href(self, page: str, address: str) -> str:
        folder = page if page.endswith("/") else posixpath.dirname(page)
        relative = posixpath.relpath(address, folder)
        if address.endswith("/"):
            relative += "/"
        return relative if relative.startswith(".") else f"./{relative}"

    def list_pages(
        self, column: Column, entries: Sequence[Entry]
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        pages = max(1, -(-len(entries) // self.page_size))
        for index in range(pages):
            first = index * self.page_size
            yield (
                self.column_address(column) + (f"index_{index}.html" if index else ""),
                {
                    "entries": entries[first : first + self.page_size],
                    "pages": pages,
                    "index": index,
                },
            )
