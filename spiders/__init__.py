"""How does this CMS family list its reports? One module per family; README.md says how to add one."""
