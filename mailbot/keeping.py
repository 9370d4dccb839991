"""What upkeep works on, put together from the configuration: stores, archive, journal, terms."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from .adapters.archive import FileArchive
from .adapters.backups import write_backup
from .adapters.bringing_up import DATABASE, bring_up, write_journal_anew
from .adapters.daemon_lock import take_lock
from .adapters.databases import faults, put_over, snapshot, wipe
from .adapters.journal import NAME as JOURNAL
from .adapters.journal import Journal, Mark, Read, sync_folder, write_whole
from .adapters.notes import put_mark
from .adapters.store import TinyStore, open_bare, open_store
from .config import Config
from .configuration.terms import under
from .daemon import open_desk, open_letters, open_mailbox, utc_now
from .desk import Clock, Desk
from .outputs.registrations import registrations, to_json
from .ports import OutsideError, Permanent, Store, Temporary
from .reading.validity import address_fault
from .upkeep.doctor import Finding, examine
from .upkeep.purge import COUNTS, counts_of, due_at, has_personal_data, what_stays
from .upkeep.rebuild import Moment, Rebuild, Rebuilt

MESSAGES = "messages"
TERMS = "terms"
_HALF = "rebuilding"
_DAILY = "mailbot-????-??-??.tar.gz"
_BACKED_UP = "backup_on"
_BY_HAND = "backups_by_hand"
_WIPE = "wipe"
_STAYS = (COUNTS, _WIPE, _BACKED_UP, _BY_HAND, "last_cycle_at", "mailbox_unread_since", "digest_on", "reminders_since",
          "reminders_swept_at")  # fmt: skip


@contextlib.contextmanager
def store_to_read(config: Config) -> Iterator[TinyStore | None]:
    """The store as it is, None if there is none or it cannot be read."""
    if not (config.store / DATABASE).exists():
        yield None
        return
    try:
        store = open_store(config.store)
        store.ledger_counts()
    except OutsideError:
        yield None
        return
    try:
        yield store
    finally:
        store.close()


def rebuild_into(config: Config, into: Path) -> Rebuilt:
    """A whole store in the folder ``into``, which must be empty or absent, from archive and journal of the present one.

    Raises Permanent (the folder is not empty; there is nothing to rebuild from), Temporary (disk full).
    """
    if into.exists() and any(into.iterdir()):
        raise Permanent(f"{into}: is not empty; name a new folder")
    _brought_up(config)
    with _told(into):
        _copy_files(config.store, into)
    return _fill(config, into)


def rebuild_in_place(config: Config) -> tuple[Rebuilt, bool]:
    """Rebuilds the store itself: what was done, and whether the registrations are the same as before.

    The database there was is kept in ``backups``. Raises Permanent while a daemon is at work, Temporary, Permanent.
    """
    _brought_up(config)
    with take_lock(config.store), _half_done(config) as half:
        rebuilt = _fill(config, half)
        same = is_same(config, half)
        path = config.store / DATABASE
        with _told(path):
            (config.store / "backups").mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(OutsideError):
            if path.exists():
                snapshot(path, config.store / "backups" / "before-rebuild.sqlite")
        put_over(half / DATABASE, path)
    return rebuilt, same


def rehearse(config: Config) -> tuple[Rebuilt, bool]:
    """What a rebuild would give, and whether the registrations would be the same; nothing is changed."""
    _brought_up(config)
    with _half_done(config) as half:
        return _fill(config, half), is_same(config, half)


def _brought_up(config: Config) -> None:
    """A store of an older layout has no journal yet. One that cannot be brought up is rebuilt from what there is."""
    with contextlib.suppress(OutsideError):
        bring_up(config.store, has_lock=False)


def is_same(config: Config, folder: Path) -> bool:
    """Whether the store in that folder exports the same registrations as the present one; True if that is gone."""
    with store_to_read(config) as old, contextlib.closing(open_bare(folder)) as new:
        return old is None or exported(config, old) == exported(config, new)


def exported(config: Config, store: Store) -> bytes:
    """The registrations of a store as ``mailbot export registrations --format json`` gives them."""
    revisions = [revision for code in store.delegations() for revision in store.revisions(code)]
    return to_json(registrations(revisions, config.meeting, config.invitees))


def make_backup(config: Config, to: Path, at: datetime) -> int:
    """A backup of the store and of the configuration in the file ``to``; gives the number of raw messages.

    Works beside a running daemon. Raises Temporary, Permanent.
    """
    files = {"config.toml": config.path}
    if config.invitee_file:
        files[config.invitee_file.name] = config.invitee_file
    if config.templates:
        paths = (path for path in config.templates.rglob("*") if path.is_file())
        files |= {f"templates/{path.relative_to(config.templates).as_posix()}": path for path in paths}
    return write_backup(config.store, to, files, at)


def backup_by_hand(config: Config, to: Path, at: datetime) -> int:
    """A backup where somebody wants it; a purge will name it. Raises as ``make_backup``."""
    count = make_backup(config, to, at)
    if to.is_relative_to(config.store):
        return count
    with contextlib.closing(open_store(config.store)) as store, store.transaction():
        known: list[str] = json.loads(store.setting(_BY_HAND) or "[]")
        store.put_setting(_BY_HAND, json.dumps(sorted({*known, str(to.absolute())})))
    return count


def backup_if_due(desk: Desk) -> Path | None:
    """The daily backup, once a local day; those beyond the number kept are deleted. Raises Temporary, Permanent."""
    settings, now = desk.config.keeping, desk.clock()
    today = now.astimezone(desk.config.meeting.zone).date().isoformat()
    if settings.backups_kept == 0 or desk.store.setting(_BACKED_UP) == today:
        return None
    folder = backup_folder(desk.config)
    with _told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"mailbot-{today}.tar.gz"
    make_backup(desk.config, path, now)
    with desk.store.transaction():
        desk.store.put_setting(_BACKED_UP, today)
    with _told(folder):
        for old in sorted(folder.glob(_DAILY))[: -settings.backups_kept]:
            old.unlink()
    return path


def backup_folder(config: Config) -> Path:
    """Where the daily backups lie."""
    return config.keeping.backups or config.store / "backups"


def doctor(config: Config, *, server: bool, repair: bool, clock: Clock = utc_now) -> list[tuple[Finding, str]]:
    """Every finding with what a repair made of it: "" (none wanted or safe), "repaired", or why not.

    Raises Permanent if a repair is wanted while a daemon is at work.
    """
    path = config.store / DATABASE
    if not path.exists():
        raise Permanent(f"{config.store}: there is no store here; start `mailbot run`, or restore a backup")
    damage = faults(path)
    if damage:
        remedy = "Run `mailbot rebuild --in-place`, or restore a backup."
        return [(Finding("database", text, remedy), "") for text in damage]
    with open_desk(config, clock=clock, daemon=repair) as desk:
        read = Journal(config.store).read()
        findings = [*_rights(config.store), *_lines_lost(read), *_terms_lost(config, read)]
        findings += examine(desk, read.events, server=server)
        findings = [_with_journal_anew(config, finding) for finding in findings]
        return [(finding, _repaired(finding) if repair else "") for finding in findings]


def _repaired(finding: Finding) -> str:
    if finding.repair is None:
        return ""
    try:
        finding.repair()
    except OutsideError as error:
        return str(error)
    return "repaired"


def _with_journal_anew(config: Config, finding: Finding) -> Finding:
    if finding.about != "journal" or "--repair" not in finding.remedy:
        return finding
    return replace(finding, repair=lambda: write_journal_anew(config.store))


def _lines_lost(read: Read) -> list[Finding]:
    if not read.lost:
        return []
    remedy = "Write it anew from the database: `mailbot doctor --repair`."
    return [Finding("journal", f"{read.lost} lines are lost or damaged", remedy)]


def _terms_lost(config: Config, read: Read) -> list[Finding]:
    names = sorted({event.under for event in read.events if event.under})
    lost = [name for name in names if not (config.store / TERMS / f"{name}.json").exists()]
    return [Finding("journal", f"the terms {name} are lost", "Restore terms/ from a backup.") for name in lost]


def _rights(store: Path) -> list[Finding]:
    """Files and folders that others than their owner may read."""
    open_to_all = [path for path in [store, *store.rglob("*")] if not path.is_symlink() and path.stat().st_mode & 0o077]
    if not open_to_all:
        return []

    def close() -> None:
        with _told(store):
            for path in open_to_all:
                path.chmod(0o700 if path.is_dir() else 0o600)

    what = f"{len(open_to_all)} files or folders may be read by others ({open_to_all[0]} …)"
    return [Finding("rights", what, "Close them: `mailbot doctor --repair`.", repair=close)]


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge deleted, and what lies outside its reach. ``certificate`` is None for a rehearsal."""

    messages: int
    letters: int
    backups: tuple[str, ...]
    elsewhere: tuple[str, ...]
    certificate: Path | None = None


