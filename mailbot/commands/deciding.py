"""Commands by which staff decide, on messages and on letters; a running daemon sends what follows."""

from __future__ import annotations

import getpass
import json
from typing import TYPE_CHECKING, Any

import click

from .invocation import configured, fail, json_option, outside, record_to_read, words_in

_ACTIONS = ["accept", "correct", "assign", "reject", "answer", "dismiss", "replay", "set_aside", "take_up"]

if TYPE_CHECKING:
    from mailbot.desk import Desk
    from mailbot.review import Ruling


@click.group(invoke_without_command=True)
@click.option("--state", "states", multiple=True, help="Only letters in this state (sent, cancelled … too).")
@json_option
@click.pass_context
def letters(ctx: click.Context, states: tuple[str, ...], as_json: bool) -> None:
    """Letters that wait, have failed or are in doubt; `letters resend`, `letters cancel` decide on one."""
    from mailbot.outputs.posted import posted, posted_table
    from mailbot.review import letters as found

    if ctx.invoked_subcommand:
        return

    def work() -> None:
        with record_to_read(ctx) as desk:
            rows = posted(found(desk, states) if states else found(desk))
            click.echo(json.dumps(rows, ensure_ascii=False, indent=1)) if as_json else posted_table(rows)

    outside(work)


def _rule_on_letter(ctx: click.Context, letter: str, action: str, by: str) -> None:
    from mailbot.corrections import Refused
    from mailbot.daemon import open_desk
    from mailbot.review import rule_on_letter

    def work() -> None:
        with open_desk(configured(ctx), deciding=True) as desk:
            settled = rule_on_letter(desk, letter, action, by or getpass.getuser())
            click.echo(f"{action}: the letter to {', '.join(settled.to)} is {settled.state}.")

    try:
        outside(work)
    except Refused as error:
        fail([str(error)])


@letters.command()
@click.argument("letter")
@click.option("--by", default="", help="Who decides (default: the user name).")
@click.pass_context
def resend(ctx: click.Context, letter: str, by: str) -> None:
    """Sends a letter that failed or is in doubt again; LETTER is the beginning of its id."""
    _rule_on_letter(ctx, letter, "resend", by)


@letters.command()
@click.argument("letter")
@click.option("--by", default="", help="Who decides (default: the user name).")
@click.pass_context
def cancel(ctx: click.Context, letter: str, by: str) -> None:
    """Gives up a letter that failed, is in doubt or waits; LETTER is the beginning of its id."""
    _rule_on_letter(ctx, letter, "cancel", by)


@click.command()
@click.argument("message")
@click.argument("action", type=click.Choice(_ACTIONS))
@click.argument("delegation", required=False)
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="persons.2.family=NAME, parts=RC1,RC2 …")
@click.option("--text", default="", help="Text of an answer, reason of a rejection, remark.")
@click.option("--file", "text_file", type=click.File(encoding="utf-8"), help="The same, from a file.")
@click.option("--seen", default="", help="The hash `show` gave: refuse if anything has changed since.")
@click.option("--quiet", is_flag=True, help="Do not write to the delegation about it.")
@click.option("--undo-seconds", type=int, default=0, help="Keep its letters that long: `mailbot undo` takes it back.")
@click.option("--remember", is_flag=True, help="The sender's address is the delegation's from now on.")
@click.option("--dry-run", is_flag=True, help="Show what would follow, letter and all; change nothing.")
@click.option("--same-sender", is_flag=True, help="With reject: all that waits of this doubtful sender.")
@click.option("--by", default="", help="Who decides (default: the user name).")
@click.pass_context
def resolve(
    ctx: click.Context,
    message: str,
    action: str,
    delegation: str | None,
    changes: tuple[str, ...],
    text: str,
    text_file: Any,
    seen: str,
    quiet: bool,
    undo_seconds: int,
    remember: bool,
    dry_run: bool,
    same_sender: bool,
    by: str,
) -> None:
    """Decides on a message: accept it, correct fields, assign the delegation, reject it, answer it, dismiss its flags,
    replay (read again) one that could not be read, set_aside (it goes last in the list, until something about it
    changes), take_up. `mailbot show` tells what there is to decide on.

    \b
    mailbot resolve 3f2a accept
    mailbot resolve 3f2a accept --remember
    mailbot resolve 3f2a assign BFA
    mailbot resolve 3f2a correct --set persons.2.family=KABORÉ --set persons.2.speaker=alternate
    mailbot resolve 3f2a correct --set persons.+=Awa|TRAORÉ --set persons.4.email=a@b.example --set persons.3=-
    mailbot resolve 3f2a correct --set persons.3.place=1 --set persons.2.speaker.RC1=primary --dry-run
    mailbot resolve 3f2a correct --set persons.1.role.RC2=head --set persons.1.mode.RC1=virtual
    mailbot resolve 3f2a answer --text "Yes, one note covers both parts."
    mailbot resolve 3f2a reject --same-sender
    mailbot resolve 3f2a set_aside --text "They will call back."
    """
    from mailbot.corrections import Refused
    from mailbot.daemon import open_desk
    from mailbot.review import Ruling, reject_sender, rule

    pairs = [tuple(change.partition("=")[::2]) for change in changes]
    if action == "assign" and not delegation:
        fail(["assign needs the delegation's code: mailbot resolve ID assign CODE."])
    if action == "correct" and not pairs:
        fail(["correct needs at least one --set KEY=VALUE."])
    ruling = Ruling(
        action,
        message,
        by or getpass.getuser(),
        seen,
        delegation,
        tuple((k, v) for k, v in pairs),
        words_in(text_file) if text_file else text,
        quiet,
        remember,
        undo_seconds=undo_seconds,
    )

    def work() -> None:
        with open_desk(configured(ctx), deciding=True) as desk:
            if dry_run:
                _show_preview(desk, ruling)
                return
            if same_sender:
                click.echo(f"{action}: {reject_sender(desk, ruling)} messages.")
                return
            outcome = rule(desk, ruling)
            click.echo(f"{action}: done{f' ({outcome.why})' if outcome else ''}.")

    try:
        outside(work)
    except Refused as error:
        fail([str(error)])


def _show_preview(desk: Desk, ruling: Ruling) -> None:
    from mailbot.outputs.shown import show_preview
    from mailbot.review import view

    preview = view(desk, ruling.message, ruling).preview
    if preview is not None:
        show_preview(preview)


@click.command()
@click.argument("message")
@click.option("--by", default="", help="Who decides (default: the user name).")
@click.pass_context
def undo(ctx: click.Context, message: str, by: str) -> None:
    """Undoes the last decision on MESSAGE (a message or a letter), as long as no letter it caused has left."""
    from mailbot.corrections import Refused
    from mailbot.daemon import open_desk
    from mailbot.review import undo as undone

    def work() -> None:
        with open_desk(configured(ctx), deciding=True) as desk:
            decision = undone(desk, message, by or getpass.getuser())
            click.echo(f"undone: {decision.action} by {decision.by}, {decision.at:%d %B %Y %H:%M} UTC.")

    try:
        outside(work)
    except Refused as error:
        fail([str(error)])


@click.command()
@click.argument("message")
@click.pass_context
def ask(ctx: click.Context, message: str) -> None:
    """Drafts a question about what MESSAGE leaves open; edit it and send it with `resolve MESSAGE answer --file`."""
    from mailbot.corrections import Refused
    from mailbot.review import find, question_draft

    def work() -> None:
        with record_to_read(ctx) as desk:
            click.echo(question_draft(desk, find(desk, message)).text)

    try:
        outside(work)
    except Refused as error:
        fail([str(error)])
