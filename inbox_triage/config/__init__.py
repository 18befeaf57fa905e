"""The admin's files, config.toml and all that it names, read into frozen values."""
