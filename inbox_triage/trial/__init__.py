"""The whole pipeline over exported mail, offline: what a newcomer sees of us first."""
