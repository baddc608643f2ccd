"""What the organisations must be able to show: record of processing, DPIA, legal basis, purpose, yearly account.

Danish papers with the installation's own numbers, printed by ``lygte report`` and on the screens. Imports ``models`` only.
Nothing here names a person, a place or a number; the paper for the public rounds and hides small counts.
"""
