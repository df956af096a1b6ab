"""Whose figures does a scope word name (我局, 全市, 各部门), in the report of this organ?"""

from __future__ import annotations

import re

_OWN = re.compile("^(?:我|本|全(?=局|委|厅|院|办))")
_AREA = re.compile("^(?:全|我|本)(?P<place>[省市县区州旗盟镇乡街])|^各级")
_OFFICE = re.compile("办公[室厅]$|政府办$")
_TOWN = re.compile("^(?:镇|乡|街道)(?:人民)?政府$")
_SUBORDINATE = re.compile("所属|下属|直属|直|^各|其他|机关本级|本级$|机关$|级")
_GOVERNMENT_END = re.compile("(?:人民)?政府$|管(?:理委员|委)会$|(?<=街道)(?:办事处|办)$")
_BODY_END = re.compile("..(?:局|委|厅|办|院|中心|办公室)$")


def is_area(word: str) -> bool:
    """全市, 本县, 各级: a whole area's."""
    return _AREA.match(word) is not None


class Whose:
    """Whose figures does a scope word name, in the report of this organ?"""

    def __init__(self, organ: str | None) -> None:
        self.organ = re.sub(r"\s+", "", organ or "")
        self.is_government = bool(
            _GOVERNMENT_END.search(self.organ) or re.search("[镇乡]$", self.organ)
        )
        self.ruled = _GOVERNMENT_END.sub("", self.organ)
        self.place = "街" if self.ruled.endswith("街道") else self.ruled[-1:]
        self.is_office = bool(_OFFICE.search(self.organ))
        self.known: dict[str, bool] = {}

    def is_own(self, word: str) -> bool:
        if word not in self.known:
            self.known[word] = self._is_own(word)
        return self.known[word]

    def _is_own(self, word: str) -> bool:
        if word == self.organ or (len(word) > 2 and self.ruled.endswith(word)):  # 官庄镇
            return True
        if (area := _AREA.match(word)) and not _BODY_END.search(word):
            # 全市 in a county's report is the city above it.
            return (self.is_government and area["place"] in (None, self.place)) or not self.organ
        if _OWN.match(word) and not _SUBORDINATE.search(word[2:]):
            return not (self.is_government and word[-1] in "局委厅院")
        if _OFFICE.search(word):
            return self.is_office
        if _SUBORDINATE.search(word):
            return False
        if self.is_government:
            return bool(_TOWN.match(word) and re.search("[镇乡街]", self.organ[-8:]))
        # 市行政审批局 is 聊城市行政审批服务局: its letters in their order, to the same end.
        rest = iter(self.organ)
        return bool(word) and self.organ.endswith(word[-1]) and all(c in rest for c in word)
