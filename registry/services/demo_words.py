"""What the people of the demonstration write. All of it is invented."""

SERVICES = (
    "the stroke service",
    "our urgent care centre",
    "the maternity unit",
    "community nursing",
    "the cancer pathway",
    "theatres",
    "our mental health wards",
    "the outpatient department",
    "the diagnostic hub",
    "care of older people",
)

# For each domain of the standards: what the person did, and what came of it.
DID: dict[str, tuple[str, ...]] = {
    "outcomes": (
        "Harm from falls had stopped going down in {service}. I spent a week on the wards at night,"
        " read forty incident reports with the team and found that most falls came within an hour"
        " of a move between bays. We agreed one change at a time and wrote each result on a board"
        " that everybody, visitors included, could read.",
        "When I arrived, {service} met its targets on paper while complaints grew. I asked for the"
        " figures by day and hour instead of by month, and saw that the weekend carried half of the"
        " delay. With the staff I moved two consultant sessions and a pharmacist to Saturday, paid"
        " for by ending an agency contract.",
        "I led the review of waste in {service}. We did not begin with savings. We began with what"
        " patients waited for without need, such as a second blood test or a letter typed twice,"
        " and stopped those things. Finance colleagues counted with us every fortnight.",
    ),
    "strategy": (
        "I wrote the ten-year plan for {service} with the two councils and the hospice. Public"
        " health colleagues showed us who would need care in 2035, and we let that, not the present"
        " buildings, decide where teams should sit. Three public meetings changed the draft, and"
        " the paper says where.",
        "The board had approved a digital record twice and paid for it never. I set out honestly"
        " what it would cost in people's time, took a smaller first step in {service}, and came"
        " back after six months with what had gone wrong as well as what had gone right.",
        "Demand on {service} was growing by six per cent a year and the estate could not. I brought"
        " general practice, the ambulance service and housing to one table and we planned backwards"
        " from the person at home. I also proposed which of our own beds we would close.",
    ),
    "equality": (
        "Our own figures showed that women from two wards of the city came to {service} later and"
        " did worse. I asked them why, through the community group that already knew them, and"
        " heard about interpreters and buses. We changed both before we changed any leaflet.",
        "Disabled colleagues in {service} were twice as likely to leave within two years. I met"
        " every one who would talk to me, took adjustments out of line managers' budgets and into a"
        " central fund, and set a limit of ten working days for a decision.",
        "I had believed that our recruitment was fair. Names and panels said otherwise: black"
        " applicants were shortlisted and then not appointed. I told the board so, changed the"
        " panels first in {service}, and asked a colleague to challenge my own appointments.",
    ),
    "governance": (
        "Assurance on {service} came to the committee as one green line. I asked for the evidence"
        " behind it, visited without notice, and compared what I heard with the audit. The line"
        " became amber for two quarters, which was uncomfortable and right.",
        "I chaired the quality committee while {service} was under review. I made room for the"
        " questions that executives found hardest, kept a list of what we had been promised and by"
        " when, and opened each meeting with it. I declared my sister's post at a supplier and left"
        " the room for that item.",
        "I rebuilt our risk register, which held 214 risks and guided nobody. Each risk of"
        " {service} now has one owner, one control that is tested, and a date. The board sees"
        " fifteen, and knows why the others are held below it.",
    ),
    "culture": (
        "A healthcare assistant in {service} told our guardian that a senior colleague shouted at"
        " juniors. I met her within two days, took the matter up with the person myself, and"
        " arranged cover so that nobody had to work beside him meanwhile. I told the team what I"
        " could of the outcome.",
        "After a serious incident in {service} I met the family on the third day, said what we knew"
        " and what we did not, and stayed in touch until the inquest. I asked the investigators to"
        " look at the rota before they looked at people.",
        "Sickness in {service} had doubled. I started a weekly hour without an agenda, in the staff"
        " room and not in mine. Rest areas, late rotas and one bullying manager came up in the"
        " first month, and I answered for each in writing.",
    ),
    "partners": (
        "Ambulances queued outside because we could not discharge. I offered the council our own"
        " money for home care beds, which cost us our surplus and helped {service} less than it"
        " helped theirs. I explained the reasons to our governors in a public meeting.",
        "I worked with carers to redesign how people come to {service}. They chaired the group. I"
        " brought the data, took notes, and told them plainly which of their requests we could not"
        " pay for this year and why.",
        "The relation with our neighbouring trust had broken over {service}. I asked its chief"
        " executive to walk round ours with me and I walked round hers. We published one waiting"
        " list, shared one rota and agreed how we would disagree.",
    ),
}
CAME: dict[str, tuple[str, ...]] = {
    "outcomes": (
        "Within a year the rate had fallen by a third, and it has stayed there for six quarters. An"
        " outside audit checked our count and found the same.",
        "Patients now go home a day and a half earlier. Readmissions did not rise, which I had"
        " feared, and I report both numbers together.",
    ),
    "strategy": (
        "Four years on, two of the five steps are done, one is late, and the board sees each"
        " against its first date. I have changed the course once, on evidence, and said so.",
        "The plan held when I moved post, because partners own it. The money for its third year is"
        " in all our budgets.",
    ),
    "equality": (
        "The gap has narrowed from eleven points to four. I publish it each spring with what we"
        " tried and what did not work.",
        "Fewer people leave, more of them lead, and the staff survey shows it by group. The work is"
        " not finished and I say that too.",
    ),
    "governance": (
        "The regulator later found the same weakness that we had written down ourselves, and the"
        " action to mend it already half done.",
        "Internal audit moved its opinion from limited to reasonable. More important, people bring"
        " me bad news early now.",
    ),
    "culture": (
        "Concerns raised in the open have risen and anonymous ones have fallen, which is the way"
        " round that I hoped for.",
        "Eighteen months later nine in ten say that it is safe to speak up, from six in ten before."
        " I still keep the hour.",
    ),
    "partners": (
        "Handover delays fell by half across the county. Our own figures got a little worse for a"
        " quarter, as we had said that they would.",
        "People tell us in their own words that it is easier now. We print those words, good and"
        " bad, beside the figures.",
    ),
}
GAPS = (
    "I cared for my father in his last months and did some unpaid work for a hospice.",
    "We moved from abroad and I looked for a post while my registration was transferred.",
    "I walked the coast path after redundancy and took a course in board finance.",
)
LEFT = ("A new post", "End of a fixed term", "The organisations merged", "Promotion elsewhere")
SECTOR = (
    "I led adult social care for a county of six hundred thousand people, with its budget, its"
    " inspections and a partnership with three trusts.",
    "I commanded a logistics regiment and later led the medical supply chain for operations, where"
    " safety and candour about mistakes decided everything.",
    "I was finance director of a national charity and brought it through a merger without closing a"
    " single local service.",
)
STRENGTHS = (
    "Listens before deciding, decides in good time, and tells everybody affected what was decided"
    " and why. I have seen this hold under real pressure.",
    "Brings people along who had stopped talking to each other. Honest about figures, also when"
    " they are bad, and never lets a colleague carry the blame alone.",
    "Clear about quality, generous with credit, and quick to say “I was wrong”. Patients are in the"
    " room in every discussion that this person leads.",
    "The steadiest chair of a difficult meeting I know. Prepares well, asks the question nobody"
    " wants to ask, and remembers the answer three months later.",
)
DEVELOPMENT = (
    "Could hand over more, and sooner.",
    "Would gain from time in a system role.",
    "Patience with slow partners, though it has grown.",
)
MET = (
    "The example shows what was done, what changed and how it is known. The referee describes the"
    " same work.",
    "Clear, measured and honest about what did not work. The evidence supports it.",
    "The applicant's own part is plain, and the result has lasted longer than a year.",
    "Meets the standard. The board paper that was supplied confirms the figures.",
)
MORE = (
    "The example tells what the team did. Say what your own part was, and how the result is known."
)
NOT_MET = (
    "The example describes a duty of the post and no act of the applicant, and the answer to our"
    " question adds none. Nothing shows what changed.",
    "The result that is claimed is not in the evidence, and the referee did not know of it.",
)
QUESTIONS = (
    ("Please send the date on which your secondment ended. The application and the employer's"
     " statement differ by four months.",
     "The employer's date is right. I stayed on the payroll of the first trust and gave its date by"
     " mistake."),
    ("Your example for “Providing robust governance and assurance” does not say what your own part"
     " was. Please describe it in a paragraph.",
     "I chaired the group, set the order of the audits and wrote the report that went to the board"
     " in May. The deputy collected the figures."),
    ("The passport that we saw gives a second family name. Please tell us which name you use at"
     " work, so that we look in the right records.",
     "I use the first one at work. The second is on my passport and my degree, and I have added it"
     " to the other names in my profile."),
)  # fmt: skip
QUERIES = {
    "registration": (
        "The regulator's register shows another family name. Was the entry made before a change of"
        " name?",
        "explain",
        "The regulator confirmed by telephone that the number belongs to the applicant and that the"
        " name is to be updated.",
    ),
    "insolvency": (
        "A record of 2013 carries a similar name and the same town. This does not mean that it is"
        " you. Please send us your address at that time.",
        "explain",
        "",
    ),
    "conduct": (
        "A published tribunal decision names the organisation and the post you held. Please tell us"
        " whether a finding was made about your own conduct.",
        "mitigate",
        "The tribunal criticised a process that the applicant inherited and then changed. The"
        " employer confirms this, and the judgment says so in its last part.",
    ),
    "history": (
        "Two posts overlap by five months in 2021. Was one of them a secondment?",
        "explain",
        "It was a secondment, and both employers confirm the dates.",
    ),
}
REPLIES = {  # what the applicant answers
    "registration": "Yes. I registered under the name that I had before I married, and I have asked"
    " the regulator to change it.",
    "insolvency": "I lived at 4 Mill Lane from 2010 to 2015.",
    "conduct": "The decision is about the organisation. It names my post and describes what I did."
    " The last part says what was found, and I have nothing to add to it.",
    "history": "Yes, I was seconded for those five months and stayed employed by the first.",
}
GROUND_ENDED = (
    "The record is the applicant's. The arrangement was completed in 2018; the certificate of"
    " completion was seen, and no restrictions order stands."
)
NOT_SATISFIED = (
    "The tribunal found that the applicant knew of the altered records and signed the return. It is"
    " a finding about the applicant's own conduct and it has not been set aside."
)
REFUSAL = (
    "Two standards were found not met after we asked for more. The examples describe the post and"
    " not what you did in it, and the evidence does not show a result.",
    "The check of findings about conduct is not satisfied. We considered what you told us and what"
    " has changed since, and the finding still bears on the trust that the post needs.",
)
RESPONSES = (
    "I accept that my example was too general. I attach the board paper of last June, in which my"
    " own proposal and its result are described, and I ask you to look at the standard again.",
    "I do not agree. I was one of four people who signed, and I raised my doubts at the time. The"
    " minutes that I have sent show it. I ask for a decision by somebody who has read them.",
)
REASONS_TO_REFUSE = (
    "Having read the response, I find that the two standards are still not met. A new application"
    " with a worked example and its result would be welcome.",
    "The response was considered in full. The finding stands, and the ground is not removed.",
)
REASON_TO_RECOMMEND_REFUSAL = "Two standards are not met, for the reasons given with each."
NAME_SEEN = "Marriage certificate and new passport seen on a video call"
STOOD_ASIDE = "The applicant chaired a panel that appointed my brother last year."
DECLINED = "I left the trust before the applicant came, so I cannot speak of this work."
CANNOT_REACH = "No answer to two reminders and a telephone call. The applicant named somebody else."
ENDED_IN_ERROR = "The same person held an earlier entry under another name."
SOURCES = {
    "identity": "Passport seen on a video call",
    "history": "Application, and the employer's statement",
    "qualification": "Original certificate seen on a video call",
    "registration": "Public register of the body named",
    "insolvency": "Individual Insolvency Register",
    "director": "Companies House, disqualified directors",
    "trustee": "Charity Commission, removed trustees",
    "criminal_record": "Company secretary, by the statement",
    "conduct": "Published tribunal decisions",
    "employer_statement": "The employer's statement",
    "referee": "The reference",
    "declaration": "The application",
}
