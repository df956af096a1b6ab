"""`python -m crawler.replica DIR`: serve a folder as a portal until interrupted."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.replica import FAMILIES, run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m crawler.replica", description=__doc__)
    parser.add_argument("directory", type=Path, metavar="DIR", help="folder of report files")
    parser.add_argument("--family", default="trs", help=f"CMS family: {', '.join(FAMILIES)}")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--name", help="the portal's name, such as 示范市人民政府")
    given = parser.parse_args()
    return run(given.directory, given.family, given.host, given.port, given.name)


if __name__ == "__main__":
    sys.exit(main())
