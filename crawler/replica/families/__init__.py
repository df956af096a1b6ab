"""Which CMS families can the replica play? One module here and one folder in `templates/` each.

To add a family: subclass `crawler.replica.portal.Portal` in a module of the family's name, write
`layout.html`, `list.html` and `detail.html` in `templates/<name>/` (the rest is in `shared/`),
and name the class below; tests/test_replica.py then walks it like the others.
"""

from __future__ import annotations

from crawler.replica.families.hanweb_jpage import HanwebJpage
from crawler.replica.families.trs import Trs
from crawler.replica.portal import Portal, ReplicaUsageError

FAMILIES: dict[str, type[Portal]] = {family.family: family for family in (Trs, HanwebJpage)}


def family_class(name: str) -> type[Portal]:
    """The family of that name; ReplicaUsageError names the known ones."""
    try:
        return FAMILIES[name]
    except KeyError:
        known = "、".join(FAMILIES)
        raise ReplicaUsageError(f"没有 {name!r} 族的仿真网站；已有：{known}") from None
