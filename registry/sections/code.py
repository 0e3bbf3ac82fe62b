"""The commitment to the leadership code and to people who speak up."""

from registry.sections.base import Agree, Section, ask


class Code(Section):
    key, title, group = "code", "Commitment to the leadership code", "Your declarations"
    summary = "Four commitments that every registrant makes"

    leadership_code = ask(
        Agree,
        "I will lead by the scheme's leadership code: put patients first, be honest and fair, "
        "and answer for what I and the people I lead do",
        short="Leadership code",
        required="Tick the box to commit to the leadership code",
    )
    speaking_up = ask(
        Agree,
        "I will listen to people who speak up, act on what they say and protect them from harm "
        "for having said it",
        short="Speaking up",
        required="Tick the box to commit to listening to people who speak up",
    )
    candour = ask(
        Agree,
        "I will be open with patients, families and colleagues when something has gone wrong",
        short="Openness",
        required="Tick the box to commit to being open when something has gone wrong",
    )
    changes = ask(
        Agree,
        "I will tell the register when an answer that I gave about my fitness changes",
        short="Telling the register",
        required="Tick the box to commit to telling the register about changes",
    )
