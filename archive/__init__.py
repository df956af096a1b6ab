"""What do we know, and how do people reach it? Build, identity, redaction, site, commands."""
