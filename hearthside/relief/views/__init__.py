"""The member's pages of this room."""
