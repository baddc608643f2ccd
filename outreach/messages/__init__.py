"""First contact by SMS: a checked wording and one number for one stop, copied and sent by a person.

There is no gateway, no bulk and no schedule here, and no text is stored in the ledger (R-SMS-1, R-SMS-10).
"""
