"""The demo: a synthetic plan (`plan/`, pure), its cast, and the steps that live its eighteen months here."""
