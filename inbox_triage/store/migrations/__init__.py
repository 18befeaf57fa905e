"""The steps from one schema to the next; numbered, never edited after a release."""
