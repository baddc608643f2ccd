"""The clock on the wall: Lygte works in Denmark."""

from zoneinfo import ZoneInfo

DENMARK = ZoneInfo("Europe/Copenhagen")