def purge(desk: Desk, *, rehearsal: bool = False) -> Purged:
    """Deletes all personal data of the store for good; the caller has its lock. What is interrupted is gone on with.

    Raises Temporary, Permanent.
    """
    config, store, now = desk.config, desk.store, desk.clock()
    backups = sorted(_own_backups(config))
    by_hand = tuple(json.loads(store.setting(_BY_HAND) or "[]"))
    ids = sorted({*desk.archive.ids(), *(entry.message for entry in store.all_ledger() if entry.message)})
    letters = sum(store.letter_counts().values())
    names = tuple(str(path) for path in backups)
    if rehearsal:
        return Purged(len(ids), letters, names, by_hand)
    said = store.setting(COUNTS)
    counts = counts_of(desk) if has_personal_data(store) or said is None else json.loads(said)
    path = config.store / "certificates" / f"purge-{now:%Y-%m-%dT%H%M%S}.json"
    certificate = {
        "certificate": "personal data were deleted",
        "meeting": config.meeting.id,
        "begun_at": now.isoformat(),
        "finished_at": None,
        "messages_sha256": ids,
        "letters": letters,
        "counts": counts,
        "backups": [Path(name).name for name in names],
        "not_touched": ["the mailbox on the mail server", *by_hand],
    }
    with _told(path):
        write_whole(path, _json(certificate))
        with store.transaction():
            store.put_setting(COUNTS, json.dumps(counts, ensure_ascii=False))
            store.put_setting(_WIPE, "wanted")
        assert isinstance(store, TinyStore)  # noqa: S101 - what open_desk builds
        assert isinstance(desk.archive, FileArchive)  # noqa: S101 - what open_desk builds
        store.forget(_STAYS, what_stays(store, now, counts))
        desk.archive.forget_all()
        for each in [*backups, *(config.store / TERMS).glob("*.json")]:
            each.unlink(missing_ok=True)
        wipe(config.store / DATABASE)
        with store.transaction():
            store.put_setting(_WIPE, "")
        write_whole(path, _json({**certificate, "finished_at": desk.clock().isoformat()}))
    return Purged(len(ids), letters, names, by_hand, path)


