"""What a text says of a contract after it has named it: by a pronoun, by « la signature », by what takes its place."""

from __future__ import annotations

import pytest

from pactes.extraction.commun.plan import build_plan
from pactes.extraction.contrats.contrats import read_contrats
from pactes.model import Contrat, StatutContrat
from pactes.reading import Document
from pactes.reading.blocks import split_blocks


def _read(text: str) -> tuple[Contrat, ...]:
    document = Document(slug="essai", text=text, blocks=split_blocks(text))
    return read_contrats(document, build_plan(document))


def _un(text: str, word: str) -> Contrat:
    found = [c for c in _read(text) if word in c.titre and c.modifie is None]
    assert len(found) == 1, [c.titre for c in found]
    return found[0]


def _values(contrat: Contrat) -> tuple[list[str], list[str], list[str]]:
    dates = (contrat.dates_signature, contrat.debuts, contrat.fins)
    return tuple([v.valeur for v in values] for values in dates)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("suite", "attendu"),
    [
        ("Il est entré en vigueur le 1er mars 2022 et court jusqu'en 2027.", ([], ["2022-03-01"], ["2027"])),
        ("Ce contrat débutera le 4 janvier 2023. Terme : fin 2028.", ([], ["2023-01-04"], ["2028"])),
        ("La signature a eu lieu le 12 mai 2021.", (["2021-05-12"], [], [])),
        ("Il a pris effet le 2 avril 2021, mais la signature n'est intervenue que le 12 mai.", None),
        ("Il a été dénoncé au 30 juin 2024.", ([], [], ["2024-06-30"])),
        ("Il devait durer trois ans ; un avenant le prolonge jusqu'à fin 2025.", ([], [], ["2025"])),
    ],
)
def test_time_told_by_a_pronoun(suite: str, attendu: tuple[list[str], list[str], list[str]] | None) -> None:
    contrat = _un(f"VIE LOCALE\n\nLe contrat local de santé de Thouars mobilise les médecins. {suite}\n", "Thouars")
    assert _values(contrat) == (attendu or (["2021-05-12"], ["2021-04-02"], []))


def test_duration_of_a_contract_said_after_it() -> None:
    contrat = _un(
        "VIE LOCALE\n\nLe contrat local de santé de Thouars a été signé le 2 juin 2023 par l'agence régionale de santé "
        "et la ville de Thouars. Un contrat de six ans, donc jusqu'en 2029.\n",
        "Thouars",
    )
    assert _values(contrat) == (["2023-06-02"], [], ["2029"])
    assert [v.valeur for v in contrat.durees] == ["P6Y"]


@pytest.mark.parametrize(
    "suite",
    [
        "Il court après le train qui entrera en vigueur de marche le 3 mai 2022.",  # of something else
        "Le marché est entré en vigueur le 1er mars 2022.",  # another subject
        "Le contrat de ville de Niort et lui se complètent. Il est entré en vigueur le 1er mars 2022.",  # which one?
        "\n\nAILLEURS\n\nIl est entré en vigueur le 1er mars 2022.",  # another section
        "Il remplace celui qui est entré en vigueur le 1er mars 2012.",  # the former one
    ],
)
def test_what_is_said_of_something_else_is_not_of_the_contract(suite: str) -> None:
    contrat = _un(f"VIE LOCALE\n\nLe contrat local de santé de Thouars mobilise les médecins. {suite}\n", "Thouars")
    assert contrat.debuts == ()


def test_a_day_before_the_signature_is_no_end() -> None:
    contrat = _un(
        "VIE LOCALE\n\nLe contrat local de santé de Thouars a été signé le 2 juin 2023 par l'agence régionale de santé "
        "et la ville de Thouars. Il était clos au 1er janvier 2019.\n",
        "Thouars",
    )
    assert contrat.fins == ()
    assert contrat.statut is StatutContrat.CONCLU


