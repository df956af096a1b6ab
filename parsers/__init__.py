"""What does this file say? Bytes → Document → Report → flags, as pure functions.

Nothing below this line reads the network, a clock, a database or a global that changes.
"""
