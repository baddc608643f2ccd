"""The six roles of workers; nobody is a super-user. Apart from the tables, so that settings are read without the store's packages."""

ROLES = ("screener", "outreach", "coordinator", "analyst", "dpo", "administrator")