def test_what_is_said_of_the_contract_that_it_takes_the_place_of_is_not_of_it() -> None:
    contrat, *anciens = _read(
        "VIE LOCALE\n\nLe contrat local de santé de Thouars a été signé le 2 juin 2023 par l'agence régionale de santé "
        "et la ville de Thouars. Il succède à celui de 2017, que la ville de Loudun avait conclu pour cinq ans. Il "
        "prendra la suite du contrat signé le 3 mars 2018.\n"
    )
    assert len(anciens) == 1
    assert _values(contrat) == (["2023-06-02"], [], [])
    assert [s.signataire for s in contrat.signatures] == ["agence régionale de santé", "ville de Thouars"]
    assert contrat.durees == ()


def test_the_contract_that_another_takes_the_place_of_is_one_of_its_own() -> None:
    anciens = {
        c.titre: c
        for c in _read(
            "VIE LOCALE\n\nLe contrat local de santé de Thouars a été signé le 2 juin 2023 par l'agence régionale de "
            "santé et la ville de Thouars. Il succède à celui de 2017, que l'agence régionale de santé et la ville de "
            "Loudun avaient conclu pour cinq ans.\n\nVENDÉE\n\nLa convention territoriale globale de Luçon remplace la "
            "convention signée le 4 mai 2018 et échue le 31 décembre 2022.\n"
        )
        if c.regle == "contrat-precedent"
    }
    assert list(anciens) == [
        "Contrat local de santé de Thouars (2017)",
        "Convention territoriale globale de Luçon 2018-2022",
    ]
    sante, globale = anciens.values()
    assert (_values(sante), [v.valeur for v in sante.durees]) == ((["2017"], [], []), ["P5Y"])
    assert [s.signataire for s in sante.signatures] == ["agence régionale de santé", "ville de Loudun"]
    assert _values(globale) == (["2018-05-04"], [], ["2022-12-31"])


def test_a_former_contract_of_another_kind_keeps_its_kind() -> None:
    contrat = _un(
        "AUDE\n\nLe contrat de ville de Carcassonne remplacera le contrat urbain de cohésion sociale, clos en 2014.\n",
        "urbain",
    )
    assert (contrat.type_contrat, _values(contrat)) == ("contrat urbain de cohésion sociale", ([], [], ["2014"]))
    assert contrat.statut is StatutContrat.CITE


def test_the_new_contract_and_the_former_one_of_a_sentence_are_two() -> None:
    contrats = _read("NIORT\n\nLe nouveau contrat de ville de Niort fait suite au contrat de ville 2015-2023.\n")
    assert [(c.titre, _values(c)) for c in contrats] == [
        ("Contrat de ville de Niort", ([], [], [])),
        ("Contrat de ville 2015-2023", ([], ["2015"], ["2023"])),
    ]


@pytest.mark.parametrize(
    "suite",
    [
        "Il succède à des années de discussions.",
        "Il prend la suite d'autres démarches, dont celle de 2017.",
        "Il remplace le contrat précédent.",  # nothing tells when
        "Il a été remplacé par celui de 2024.",  # what comes after is no former one
        "Elle remplace la directrice partie en 2017.",
    ],
)
def test_nothing_former_is_read_where_none_is_told(suite: str) -> None:
    text = f"VIE LOCALE\n\nLe contrat local de santé de Thouars mobilise les médecins. {suite}\n"
    assert [c.titre for c in _read(text)] == ["Contrat local de santé de Thouars"]


def test_the_contract_of_the_region_that_a_sentence_opens_with() -> None:
    contrats = _read(
        "AILLEURS\n\nEn Auvergne-Rhône-Alpes, le CPER a été signé dès mars 2022 ; il pèse deux milliards.\n"
    )
    assert [(c.titre, c.territoires, _values(c)[0]) for c in contrats] == [
        ("Contrat de plan État-région – Auvergne-Rhône-Alpes", ("Auvergne-Rhône-Alpes",), ["2022-03"])
    ]


def test_the_town_where_a_contract_was_signed_is_not_the_place_it_is_of() -> None:
    contrats = _read("AILLEURS\n\nEn janvier, le CPER a été signé. À Dijon, le CPER a été signé le 3 mai 2021.\n")
    assert all(c.territoires == () for c in contrats)


