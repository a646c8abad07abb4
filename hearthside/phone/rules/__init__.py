"""What is decided on the phone: how a call goes, what is said, whom we may talk to. Pure."""
