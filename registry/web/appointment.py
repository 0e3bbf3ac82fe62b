"""The registrant's posts: what the register shows, a new post, the end of one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.errors import NotFound
from registry.sections.appointment import AnotherPost, EndOfPost, FirstPost
from registry.sections.moment import Moment
from registry.services import access, appointment, appointment_page, policy, registration
from registry.services import application as applications
from registry.services.appointment_page import Posts
from registry.web.attempt import Attempt, attempt
from registry.web.command import Shown
from registry.web.filters import scheme_today
from registry.web.forms import nested
from registry.web.guard import login_required_for, me

bp = Blueprint("appointment", __name__, url_prefix="/registration")
FIRST, ANOTHER, END = FirstPost(), AnotherPost(), EndOfPost()
NOTHING = Attempt()


def registration_id() -> int:
    """Give the person's own registration. Raises NotFound for whoever never had one."""
    row = registration.of_user(me())
    if row is None:
        raise NotFound("You have no registration. It opens when an application is approved")
    return row.id


def my_posts() -> Posts:
    row = access.find_registration(registration_id(), me())
    return appointment_page.posts_of(row)


@bp.get("/posts")
@login_required_for()
def listed() -> str:
    """Show the posts that are held, and those that have ended."""
    return render_template("registrant/posts.html", posts=my_posts())


@bp.get("/role")
def role() -> ResponseReturnValue:
    """Lead the address in older mails to where posts are started and ended."""
    return redirect(url_for(".listed"))


@bp.get("/posts/start")
@login_required_for()
def ask() -> ResponseReturnValue:
    """Ask for a new post, beside what the register shows now."""
    if not my_posts().on_register:
        return redirect(url_for(".listed"))
    return start_page(NOTHING)


def start_page(tried: Attempt) -> ResponseReturnValue:
    posts = my_posts()
    page = render_template(
        "registrant/post_start.html",
        posts=posts,
        policy_days=policy.in_force(scheme_today()).employer_answer_working_days,
        section=ANOTHER if posts.held else FIRST,
        values=nested(request.form),
        errors=tried.errors,
        choices={"organisation": applications.organisations()},
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/posts/start")
@login_required_for()
def start() -> ResponseReturnValue:
    """Start the post that the registrant states."""
    number = registration_id()
    section = ANOTHER if my_posts().held else FIRST

    def act(shown: Shown) -> str:
        typed = section.load(nested(request.form), at=Moment(today=scheme_today()))
        row = access.find_registration(number, me(), shown=shown.version)
        appointment_page.begin(row, typed, me(), clock.now())
        return url_for(".listed")

    tried = attempt(act, section)
    if not tried.done:
        return start_page(tried)
    flash("Your new post is entered.", "success")
    return redirect(tried.result)


@bp.get("/posts/<int:appointment_id>/end")
@login_required_for()
def ask_to_end(appointment_id: int) -> ResponseReturnValue:
    """Ask for the last day of a post, with what follows from its end."""
    return end_page(appointment_id, NOTHING)


def end_page(appointment_id: int, tried: Attempt) -> ResponseReturnValue:
    row = appointment.find_mine(appointment_id, me())
    post = appointment_page.shown_to(row, me(), clock.now())
    if "end" not in post.triggers:
        return redirect(url_for(".listed"))
    page = render_template(
        "registrant/post_end.html",
        post=post,
        posts=my_posts(),
        section=END,
        values=nested(request.form),
        errors=tried.errors,
        moved_on=tried.status == 409,
    )
    return page, tried.status


@bp.post("/posts/<int:appointment_id>/end")
@login_required_for()
def end(appointment_id: int) -> ResponseReturnValue:
    """End a post. Nothing blocks it."""

    def act(shown: Shown) -> str:
        typed = END.load(nested(request.form), at=Moment(today=scheme_today()))
        row = appointment.find_mine(appointment_id, me(), shown=shown.version)
        actor = access.actor_for(me(), row)
        appointment.end(row, typed["ended_on"], actor=actor, now=clock.now())
        return url_for(".listed")

    tried = attempt(act, END)
    if not tried.done:
        return end_page(appointment_id, tried)
    flash("The end of your post is entered.", "success")
    return redirect(tried.result)


@bp.post("/posts/<int:appointment_id>/main")
@login_required_for()
def make_main(appointment_id: int) -> ResponseReturnValue:
    """Let the register show this post instead of the present main one."""

    def act(shown: Shown) -> str:
        row = appointment.find_mine(appointment_id, me(), shown=shown.version)
        appointment_page.take(row, "make_main", me(), clock.now())
        return url_for(".listed")

    tried = attempt(act)
    if not tried.done:
        page = render_template(
            "registrant/posts.html", posts=my_posts(), errors=tried.errors, moved_on=True
        )
        return page, tried.status
    flash("The register shows this post now. A new certificate is being made.", "success")
    return redirect(tried.result)
