"""What happens to an ad between its page and the store, one step a file: check, deduplicate, store."""