def test_the_heading_of_a_card_is_no_contract_of_its_own() -> None:
    contrats = _read(
        "Le 3 mai 2022, la Région Grand Est et l'État ont signé le contrat de plan État-Région 2021-2027.\n\n"
        "AILLEURS\n\nEn Corse, le CPER a été signé le 4 juin 2022.\n\nLE CPER EN UN COUP D'ŒIL\n\nDurée   2021-2027\n"
    )
    assert [c.titre for c in contrats if c.instance] == [
        "Contrat de plan État-Région 2021-2027",
        "Contrat de plan État-région – Corse",
    ]
    assert [e.line for e in contrats[-1].evidence] == [5]


@pytest.mark.parametrize(
    ("phrase", "attendu"),
    [
        (
            "La Corse a conclu le sien le 15 mars 2022. En Normandie, le CPER est en cours de négociation.",
            ("Contrat de plan État-région – Corse", ["2022-03-15"]),
        ),
        (
            "Le pacte territorial du Perche date de 2021. La communauté de communes de Guingamp a suivi avec son "
            "propre pacte, signé le 4 mai 2022.",
            ("Pacte – communauté de communes de Guingamp", ["2022-05-04"]),
        ),
    ],
)
def test_a_contract_told_by_those_of_others(phrase: str, attendu: tuple[str, list[str]]) -> None:
    found = [c for c in _read(f"AILLEURS\n\n{phrase}\n") if c.regle == "contrat-sien"]
    assert [(c.titre, _values(c)[0]) for c in found] == [attendu]


@pytest.mark.parametrize(
    "phrase",
    [
        "La Corse a conclu le sien le 15 mars 2022.",  # a what?
        "La Corse a conclu le sien le 15 mars 2022, entre un CPER et un contrat de ville de Bastia.",
        "Marie a signé le sien le 15 mars 2022. En Normandie, le CPER est en cours de négociation.",
    ],
)
def test_le_sien_without_a_kind_or_a_place_tells_no_contract(phrase: str) -> None:
    assert [c.titre for c in _read(f"AILLEURS\n\n{phrase}\n") if c.regle == "contrat-sien"] == []


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (
            "Le contrat local de santé de Thouars mobilise les médecins. Il vaut pour la période 2022-2027.",
            ([], ["2022"], ["2027"]),
        ),
        (
            "En mars doit être signé le contrat local de santé de Thouars avec l'État et la Région (2022-2027).",
            ([], ["2022"], ["2027"]),
        ),
        (
            "Le contrat local de santé de Thouars, prévu pour cinq ans (2022/2027), mobilise des médecins.",
            ([], ["2022"], ["2027"]),
        ),
        (
            "Prévu pour trois années scolaires (2022/2025), le contrat local de santé de Thouars vise les soins.",
            ([], ["2022"], ["2025"]),
        ),
        ("Le contrat local de santé de Thouars mobilise les médecins (2022 à Niort, 2027 ici).", ([], [], [])),
        ("Le contrat local de santé de Thouars cite une étude (2015-2020) sur les médecins.", ([], [], [])),
    ],
)
def test_period_told_beside_the_name(texte: str, attendu: tuple[list[str], list[str], list[str]]) -> None:
    assert _values(_un(f"VIE LOCALE\n\n{texte}\n", "Thouars")) == attendu


def test_the_end_of_a_contract_that_is_named_is_not_of_the_one_told_before() -> None:
    contrats = _read(
        "NOS CONTRATS\n\nTerritoire d'industrie Cognac\n● Signé par : Région Nouvelle-Aquitaine, communauté "
        "d'agglomération du Grand Cognac\n\nLe contrat de territoire de Saintes s'est achevé le 31 décembre 2022.\n"
    )
    assert {c.titre: _values(c)[2] for c in contrats} == {
        "Territoire d'industrie Cognac": [],
        "Contrat de territoire de Saintes": ["2022-12-31"],
    }


