"""Who the people of the demonstration are: invented names in real trusts, by a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from registry.names import fold
from registry.reference import organisations
from registry.reference.organisations import OrganisationRecord

FIRST = {
    "english": "Alice Thomas Grace Oliver Hannah George Ruth Edward Imogen Simon Beth Nigel",
    "welsh": "Siân Gwilym Angharad Rhodri Cerys Ieuan Llinos Owain Ffion Geraint",
    "irish": "Máire Pádraig Aoife Ciarán Niamh Eoghan Sinéad Fionn Róisín Cathal",
    "scottish": "Mairi Hamish Eilidh Callum Ailsa Fergus Isla Gregor",
    "polish": "Małgorzata Łukasz Agnieszka Paweł Żaneta Wojciech Bożena Michał",
    "yoruba": "Adébáyọ̀ Fọlákẹ́ Olúwaṣeun Títílayọ̀ Babátúndé Ìyábọ̀ Ọláyínká Kẹ́hìndé",
    "igbo": "Chinonso Ifeoma Emeka Ngozi Obinna Adaeze Kelechi Uche",
    "punjabi": "Harpreet Gurdeep Jaswinder Manjit Simran Baljit Navneet Kuldip",
    "gujarati": "Nisha Hitesh Bhavna Kiran Jignesh Meera Rajesh Hina",
    "bengali": "Shirin Rafiq Nasreen Tariq Sabina Imran Ruksana Kabir",
    "chinese": "Wei Mei Jun Bo Xiu Li Yan Hao",
    "caribbean": "Marcia Delroy Yvonne Winston Paulette Leroy Sonia Everton",
    "portuguese": "João Inês Gonçalo Conceição Tomás Beatriz Luís Mónica",
    "arabic": "Layla Yusuf Mariam Khalid Huda Omar Noor Samir",
    "filipino": "Maria Jose Rowena Efren Ligaya Ramon Imelda Danilo",
    "ghanaian": "Kwame Abena Kofi Akosua Yaw Esi Kojo Ama",
    "turkish": "Ayşe Çağlar Zeynep Özgür Gülşen Deniz İpek Barış",
    "tamil": "Vijayalakshmi Arun Kavitha Senthil Priya Dinesh Revathi Murugan",
}
LAST = {
    "english": "Ashworth Pickering Featherstonehaugh Hill Cholmondeley Wu-Harris Blackwood"
    " St.John Fox Thistlethwaite",
    "welsh": "Llewelyn-Price Llŷr Rhys Bowen Pugh Cadwaladr Ellis-Wyn Jones",
    "irish": "O’Shaughnessy Ní_Dhòmhnaill Mac_Giolla_Phádraig Kelly O’Brien-Byrne Fitzgerald"
    " Ó_Súilleabháin",
    "scottish": "MacDonald McLeod-Stewart Auchterlonie Ross Mackay",
    "polish": "Wiśniewska Brzęczyszczykiewicz Nowak Żółkiewska Dąbrowska Ślusarczyk",
    "yoruba": "Adéyẹmí Ògúnlẹ́sì Bámidélé-Cole Ṣóyínká Akinwándé",
    "igbo": "Ezekwesili Nwosu Okonkwo-Bright Eze Anyanwu",
    "punjabi": "Kaur_Sandhu Singh_Gill Dhaliwal Bains Grewal-Shah",
    "gujarati": "Patel Desai Shah-Mistry Trivedi Joshi",
    "bengali": "Rahman Chowdhury Begum Uddin Sen",
    "chinese": "Ng Li Ou-Yang Zhang Wu",
    "caribbean": "Campbell Francis-Grant Brathwaite Clarke Joseph",
    "portuguese": "Gonçalves da_Conceição Araújo Simões Lã",
    "arabic": "Al-Khalili El-Amin Haddad Mansour Nasser",
    "filipino": "dela_Cruz Reyes Santos-Peña Bautista Manalo",
    "ghanaian": "Mensah Boateng Owusu-Ansah Addo Asante",
    "turkish": "Yıldız Öztürk Şahin Çelik Güneş",
    "tamil": "Subramaniam Ramanathan Thirunavukkarasu Nair Pillai",
}
TOWNS = (
    ("Leeds", "LS1 4AP"),
    ("Bristol", "BS1 5TR"),
    ("Norwich", "NR2 1TF"),
    ("Truro", "TR1 2HX"),
    ("Newcastle upon Tyne", "NE1 8QH"),
    ("Birmingham", "B3 2EW"),
    ("London", "SE1 9GF"),
    ("Preston", "PR1 2HE"),
)
STREETS = ("Station Road", "Church Lane", "Mill Street", "Park View", "The Crescent", "Orchard Way")
POSTS = {
    "nhs_leader": (
        ("Chief executive", "chief_executive"),
        ("Chief nurse", "executive_director"),
        ("Chief operating officer", "executive_director"),
        ("Chief finance officer", "executive_director"),
        ("Director of people and culture", "executive_director"),
        ("Director of strategy", "executive_director"),
        ("Chair", "chair"),
        ("Non-executive director", "non_executive_director"),
        ("Deputy chief nurse", "deputy"),
        ("Managing director, community services", "very_senior_manager"),
        ("Deputy chief finance officer", "deputy"),
    ),
    "senior_clinician": (
        ("Medical director", "executive_director"),
        ("Chief pharmacist", "clinical_leader"),
        ("Clinical director for surgery", "clinical_leader"),
        ("Director of midwifery", "clinical_leader"),
        ("Chief allied health professional", "clinical_leader"),
    ),
    "other_sector": (
        ("Director of transformation", "executive_director"),
        ("Associate non-executive director", "non_executive_director"),
        ("Director of estates and facilities", "very_senior_manager"),
    ),
    "graduate_scheme": (
        ("General manager, theatres", "other_senior"),
        ("Senior programme manager", "other_senior"),
    ),
    "aspirant": (
        ("Head of performance", "other_senior"),
        ("Matron, emergency care", "other_senior"),
    ),
}
PROFESSIONS = (
    ("Chief pharmacist", "Pharmacist", "gphc"),
    ("allied health", "Physiotherapist", "hcpc"),
    ("midwifery", "Midwife", "nmc"),
    ("nurse", "Nurse", "nmc"),
    ("Matron", "Nurse", "nmc"),
    ("Medical director", "Doctor", "gmc"),
    ("Clinical director", "Surgeon", "gmc"),
)
ROUTES = ("nhs_leader",) * 6 + ("senior_clinician",) * 3 + ("other_sector",) * 2
ASSOCIATES = ("graduate_scheme", "aspirant")


@dataclass(frozen=True)
class Profile:
    """One invented person."""

    first: str
    last: str
    route: str
    post: str
    post_kind: str
    organisation: OrganisationRecord
    born: date
    street: str
    town: str
    postcode: str
    phone: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        return f"{address(self.name)}@people.example"

    @property
    def profession(self) -> tuple[str, str]:
        """Give the clinical profession and the key of its regulator, or nothing."""
        found = ((work, body) for part, work, body in PROFESSIONS if part in self.post)
        return next(found, ("", ""))


def address(name: str) -> str:
    """Write a name as the first part of an address."""
    return ".".join("".join(c for c in word if c.isalnum()) for word in fold(name).split())


def profiles(rng: Random, trusts: tuple[OrganisationRecord, ...]) -> Iterator[Profile]:
    """Give one person after another, no two of the same name."""
    for place, (first, last) in enumerate(names(rng)):
        route = ASSOCIATES[place // 7 % 2] if place % 7 == 6 else rng.choice(ROUTES)
        post, kind = rng.choice(POSTS[route])
        town, postcode = rng.choice(TOWNS)
        yield Profile(
            first=first,
            last=last,
            route=route,
            post=post,
            post_kind=kind,
            organisation=rng.choice(trusts),
            born=date(rng.randint(1961, 1984), rng.randint(1, 12), rng.randint(1, 28)),
            street=f"{rng.randint(1, 140)} {rng.choice(STREETS)}",
            town=town,
            postcode=postcode,
            phone=f"07700 900{rng.randint(0, 999):03}",
        )


def names(rng: Random) -> Iterator[tuple[str, str]]:
    """Give names of many origins; one person in six has a family name of another one."""
    seen: set[str] = set()
    while True:
        origin = rng.choice(tuple(FIRST))
        other = origin if rng.random() < 5 / 6 else rng.choice(tuple(LAST))
        first = rng.choice(FIRST[origin].split())
        last = rng.choice(LAST[other].split()).replace("_", " ")
        if (key := address(f"{first} {last}")) not in seen:
            seen.add(key)
            yield first, last


def open_trusts(day: date) -> tuple[OrganisationRecord, ...]:
    """List the trusts that are open on a day."""
    return tuple(record for record in organisations.read() if record.open_on(day))
