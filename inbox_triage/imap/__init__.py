"""Mailboxes over IMAP (RFC 9051): what is new, what we change there."""