def purge_if_due(desk: Desk) -> Purged | None:
    """The purge, from the day on that the configuration sets. Raises Temporary, Permanent."""
    at = due_at(desk.config)
    if at is None or desk.clock() < at:
        return None
    if not has_personal_data(desk.store) and not desk.store.setting(_WIPE) and next(desk.archive.ids(), None) is None:
        return None
    return purge(desk)


def _own_backups(config: Config) -> set[Path]:
    folders = {backup_folder(config), config.store / "backups"}
    found = {path for folder in folders for pattern in (_DAILY, "before-*.sqlite") for path in folder.glob(pattern)}
    return found | set(config.store.glob("damaged-*.sqlite"))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


@contextlib.contextmanager
def _half_done(config: Config) -> Iterator[Path]:
    half = config.store / f"{_HALF}-{os.getpid()}"
    with _told(half):
        for left in config.store.glob(f"{_HALF}-*"):
            shutil.rmtree(left, ignore_errors=True)
        half.mkdir(mode=0o700)
    try:
        yield half
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _fill(config: Config, into: Path) -> Rebuilt:
    """Rebuilds the database in ``into`` from archive, journal and terms of the configuration's store."""
    journal = Journal(config.store)
    read = journal.read()
    archive = FileArchive(config.store / MESSAGES)
    if not read.lines and next(archive.ids(), None) is not None:
        raise Permanent(f"{journal.path}: is not there; without it the order of the messages is not known")
    moment = Moment(read.lines[-1].event.at if read.lines else _epoch())
    store, mailbox = open_bare(into), open_mailbox(config)
    problems = [f"{read.lost} lines of the journal are lost or damaged"] if read.lost else []
    try:
        fault = _faults_of(moment)

        @functools.cache
        def desk_under(name: str) -> Desk:
            then = _under(config, name, problems)
            return Desk(then, store, archive, mailbox, open_letters(then), moment, fault)

        work = Rebuild(desk_under, moment, problems)
        work.carry_out(read.events)
        with store_to_read(config) as old:
            rebuilt = work.finish(old)
        mark = Mark(read.lines[-1].number, journal.path.stat().st_size) if read.lines else Mark()
        with store.transaction():
            put_mark(store, mark)
        return rebuilt
    finally:
        mailbox.close()
        store.close()


def _under(config: Config, name: str, problems: list[str]) -> Config:
    if not name:
        return config
    try:
        return under(config, (config.store / TERMS / f"{name}.json").read_bytes())
    except (OSError, ValueError):
        problems.append(f"the terms {name} cannot be read; those of the configuration were taken")
        return config


def _faults_of(moment: Moment) -> Callable[[str], str | None]:
    return lambda address: moment.faults.get(address) or address_fault(address)


def _copy_files(store: Path, into: Path) -> None:
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (MESSAGES, TERMS):
        if (store / name).exists():
            shutil.copytree(store / name, into / name, copy_function=_linked)
    if (store / JOURNAL).exists():
        shutil.copy2(store / JOURNAL, into / JOURNAL)
    for folder in [into, *(path for path in into.rglob("*") if path.is_dir())]:
        folder.chmod(0o700)
        sync_folder(folder)


def _linked(source: str, to: str) -> None:
    """A raw message never changes, so that two stores on one disk may share its file."""
    try:
        os.link(source, to)
    except OSError:
        shutil.copy2(source, to)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Temporary(f"{path}: cannot be written ({error.strerror}); check the disk and its rights") from error


def _epoch() -> datetime:
    return datetime.fromtimestamp(0, UTC)
