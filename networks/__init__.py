"""Which ads may belong together, why, how sure, and what was cut.

Pure functions over ads and links; ``stage.py`` alone reads and writes tables. Imports ``models`` only.
Never deletes: people's "not the same" is applied as an edge.
"""
