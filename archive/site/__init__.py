"""The public site: Datasette over `site/current`, with our own pages in front of its own."""
