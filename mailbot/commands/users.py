"""Commands about those who may log in to the review page."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

import click

from .invocation import configured, fail, outside, words_in

if TYPE_CHECKING:
    from mailbot.web.access.users import Users

ROLES = ("viewer", "reviewer", "administrator")


@click.group()
def user() -> None:
    """Who may log in to the review page."""


def _users(ctx: click.Context) -> Users:
    from mailbot.web.access.users import Users

    return Users(configured(ctx).store)


def _password(file: TextIO | None) -> str:
    """From the first line of a file or pipe, else asked for twice."""
    if file is not None:
        return words_in(file).partition("\n")[0]
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


_password_file = click.option(
    "--password-file", "file", type=click.File(encoding="utf-8"), help="Its first line is the password; - for a pipe."
)


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="reviewer", show_default=True)
@click.option("--no-password", is_flag=True, help="They come through the proxy named in [web].")
@_password_file
@click.pass_context
def add(ctx: click.Context, name: str, role: str, no_password: bool, file: TextIO | None) -> None:
    """Adds a user, or gives one another role."""
    _put(ctx, name, role, "" if no_password else _password(file))


@user.command()
@click.argument("name")
@_password_file
@click.pass_context
def passwd(ctx: click.Context, name: str, file: TextIO | None) -> None:
    """Gives a user a new password; their sessions end."""
    known = outside(lambda: _users(ctx).get(name))
    if known is None:
        fail([f"There is no user {name}; `mailbot user list` tells who there is."])
    _put(ctx, name, known.role, _password(file))


def _put(ctx: click.Context, name: str, role: str, password: str) -> None:
    from mailbot.web.access.users import NoSuchUser

    try:
        done = outside(lambda: _users(ctx).put(name, role, password))  # type: ignore[arg-type]
    except NoSuchUser as error:
        fail([str(error)])
    click.echo(f"{done.name} is a {done.role}.")


@user.command()
@click.argument("name")
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Takes a user out; their sessions end."""
    from mailbot.web.access.users import NoSuchUser

    try:
        outside(lambda: _users(ctx).remove(name))
    except NoSuchUser as error:
        fail([str(error)])
    click.echo(f"{name} may not log in any more.")


@user.command("list")
@click.pass_context
def list_users(ctx: click.Context) -> None:
    """Lists the users with their roles."""
    for one in sorted(outside(lambda: _users(ctx).all()).values(), key=lambda u: u.name):
        click.echo(f"{one.name}\t{one.role}{'' if one.secret else chr(9) + 'through the proxy'}")
