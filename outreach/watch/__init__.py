"""Look-ups that stand out, put before a second person; and samples read by another organisation (R-AUD-4, threats A3, A4).

``patterns`` are pure functions over acts of the audit trail; ``alerts`` and ``samples`` keep what was noticed. Imports
``models`` only. Nothing here accuses anybody: it asks a colleague to ask.
"""
