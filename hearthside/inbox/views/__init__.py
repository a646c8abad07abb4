"""Messages and contact on the web. Every page of a member starts from what that member may see."""
