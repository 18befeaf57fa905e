"""inbox-triage: reads a team's shared mailboxes, sorts the mail and prepares the replies."""

__version__ = "0.1.0"
