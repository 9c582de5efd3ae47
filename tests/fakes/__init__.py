"""Stand-ins for the world, in memory."""
