"""What we remember: one database; rows never leave it, frozen values do."""
