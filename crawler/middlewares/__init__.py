"""Steps around each download: what may be fetched, how politely, how much."""
