"""The post the applicant holds now, and for which organisation; "not in post" completes it."""

from registry.sections.base import (
    Choice,
    Page,
    PartedDate,
    Section,
    Text,
    YesNo,
    ask,
    not_in_the_future,
    options,
)

ODS_CODE = r"[A-Z0-9]{3,10}"
IN_POST = ("post_status", "in_post")
POST_KINDS = options(
    ("chief_executive", "Chief executive"),
    ("chair", "Chair"),
    ("executive_director", "Executive director"),
    ("non_executive_director", "Non-executive director"),
    ("deputy", "Deputy or direct report to a director"),
    ("clinical_leader", "Senior clinical leader"),
    ("very_senior_manager", "Very senior manager"),
    ("other_senior", "Another senior post"),
)


class CurrentRole(Section):
    key, title, group = "role", "Your current role", "About you"
    summary = "Your post and organisation, or that you hold none at present"
    pages = (
        Page("status", "Are you in post?", ("post_status",)),
        Page(
            "organisation",
            "Your organisation",
            ("organisation_known", "organisation", "organisation_name"),
        ),
        Page(
            "post",
            "Your post",
            ("post_title", "post_kind", "started", "joint", "host_organisation"),
        ),
    )

    post_status = ask(
        Choice,
        "Do you hold a senior post at present?",
        hint="Interim, acting, joint and seconded posts count",
        short="In post",
        required="Select whether you hold a senior post at present",
        choices=options(
            ("in_post", "Yes, I am in post"),
            ("not_in_post", "No, I am not in post", "You can apply between posts"),
        ),
    )
    organisation_known = ask(
        Choice,
        "Is your organisation in our list?",
        hint="The list holds NHS trusts, integrated care boards and national bodies",
        short="Organisation in our list",
        show_when=IN_POST,
        required="Select whether your organisation is in our list",
        choices=options(("in_list", "Yes"), ("not_listed", "No, it is not listed")),
    )
    organisation = ask(
        Choice,
        "Organisation",
        widget="select",
        show_when=("organisation_known", "in_list"),
        required="Select your organisation",
        shape=ODS_CODE,
    )
    organisation_name = ask(
        Text,
        "Name of the organisation",
        short="Organisation",
        show_when=("organisation_known", "not_listed"),
        required="Enter the name of the organisation",
    )
    post_title = ask(
        Text,
        "Job title",
        hint="As in your contract or letter of appointment",
        show_when=IN_POST,
        required="Enter your job title",
        most=120,
    )
    post_kind = ask(
        Choice,
        "Kind of post",
        show_when=IN_POST,
        required="Select the kind of post",
        choices=POST_KINDS,
    )
    started = ask(
        PartedDate,
        "When did you start in this post?",
        hint="For example, 1 4 2024",
        short="Started",
        show_when=IN_POST,
        required="Enter the date on which you started in this post",
        validate=not_in_the_future,
    )
    joint = ask(
        YesNo,
        "Is it a joint appointment with another organisation?",
        short="Joint appointment",
        show_when=IN_POST,
        required="Select yes if it is a joint appointment",
    )
    host_organisation = ask(
        Text,
        "Which organisation holds your contract?",
        short="Host organisation",
        show_when=("joint", True),
        required="Enter the organisation that holds your contract",
    )
