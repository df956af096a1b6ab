"""How is a page fetched and kept? Captures, runs, guards, the registry of portals, a replica."""
