"""What the rooms below hold about an account, a file a room, asked of their selectors."""
