"""What workers see and decide: Danish screens first, plain words, one person decides.

The only room that uses the web framework. Never reaches the crawler, spaCy or scikit-learn.
"""
