"""The application: settings in, one guarded ASGI application out. Nothing is read at import."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import anyio.to_thread
from fastapi import APIRouter, FastAPI
from sqlalchemy import Engine
from starlette.types import ASGIApp

from app import __version__
from app.api.cached import RepresentationCache
from app.api.drill_mark import DrillMark
from app.api.editions import Shelf
from app.api.event_streams import EventStreams
from app.api.export_desk import ExportDesk
from app.api.guard import Guard, GuardConfig
from app.api.import_forms import BODY_LIMIT as IMPORT_PAGE_LIMIT
from app.api.memory import share_memory_pools
from app.api.oidc.faults import SENTENCES
from app.api.oidc.site import START, oidc_of
from app.api.openapi_problems import document_problems
from app.api.picture_desk import PictureDesk
from app.api.press import Press
from app.api.problem_handlers import install_problem_handlers
from app.api.publication_asking import BODY_LIMIT as CHECK_BODY_LIMIT
from app.api.refusals import audit_refusal
from app.api.routes import (
    areas,
    audit,
    auth,
    backtest_page,
    backtests,
    barriers,
    border,
    border_notices,
    briefing,
    bulk_lookup,
    campaigns,
    case_reports,
    case_transfers,
    changes,
    completeness,
    cordons,
    decisions,
    declarations,
    dhis2,
    drafts,
    embed,
    exports,
    geometry_files,
    health,
    imports,
    indicators,
    keys,
    lineage,
    lookup,
    ogc,
    outbreaks,
    own_account,
    pictures,
    place_shapes,
    policies,
    policy_evaluation,
    problem_pages,
    publication_pages,
    publications,
    reclassifications,
    register,
    register_import,
    report_export,
    reporting_days,
    ring_annex,
    ring_options,
    ring_orders,
    ring_trials,
    rule_pages,
    search,
    sheet_reading,
    site,
    staff,
    staff_account,
    staff_areas,
    staff_audit,
    staff_border,
    staff_cordons,
    staff_entry,
    staff_import,
    staff_oidc,
    staff_outbreaks,
    staff_password,
    staff_people,
    staff_progress,
    staff_report,
    staff_sent,
    staff_sign_in,
    staff_testing,
    staff_versions,
    staff_worker,
    submissions,
    summary_page,
    testing,
    testing_advice,
    testing_feeds,
    testing_plan,
    testing_rounds,
    tiles,
    unit_levels,
    webhooks,
    where_page,
    zones,
)
from app.api.routes import map as map_routes
from app.api.routes.staff_sign_in import OtherWayIn
from app.api.session_cookie import SessionCookie
from app.api.snapshot_server import SnapshotServer
from app.api.staff_faults import staff_fault
from app.api.strict_json import StrictJsonRoute
from app.configuration import address_rules, dhis2_mapping, site_key, site_rules
from app.services.backtest_desk import BacktestDesk
from app.services.drill import DrillPlayer
from app.services.feed_watch import FeedWatch
from app.services.map_snapshot import SnapshotStore
from app.services.past_snapshots import PastSnapshots
from app.services.testing_planner import PlannerDesk
from app.services.webhook_dispatch import Dispatch, Dispatcher
from app.services.webhook_post import Poster
from app.services.webhook_secrets import SecretBox
from app.settings import Settings
from app.storage.engine import create_database_engine, read_session_factory, session_factory
from app.worker import Ticker

Clock = Callable[[], datetime]
BATCH_BODY_LIMIT = 16 * 2**20
REGISTER_BODY_LIMIT = 96 * 2**20
"""The communes of a whole region at full detail; of the country, packed."""
POINTS_BODY_LIMIT = 64 * 2**20
"""A million points with names of thirty characters."""

DESCRIPTION = """Epidemic zones of a city: the level of every ward by a dated, cited policy; how often its whole
population is tested; the three lockdown layers round an outbreak. Errors are `application/problem+json` (RFC 9457)
and say how to mend the request; sentences follow `Accept-Language` (vi, en)."""


def create_app(settings: Settings, *, clock: Clock | None = None, engine: Engine | None = None) -> ASGIApp:
    """The guarded application.

    Args:
        settings: of the site.
        clock: the present moment, for tests; the machine's clock otherwise.
        engine: a database already open; otherwise the one the settings name.
    """
    app = build_api(settings, clock=clock or utc_now, engine=engine)
    config = GuardConfig(
        body_limits={
            "/api/v1/imports": 32 * 2**20,
            "/api/v1/lookup/bulk": POINTS_BODY_LIMIT,
            "/api/v1/wards/import": REGISTER_BODY_LIMIT,
            "/api/v1/case-reports/batch": BATCH_BODY_LIMIT,
            "/api/v1/dhis2": BATCH_BODY_LIMIT,
            "/api/v1/indicators/batch": BATCH_BODY_LIMIT,
            "/api/v1/publications/verify": CHECK_BODY_LIMIT,
            "/verify": CHECK_BODY_LIMIT,
            "/staff/import": IMPORT_PAGE_LIMIT,
        },
        public_url=settings.base_url or None,
        behind_tls=settings.behind_tls,
        cors_origins=settings.cors_origins,
    )
    reads = SnapshotServer(app, shelf=app.state.shelf, snapshots=app.state.snapshots, clock=app.state.clock)
    return Guard(reads, config, ready=reads.ready)


def create_app_from_environment() -> ASGIApp:
    """The application as a server process makes it."""
    return create_app(Settings())


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def build_api(settings: Settings, *, clock: Clock, engine: Engine | None = None) -> FastAPI:
    """The FastAPI application inside the guard; its state holds engine, sessions, snapshot and clock."""
    database = engine or create_database_engine(settings.url, pool_size=settings.pool_size)
    rules = site_rules(settings)
    app = FastAPI(
        title="Khoanh Vùng",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.settings = settings
    app.state.clock = clock
    app.state.rules = rules
    app.state.engine = database
    app.state.owns_engine = engine is None
    app.state.session_factory = session_factory(database)
    app.state.read_sessions = read_session_factory(database)
    app.state.session_lifetime = timedelta(hours=settings.session_hours)
    app.state.session_cookie = SessionCookie(secure=settings.behind_tls)
    app.state.oidc = oidc_of(settings, clock=clock)
    if app.state.oidc is not None:
        app.state.other_ways_in = (OtherWayIn(START, app.state.oidc.button),)
        app.state.sign_in_faults = SENTENCES
    app.state.representations = RepresentationCache()
    app.state.past_snapshots = PastSnapshots(rules)
    app.state.backtests = BacktestDesk()
    app.state.planner = PlannerDesk()
    app.state.pictures = PictureDesk()
    app.state.exports = ExportDesk()
    app.state.dhis2_mapping = dhis2_mapping(settings)
    app.state.shelf = Shelf()
    press = Press(app.state.shelf, rules=rules, base_url=settings.base_url.rstrip("/"))
    _follow_changes(app, settings)
    app.state.snapshots = SnapshotStore(
        app.state.read_sessions, rules=rules, clock=clock, watcher=press, on_revision=app.state.feed_watch.wake
    )
    app.router.route_class = StrictJsonRoute
    # Their routes as they are: including a router makes every route anew, which no part of ours needs and which the
    # first reader of each process would wait for.
    for each in ROUTERS:
        app.router.routes.extend(each.routes)
    app.add_middleware(DrillMark, snapshots=app.state.snapshots)
    install_problem_handlers(app, on_refusal=audit_refusal, as_page=staff_fault)
    document_problems(app)
    return app


def _follow_changes(app: FastAPI, settings: Settings) -> None:
    """Tell what changes, and hand it to open streams and webhooks."""
    app.state.event_streams = EventStreams(
        most=settings.event_streams, most_of_an_address=settings.event_streams_per_address
    )
    app.state.feed_watch = FeedWatch(
        writing=app.state.session_factory,
        reading=app.state.read_sessions,
        rules=app.state.rules,
        clock=app.state.clock,
        on_gap=app.state.event_streams.lose_all,
    )
    app.state.feed_watch.listen(app.state.event_streams.publish)
    app.state.dispatch = Dispatch(
        app.state.session_factory,
        Poster(address_rules(settings), drill=lambda: bool(app.state.snapshots.is_drill)),
        SecretBox(lambda: site_key(settings)),
        app.state.clock,
    )


ROUTERS: tuple[APIRouter, ...] = (
    site.router,
    where_page.router,
    rule_pages.router,
    auth.router,
    own_account.router,
    zones.router,
    unit_levels.router,
    map_routes.router,
    pictures.router,
    tiles.router,
    embed.router,
    geometry_files.router,
    dhis2.router,
    bulk_lookup.router,
    border.router,
    ogc.router,
    changes.router,
    webhooks.router,
    lookup.router,
    search.router,
    border_notices.router,
    register.router,
    policies.router,
    backtests.router,
    policy_evaluation.router,
    backtest_page.router,
    testing_rounds.router,
    campaigns.router,
    testing.router,
    testing_feeds.router,
    testing_plan.router,
    testing_advice.router,
    briefing.router,
    summary_page.router,
    case_reports.router,
    case_transfers.router,
    report_export.router,
    exports.router,
    submissions.router,
    imports.router,
    reporting_days.router,
    completeness.router,
    indicators.router,
    outbreaks.router,
    ring_annex.router,
    ring_options.router,
    ring_orders.router,
    ring_trials.router,
    cordons.router,
    areas.router,
    place_shapes.router,
    barriers.router,
    lineage.router,
    reclassifications.router,
    register_import.router,
    declarations.router,
    drafts.router,
    staff_worker.router,
    publication_pages.router,
    decisions.router,
    publications.router,
    audit.router,
    staff.router,
    keys.router,
    staff_entry.router,
    staff_oidc.router,
    staff_report.router,
    staff_sign_in.router,
    staff_password.router,
    staff_account.router,
    staff_progress.router,
    staff_sent.router,
    staff_testing.router,
    staff_audit.router,
    staff_border.router,
    staff_import.router,
    staff_outbreaks.router,
    staff_versions.router,
    staff_people.router,
    staff_cordons.router,
    staff_areas.router,
    problem_pages.router,
    sheet_reading.router,
    health.router,
)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, object]]:
    settings: Settings = app.state.settings
    share_memory_pools()
    # One thread a connection: more would only queue for the pool, and make the slowest answer slower.
    anyio.to_thread.current_default_thread_limiter().total_tokens = settings.pool_size
    store: SnapshotStore = app.state.snapshots
    store.start_polling()
    dispatcher = _dispatcher(app) if settings.runs_scheduler else None
    app.state.feed_watch.start()
    ticker = _ticker(app, settings) if settings.runs_scheduler else None
    if ticker is not None:
        ticker.start()
    # The server sets this when it begins to stop, and those who wait for a change are answered.
    yield {"draining": asyncio.Event()}
    if ticker is not None:
        ticker.stop()
    if dispatcher is not None:
        dispatcher.stop()
    app.state.feed_watch.stop()
    store.stop()
    if app.state.owns_engine:
        app.state.engine.dispose()


def _dispatcher(app: FastAPI) -> Dispatcher:
    """Tells webhooks from now on."""
    dispatcher = Dispatcher(app.state.dispatch)
    app.state.feed_watch.listen(dispatcher.wake)
    dispatcher.start()
    return dispatcher


def _ticker(app: FastAPI, settings: Settings) -> Ticker:
    player = DrillPlayer(app.state.session_factory, rules=app.state.rules)
    return Ticker(
        app.state.session_factory,
        rules=app.state.rules,
        clock=app.state.clock,
        on_revision=app.state.snapshots.note_revision,
        also=player.play_due,
    )
