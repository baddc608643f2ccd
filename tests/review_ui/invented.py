"""The small invented world of all screen tests: organisations, workers, places, a possible network, site health."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.ad import Ad
from models.collecting import CollectJob
from models.contact_point import ContactPoint
from models.judgement import ReaderNotice, TeachingText
from models.keys import KeyRing
from models.network import Link, Network
from models.people import Organisation
from models.site import CrawlPass, SiteAlarm
from models.visit import Visit
from tests.review_ui.making import OWN_TEXT, Maker, Sketch, make_organisation, make_user

SERIOUS = Sketch(
    level="red",
    groups=("control", "services", "coercion"),
    rank=3.6,
    review="En mand svarede. Hun virkede bange og skulle spørge nogen om lov, og pengene gik til chefen.",
    review_findings=(
        ("pressure", "concern", "virkede bange"),
        ("third_party_control", "concern", "En mand svarede"),
    ),
    reasons=(("groups", ["control", "coercion"]), ("never_visited", True), ("last_seen_days", 0)),
)
OWN = Sketch(
    level="green",
    groups=(),
    rank=0.4,
    text=OWN_TEXT,
    title="Selvstændig med fast nummer",
    kind="private",
    tail="71",
    findings=(
        ("first_person_independent", "counter", "bestemmer selv"),
        ("condom_required", "counter", "Altid med kondom"),
    ),
    days_old=400,
    reasons=(("days_since_visit", 90), ("last_seen_days", 1)),
)
UNKNOWN = Sketch(level="not_assessed", groups=(), rank=0.6, findings=(), tail="08", text="Ring.", title="Kort annonce")


def invent(session: Session, keyring: KeyRing, now: datetime) -> None:
    """Store the whole small world: two organisations, six roles, a dozen places, one possible network, site health."""
    south = make_organisation(session, "AmiAmi", ["1083", "1082"])
    east = make_organisation(session, "Reden International", ["1084", "1085"])
    for role in ("screener", "outreach", "coordinator", "analyst", "dpo", "administrator"):
        make_user(session, south, role)
    make_user(session, east, "coordinator", "east")
    make = Maker(session, keyring, now)
    hub = make.phone("34", "clinic_reception")
    first = make.place("vejle-havn", SERIOUS, phone=hub, ads=3)
    second = make.place("kolding-midt", Sketch(postcode="6000", rank=2.6), phone=hub)
    make.place("esbjerg-nord", Sketch(postcode="6700", rank=2.4, days_old=20))
    make.place("odense-c", Sketch(postcode="5000", rank=2.2, kind="private"))
    make.place("fredericia", OWN)
    make.place("horsens", UNKNOWN)
    for number, postcode in enumerate(("8700", "8000", "8600", "7400", "6100", "6400", "5700", "7500")):
        make.place(f"sted-{number}", Sketch(postcode=postcode, rank=1.5 - number / 10, days_old=2 + number * 5))
    make.place("koebenhavn", Sketch(postcode="2100"))
    _network(session, now, first, second)
    _questions(session, now, first)
    _visit(session, now, make.place("aabenraa", Sketch(postcode="6200", rank=1.9, days_old=300)), south)
    _health(session, now)
    session.commit()


def _network(session: Session, now: datetime, *points: ContactPoint) -> None:
    network = Network(
        token="net-vejle-kolding",
        ads=4,
        phones=1,
        places=2,
        first_seen=now - timedelta(days=3),
        last_seen=now,
        updated_at=now,
    )
    session.add(network)
    session.flush()
    ids = [point.id for point in points]
    ads = list(session.exec(select(Ad).where(col(Ad.contact_point_id).in_(ids)).order_by(col(Ad.id))))
    for ad in ads:
        ad.network_id = network.id
        session.add(ad)
    a, b, c, d = (ad.id or 0 for ad in ads)
    session.add_all(
        [
            Link(ad_a=a, ad_b=b, why="template_text", strength=0.9, facts='{"share": 0.95}'),
            Link(ad_a=a, ad_b=c, why="shared_phone", strength=0.8),
            Link(ad_a=c, ad_b=d, why="shared_phone", strength=0.3),
            Link(ad_a=b, ad_b=d, why="shared_phone", strength=0.2, kept=False, cut_reason="reception"),
        ]
    )


def _questions(session: Session, now: datetime, point: ContactPoint) -> None:
    """Ask people about two texts of one place, and note two things the reader's checks saw."""
    ads = list(session.exec(select(Ad).where(Ad.contact_point_id == point.id).order_by(col(Ad.id))))
    asked = (("third_party_control", "disagree", "Vores piger"), (None, "nothing_found", None))
    for place, (ad, (indicator, reason, quote)) in enumerate(zip(ads, asked, strict=False), 1):
        session.add(
            TeachingText(
                day=now.date(), place=place, ad_id=ad.id or 0, indicator=indicator, reason=reason, value=1.0, quote_masked=quote,
            )
        )  # fmt: skip
    for kind, about, measure in (("bias", "lang:da/ro", "yellow"), ("drift", "hjerterum", "indicator:youth")):
        session.add(
            ReaderNotice(
                kind=kind, month="2026-11", about=about, measure=measure, before=0.1, after=0.2, counts={}, noticed_at=now
            )
        )  # fmt: skip


def _visit(session: Session, now: datetime, point: ContactPoint, organisation: Organisation) -> None:
    session.add(
        Visit(
            client_token="old-visit",
            contact_point_id=point.id or 0,
            organisation_id=organisation.id or 0,
            user_id=2,
            visited_at=now - timedelta(days=200),
            outcome="let_in",
            region_code=point.region_code,
            level_before="yellow",
            tallies={"spoken_new": 2, "women": 2},
        )
    )


def _health(session: Session, now: datetime) -> None:
    for days, status in ((2, "complete"), (1, "partial"), (0, "complete")):
        at = now - timedelta(days=days)
        session.add(
            CrawlPass(
                site="hjerterum",
                started_at=at,
                finished_at=at + timedelta(minutes=4),
                status=status,
                pages_fetched=120,
                ads_seen=90,
                ads_new=7,
                ads_changed=5,
                ads_gone=3,
                field_fill={"title": 1.0, "text": 1.0, "phone": 0.6 if days == 0 else 0.97, "city": 0.9},
            )
        )
    session.add(SiteAlarm(site="hjerterum", raised_at=now, reason="field_missing", field="phone"))
    shown: dict[str, object] = {
        "head": ["title", "text", "phones", "alias", "town"],
        "rows": [[24, 130, "•• •• •• 34", "S…", "7100 Vejle"], [18, "", "", "", ""]],
        "difference": "--- present site.yml\n+++ proposed site.yml\n-  title: h1\n+  title: h2.navn",
        "problems": ["The field age was found on no page."],
        "pending": True,
    }
    for kind, status, result in (("learn", "done", shown), ("crawl", "waiting", None)):
        session.add(CollectJob(kind=kind, site="hjerterum", status=status, asked_at=now, asked_by=1, result=result))
