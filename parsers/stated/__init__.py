"""What does a clause state about the report's own tables? One module per kind of figure.

`parts` cuts a clause, `memory` knows what it speaks of and holds what was found; `applications`,
`disputes` and `active_disclosure` read one part each. `parsers.narrative` goes through the text.
"""
