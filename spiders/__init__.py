"""How does this CMS family list its reports? A module per family; README.md: how to add one."""
