"""How exactly are the printed figures read? `python -m tests.bench.accuracy`.

Real figures are printed through every kind of markup and damage that gov.cn pages show
(domain.md 1 and 7) into HTML, DOCX, text and markdown, read back, and held cell by cell against
what was printed:

    figures   numbers of published reports, recombined so that the printed sums hold (or do not)
    layout    the official forms as rows of boxes with spans; a page of headings, prose and tables
    html, docx, text   a page as bytes
    cases     how a kind makes a document
    markup, renditions, arrangements, damage   what is unusual about a page: one function a kind
    scoring   right · NULL or noted · silently wrong · wrongly doubted · refused
    running   one kind in one format, in a worker process
    floors    the pinned scores, and why they cannot be lowered by accident

A kind is lossless if a person who sees the page as it is displayed has no doubt about any figure;
there every cell must be right. A kind is lossy if information was destroyed; there a figure may be
missing, but never wrong without a note.
"""
