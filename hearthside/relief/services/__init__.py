"""Every write of the relief room."""
