"""What a page shows, read from the tables into plain values: no web framework, no decisions, no writing."""
