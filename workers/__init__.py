"""RQ's side: thin jobs that open a door, the resident worker behind each queue, and the clock."""
