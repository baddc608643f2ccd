"""All tables in one import, so that metadata is whole wherever a session is opened."""

from models.ad import Ad, AdPhone, AdVersion, Issue, Phone, Review
from models.audit import AuditEntry
from models.collecting import CollectJob, TdmDecision
from models.contact_point import ContactPoint
from models.decision import Assignment, LevelDecision, Mark, SavedFilter
from models.display import DisplayKey, PhoneDisplay, PlaceDisplay
from models.figure import ExportApproval, FigureRelease, FrozenYear, ManualCount
from models.finding import Finding, TextReading
from models.judgement import ReaderNotice, TeachingText, TextJudgement
from models.message import MessageEntry, MessageNumber, MessageTemplate, WorkerDay
from models.network import Link, LinkJudgement, Network
from models.people import Organisation, Passkey, PasskeyChallenge, User, UserSession
from models.request import DataRequest
from models.site import CrawlPass, PageMemory, Site, SiteAlarm
from models.visit import DoNotContact, Route, RouteStop, Visit
from models.watch import LookUpAlert, TrailSample

__all__ = [
    "Ad",
    "AdPhone",
    "AdVersion",
    "Assignment",
    "AuditEntry",
    "CollectJob",
    "ContactPoint",
    "CrawlPass",
    "DataRequest",
    "DisplayKey",
    "DoNotContact",
    "ExportApproval",
    "FigureRelease",
    "Finding",
    "FrozenYear",
    "Issue",
    "LevelDecision",
    "Link",
    "LinkJudgement",
    "LookUpAlert",
    "ManualCount",
    "Mark",
    "MessageEntry",
    "MessageNumber",
    "MessageTemplate",
    "Network",
    "Organisation",
    "PageMemory",
    "Passkey",
    "PasskeyChallenge",
    "Phone",
    "PhoneDisplay",
    "PlaceDisplay",
    "ReaderNotice",
    "Review",
    "Route",
    "RouteStop",
    "SavedFilter",
    "Site",
    "SiteAlarm",
    "TdmDecision",
    "TeachingText",
    "TextJudgement",
    "TextReading",
    "TrailSample",
    "User",
    "UserSession",
    "Visit",
    "WorkerDay",
]
