"""What one text says, with the words to prove it.

The only room that uses spaCy and scikit-learn. Imports ``models`` only. Nationality and language never score.
"""
