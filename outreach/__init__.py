"""Who to visit first, in what order, on which paper, and what came of it.

Reads what the crawler, classifier and networks left in the tables; imports ``models`` only of what is beside it.
"""
