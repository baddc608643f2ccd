"""What a worker's click does to the tables: rows appended, undone by a date, audited. No templates here."""
