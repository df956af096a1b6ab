"""Do the rules find every fault, in its place, and nothing else? python -m tests.bench.checks

Clean reports are made from real figures and sentences of our own (drafts.py, prose.py); into each
goes one fault of one rule, at one of the places that rule can take (faults_*.py); the file is read
and checked like any other, and the flags are held against the fault that was put in (scoring.py).
How rules are called, with or without neighbours, stands in context.py alone.
"""
