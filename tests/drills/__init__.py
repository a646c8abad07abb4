"""The abuse drills: somebody attacks this house on purpose, and nothing gives."""
