"""All tables in one import, so that metadata is whole wherever a session is opened."""

from models.ad import Ad, AdPhone, AdVersion, Issue, Phone, Review
from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.decision import Assignment, LevelDecision, Mark, SavedFilter
from models.finding import Finding, TextReading
from models.network import Link, LinkJudgement, Network
from models.people import Organisation, User, UserSession
from models.site import CrawlPass, Site, SiteAlarm
from models.visit import DoNotContact, Route, RouteStop, Visit

__all__ = [
    "Ad",
    "AdPhone",
    "AdVersion",
    "Assignment",
    "AuditEntry",
    "ContactPoint",
    "CrawlPass",
    "DoNotContact",
    "Finding",
    "Issue",
    "LevelDecision",
    "Link",
    "LinkJudgement",
    "Mark",
    "Network",
    "Organisation",
    "Phone",
    "Review",
    "Route",
    "RouteStop",
    "SavedFilter",
    "Site",
    "SiteAlarm",
    "TextReading",
    "User",
    "UserSession",
    "Visit",
]
