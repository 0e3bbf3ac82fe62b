"""What the people of the demonstration write when they keep up. All of it is invented."""

APPRAISED = (
    "We looked at the year's objectives together: two were met, one is late for a reason that the"
    " board knows. I agreed to hand the winter plan to my deputy and to spend that time with"
    " general practice.",
    "My chair asked how I know that people tell me bad news. We agreed that I visit one service"
    " each fortnight without an agenda, and that I report what I heard as well as what I did.",
    "The appraisal was fair and in parts uncomfortable. I decide quickly and explain late. We"
    " agreed that each paper of mine says first what was weighed.",
)
CHANGED = (
    "I ask who is not in the room before a decision is taken, and write the answer down.",
    "I look at figures by hour and by ward before I look at them by month.",
    "I tell people what I could not do for them, and when I will look again.",
)
FEEDBACK = (
    "Colleagues said that I listen and decide in good time, and that I could hand over sooner."
    " Two people from the wards wrote that they had not known whom to ask. Partners valued that"
    " figures were shared when they were bad. Patients on our panel asked for shorter papers, and"
    " for a reply to each question that they put. I now answer those within two weeks, and my"
    " deputy chairs every second meeting."
)
PLAN = "To learn how our digital record is used at night, and to chair less and ask more."
BECAME = "I spent six nights on the wards. My deputy now chairs two of the four groups."
DISCUSSED = (
    "We compared how each of us hears of harm first. I took from it that I should read the"
    " complaints myself each Monday, before anybody has summed them up."
)
POSTS_HELD = "{post}, {organisation}, for the whole of this cycle."
NOT_KNOWN = "The dates of the secondment in spring do not agree with our own record."
REPLIED = (
    "The secondment began a month later than the letter says, because the ward could not release"
    " me. The payroll record that I have asked for shows it."
)
SETTLED = "The secretary confirmed the post and its dates by telephone, from the payroll record."
MANAGED = "A grievance about a rota is being heard in the usual way. It is not about conduct."
LOOKED = "Called twice and left a message. Every notice has arrived."
RESTATED = "We have no such post. The contract names a deputy, and from a later day."
NOT_ENGAGED = (
    "Neither of my letters was answered, and three meetings that I offered were not taken up."
)
WARNINGS = (
    "Your portfolio is to be confirmed by me and I have seen nothing of it yet. Please offer a day"
    " on which we can talk.",
    "This is the second time that I write. If I hear nothing, I shall have to say that I was not"
    " engaged with.",
)
PROPOSED = "Two warnings and a call went unanswered. We propose not to revalidate."
NOT_REVALIDATED = "No answer came to the proposal, and the portfolio holds one item."
EVIDENCE_ASKED = (
    "The feedback summary names three of the four groups. Please tell us what the public said."
)
AUDITED = "Every item was read. The reflections are mapped to the standards, and the dates agree."
MATTER = (
    "I was told that figures of a report to the board were changed after it was signed. I do not"
    " know by whom. I ask that somebody look into it."
)
MATTER_TOO = (
    "At a public meeting this leader said that nobody had been harmed. My family was told otherwise"
    " in writing two weeks before."
)
HELD = "The board report and both of its versions are being read by the trust's own auditors."
DIED = "The company secretary telephoned: a colleague had read a notice in the local paper."
DEATH_SEEN = "The notice was read, and the trust confirmed it by the switchboard's number."
FAILS = "Mail comes back, the number is not in service, and a letter was returned."
STILL_FAILS = "Three months later nothing has reached the person by any channel."
