"""Lockbox files: checks that a bank opened for us. README.md says what is here."""
