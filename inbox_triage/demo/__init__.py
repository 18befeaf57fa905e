"""The real daemon against loopback servers inside the process, with sample mail and a story."""
