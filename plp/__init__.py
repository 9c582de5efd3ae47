"""The neighbourhood: its nouns and its rules, free of every framework."""
