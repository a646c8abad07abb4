"""Staff pages of the shell. The work itself is on the pages of the rooms."""
