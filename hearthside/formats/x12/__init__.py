"""X12 files: one segment reader for all transactions, and typed readers and writers on top of it."""