def test_the_new_form_of_a_contract_that_ended_is_another_contract() -> None:
    ancien, nouveau = _read(
        "CAHORS REMPILE\n\nLe contrat de territoire du Grand Cahors, arrivé à échéance le 31 décembre 2021, a été "
        "reconduit pour cinq ans. La nouvelle mouture a été paraphée le 4 mai 2022 par la Région Occitanie et le "
        "Grand Cahors.\n"
    )
    assert (ancien.titre, _values(ancien)) == ("Contrat de territoire du Grand Cahors", ([], [], ["2021-12-31"]))
    assert (nouveau.titre, _values(nouveau)) == (
        "Nouveau contrat de territoire du Grand Cahors",
        (["2022-05-04"], [], []),
    )
    assert [v.valeur for v in nouveau.durees] == ["P5Y"]
    assert [d.valeur for d in nouveau.deductions] == ["2027-05-03"]


@pytest.mark.parametrize(
    "suite",
    [
        "La nouvelle mouture a été présentée le 4 mai 2022.",  # not signed
        "La nouvelle directrice a signé le 4 mai 2022 avec la Région Occitanie.",
        "La nouvelle mouture a été paraphée le 4 mai 2012.",  # before the end of the former one
    ],
)
def test_no_new_form_is_read_where_none_is_signed(suite: str) -> None:
    text = f"VIE\n\nLe contrat de territoire du Grand Cahors, arrivé à échéance le 31 décembre 2021, a vécu. {suite}\n"
    assert [c.titre for c in _read(text)] == ["Contrat de territoire du Grand Cahors"]


def test_the_acts_that_a_list_tells_under_the_name_of_a_contract() -> None:
    contrat, protocole = _read(
        "LES CONTRATS\n\n3/ Territoire d'industrie Cognac\n● Protocole d'accord signé en juin 2019\n● Nouveau contrat "
        "signé le 6 février 2024 pour 4 ans\n● Signé par : Région Nouvelle-Aquitaine, communauté d'agglomération du "
        "Grand Cognac\n"
    )
    assert (contrat.titre, _values(contrat)[0]) == ("Territoire d'industrie Cognac", ["2024-02-06"])
    assert [d.valeur for d in contrat.deductions] == ["2028-02-05"]
    assert (protocole.type_contrat, _values(protocole)[0]) == ("protocole d'accord", ["2019-06"])
    assert protocole.signatures == ()


@pytest.mark.parametrize(
    ("avant", "lieu"),
    [
        ("Reste la ville d'Angoulême.", "ville d'Angoulême"),
        ("Dernière venue, la communauté de communes du Pays de Lumbres.", "communauté de communes du Pays de Lumbres"),
    ],
)
def test_its_pact_is_of_the_place_that_the_sentence_before_names(avant: str, lieu: str) -> None:
    (contrat,) = _read(
        f"DERNIER VENU\n\n{avant} Son pacte de revitalisation industrielle, négocié depuis un an, sera signé au "
        "printemps 2024 avec l'État et la Banque des territoires ; il portera sur la période 2024-2028.\n"
    )
    assert contrat.titre == f"Pacte de revitalisation industrielle – {lieu}"
    assert (contrat.territoires, _values(contrat)) == ((lieu,), ([], ["2024"], ["2028"]))
    assert contrat.statut is StatutContrat.PREVU


@pytest.mark.parametrize(
    ("autre", "nombre"),
    [("Ballons des Vosgas", 1), ("Ballons des Cévennes", 2), ("Vercors", 2)],  # a slip of the pen, other places
)
def test_a_slip_in_the_name_of_a_place_makes_no_second_contract(autre: str, nombre: int) -> None:
    contrats = _read(
        "NOS PARCS\n\nLe projet alimentaire territorial du Parc naturel régional des Ballons des Vosges est lancé.\n\n"
        f"AILLEURS\n\nLe projet alimentaire territorial du Parc naturel régional des {autre} suit.\n"
    )
    assert len([c for c in contrats if c.instance]) == nombre
