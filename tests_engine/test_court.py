"""Who may take which way to a court, before which court, by which stages; and announcements as they are pasted."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.court import bodacc, competence, kinds, stages
from engine.court.kinds import Claim, problems

TODAY = date(2026, 11, 22)
everything = sorted(kinds.KINDS)


def blocked(claim, kind):
    return {(its.code, its.article) for its in problems(claim, kind, TODAY) if its.blocks}


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        ("payment_order", {}, set()),
        ("payment_order", {"amount": 0}, {("nothing", "CPC 1405")}),
        ("payment_order", {"abroad": True}, {("abroad", "CPC 1406")}),
        ("payment_order", {"insolvency": "receivership"}, {("insolvent", "C. com. L622-21")}),
        ("payment_order", {"insolvency": "over_indebtedness"}, {("insolvent", "C. conso. L722-2")}),
        ("payment_order", {"debtor_class": "public"}, {("public", "CPCE L111-1")}),
        ("payment_order", {"lapsed_by": "C. conso. L218-2"}, {("lapsed", "C. conso. L218-2")}),
        ("payment_order", {"debtor_class": "consumer", "court": "commerce"}, {("no_trader", "C. com. L721-3")}),
        ("payment_order", {"debtor_class": "consumer", "court": "tae"}, {("no_trader", "C. com. L721-3")}),
        ("summons", {"trader": False, "court": "commerce"}, {("no_trader", "C. com. L721-3")}),
        ("payment_order", {"contested": True}, set()),
        ("interim_payment", {"contested": True, "court": "commerce"}, {("contested", "CPC 873")}),
        ("interim_payment", {"contested": True, "court": "tj", "amount": 9000}, {("contested", "CPC 835")}),
        ("summons", {"debtor_class": "consumer"}, {("attempt", "CPC 750-1")}),
        ("summons", {"debtor_class": "consumer", "amount": 5001}, set()),
        ("summons", {"debtor_class": "consumer", "attempt": "conciliation"}, set()),
        ("summons", {"debtor_class": "consumer", "exempt": "unavailable"}, set()),
        ("summons", {"debtor_class": "consumer", "attempt": "arbitration"}, {("attempt", "CPC 750-1")}),
        ("summons", {"court": "commerce"}, set()),  # the rule is of the civil courts
        ("small_claims", {"amount": 5000}, set()),
        ("small_claims", {"amount": "5000.01"}, {("too_large", "CPCE R125-1")}),
        ("small_claims", {"abroad": True}, {("abroad", "CPCE L125-1")}),
        ("uncontested", {}, {("not_yet", "CPCE L126-1–L126-5")}),
        (
            *("uncontested", {"contested": True}),
            {("not_yet", "CPCE L126-1–L126-5"), ("contested", "CPCE L126-1")},
        ),
        ("insolvency_claim", {"insolvency": "liquidation"}, set()),
        ("insolvency_claim", {}, {("not_insolvent", "C. com. L622-24")}),
    ],
)
def test_each_no_has_its_article(kind, facts, expected):
    facts = {"amount": 900, **facts}
    assert blocked(Claim(Decimal(facts.pop("amount")), **facts), kind) == expected


def test_what_is_only_to_mind():
    contested = Claim(Decimal(900), debtor_class="consumer", contested=True)
    assert {its.code for its in problems(contested, "payment_order")} == {"contested_order", "attempt"}
    assert {its.code for its in problems(contested, "small_claims")} == {"refused_soon"}
    large = Claim(Decimal(60000), court="tae")
    assert {its.code for its in problems(large, "summons")} == {"counsel", "contribution"}
    assert not list(problems(large, "payment_order"))  # no counsel is needed to ask for an order


@given(
    st.decimals(0, 100000, places=2), st.sampled_from(["business", "consumer", "public"]), st.booleans(),
    st.sampled_from(["", "safeguard", "liquidation", "over_indebtedness"]), st.sampled_from(everything),
)  # fmt: skip
def test_nobody_sues_an_insolvent_or_a_public_body(amount, debtor_class, trader, insolvency, kind):
    claim = Claim(amount, debtor_class, trader, insolvency=insolvency)
    if kinds.usable(claim, kind):
        assert (kind == "insolvency_claim") == bool(insolvency)
        assert kind == "insolvency_claim" or debtor_class != "public"
        assert all(its.article for its in problems(claim, kind))


@given(
    st.sampled_from(everything), st.sampled_from(["business", "consumer"]), st.decimals(1, 99999, places=2),
    st.booleans(), st.sampled_from(["", "57", "974"]), st.sampled_from(["", "Lyon", "Angers"]),
)  # fmt: skip
def test_a_court_never_refuses_whom_it_was_chosen_for(kind, debtor_class, amount, trader, part, town):
    court, article = competence.court_of(kind, debtor_class, amount, "goods", trader, part, town, TODAY)
    claim = Claim(amount, debtor_class, trader, court=court, attempt="mediation")
    assert court in competence.COURTS and article
    assert "no_trader" not in {its.code for its in problems(claim, kind) if kind != "uncontested"}


# ---- stages ---


@given(st.sampled_from(everything), st.data())
def test_any_walk_through_the_stages_keeps_its_days_in_order(kind, data):
    stage, day, known = "draft", date(2026, 1, 5), {}
    for _step in range(8):
        if not (next_ones := stages.following(kind, stage)):
            break
        stage = data.draw(st.sampled_from(next_ones))
        earlier = day - timedelta(days=1)
        if known:
            assert stages.problem(kind, "draft", stage, earlier, known, TODAY) is not None
        day += timedelta(days=data.draw(st.integers(0, 40)))
        known[stages.DAYS[stage]] = day
    assert stage in stages.shown(kind)


def test_steps_that_are_refused():
    def step(stage, to, day, known=None):
        return stages.problem("payment_order", stage, to, day, known or {}, TODAY)

    assert step("draft", "served", TODAY) is stages.Wrong.NOT_NEXT
    assert step("ended", "filed", TODAY) is stages.Wrong.NOT_NEXT
    assert step("filed", "ordered", None) is stages.Wrong.NO_DAY
    assert step("filed", "ordered", TODAY, {"filed_on": TODAY + timedelta(days=1)}) is stages.Wrong.BEFORE
    assert step("filed", "ordered", TODAY + timedelta(days=1)) is stages.Wrong.FUTURE
    assert step("opposed", "heard", TODAY + timedelta(days=60)) is None  # a hearing is known beforehand
    served = {"filed_on": TODAY - timedelta(days=400), "served_on": TODAY, "ended_on": TODAY}
    assert step("ended", "filed", TODAY) is stages.Wrong.NOT_NEXT
    yesterday = TODAY - timedelta(days=1)  # an order that was held as lapsed and turns out to have been served in time
    assert stages.problem("payment_order", "ended", "served", yesterday, served, TODAY, lapsed=True) is None
    foreseen = {"opposed_on": TODAY, "hearing_on": TODAY + timedelta(days=60)}
    assert step("heard", "decided", TODAY, foreseen) is None


def test_every_way_leads_to_its_end():
    for kind, way in stages.WAYS.items():
        reached, waiting = set(), ["draft"]
        while waiting:
            stage = waiting.pop()
            if stage not in reached:
                reached.add(stage)
                waiting += stages.following(kind, stage)
        assert set(way) <= reached and "ended" in reached, kind


# ---- announcements ---

JUDGMENT = {
    "famille": "Jugement d'ouverture",
    "nature": "Jugement d'ouverture d'une procédure de redressement judiciaire",
    "date": "25 février 2026",
    "complementJugement": "Jugement prononçant l'ouverture. Mandataire judiciaire : SELARL Exemple, 1 rue Haute 49000 "
    "Angers. Les créances sont à déclarer dans les deux mois.",
}
ROW = {
    "id": "A202600470001",
    "dateparution": "2026-03-10",
    "tribunal": "Tribunal de Commerce d'Angers",
    "commercant": "Dubois Menuiserie",
    "registre": ["732 829 320", "732829320"],
    "jugement": json.dumps(JUDGMENT),
}


@pytest.mark.parametrize(
    "content",
    [
        ROW,
        [ROW],
        {"total_count": 1, "results": [ROW]},
        {"records": [{"fields": ROW}]},
        {"fields": ROW},
        {**ROW, "jugement": JUDGMENT, "registre": "732 829 320,732829320"},
        {**ROW, "commercant": None, "listepersonnes": json.dumps({"personne": {"denomination": "Dubois Menuiserie"}})},
    ],
)
def test_an_announcement_in_each_of_its_shapes(content):
    (found,) = bodacc.read(json.dumps(content))
    assert (found.kind, found.opens) == ("receivership", True)
    assert (found.judgment_date, found.published_on) == (date(2026, 2, 25), date(2026, 3, 10))
    assert (found.siren, found.name) == ("732829320", "Dubois Menuiserie")
    assert found.court == "Tribunal de Commerce d'Angers"
    assert found.representative == "SELARL Exemple, 1 rue Haute 49000 Angers"


@pytest.mark.parametrize(
    ("people", "name"),
    [
        ({"personne": [{"denomination": "Dubois Menuiserie"}, {"denomination": "Durand"}]}, "Dubois Menuiserie"),
        ({"prenom": "Jeanne", "nom": "Dubois"}, "Jeanne Dubois"),
        ({"personne": "Dubois"}, ""),
        ("{", ""),
    ],
)
def test_the_name_of_a_debtor_without_a_business(people, name):
    (found,) = bodacc.read(json.dumps({**ROW, "commercant": None, "listepersonnes": people}))
    assert found.name == name


@pytest.mark.parametrize(
    ("nature", "kind", "opens"),
    [
        ("Jugement d'ouverture de liquidation judiciaire", "liquidation", True),
        ("Jugement de conversion en liquidation judiciaire de la procédure de redressement", "liquidation", True),
        ("Jugement d'ouverture d'une procédure de sauvegarde", "safeguard", True),
        ("Jugement de clôture pour insuffisance d'actif de la liquidation judiciaire", "liquidation", False),
        ("Dépôt de l'état des créances", "", False),
    ],
)
def test_what_a_judgment_says(nature, kind, opens):
    (found,) = bodacc.read(json.dumps({**ROW, "jugement": json.dumps({"nature": nature})}))
    assert (found.kind, found.opens) == (kind, opens)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "42", '"a"', "{}", "[1, null]", "[" * 50000])
def test_what_is_no_announcement(text):
    with pytest.raises(bodacc.Unreadable):
        bodacc.read(text)


def test_what_is_too_long_to_be_pasted():
    with pytest.raises(bodacc.Unreadable, match="too_long"):
        bodacc.read(" " * (bodacc.LONGEST + 1))


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*ROW, *JUDGMENT, "results", "records", "fields", "personne"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@given(_json)
def test_anything_is_read_or_refused(content):
    try:
        found = bodacc.read(json.dumps(content))
    except bodacc.Unreadable:
        return
    assert all(isinstance(its, bodacc.Announcement) for its in found)
