"""Help search: which topic answers what somebody typed, in their own words and either language."""
