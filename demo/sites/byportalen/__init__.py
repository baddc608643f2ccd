"""byportalen: an old site. Tables, capital tags that are not closed, and pages in four mixed-up encodings."""
