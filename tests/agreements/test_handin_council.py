"""The step about council decisions: asked for, never required, each refusal named with its side."""

import pytest

from sistercities.common.dates import PartialDate
from tests.agreements.test_handin_files import upload
from tests.agreements.test_handin_steps import at, draft

pytestmark = pytest.mark.django_db


def test_a_council_decision_is_asked_for_and_never_required(client_of):
    hand_in = draft()
    client, address = client_of(hand_in.started_by), at("council", hand_in)
    assert client.post(address, {}).url == at("files", hand_in)
    assert not hand_in.council_acts.exists()
    answers = {
        "side-1-act": "yes",
        "side-1-kind": "resolution",
        "side-1-number": "Res. 85-48",
        "side-1-decided_on_year": "1985",
        "side-1-vote": "7-0",
        "side-1-file": upload("resolution.pdf"),
        "side-1-visibility": "association",
        "side-2-act": "none",
        "side-2-reason_none": "The mayor signs alone.",
    }
    assert client.post(address, answers).status_code == 302
    ours, theirs = hand_in.council_acts.order_by("party__side")
    assert (ours.number, ours.decided_on, ours.vote) == ("Res. 85-48", PartialDate(1985), "7-0")
    assert (ours.scan.role, ours.scan.visibility, ours.scan.dated) == ("council_act", "association", PartialDate(1985))
    assert theirs.reason_none == "The mayor signs alone."
    assert "Here already: resolution.pdf." in client.get(address).content.decode()
    client.post(address, {"side-1-act": "unknown", "side-2-act": "unknown"})
    assert not hand_in.council_acts.exists()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"side-2-act": "yes"}, "Enter what you know of the decision, or say that you do not have it."),
        ({"side-2-act": "none"}, "Say in a few words why no decision was needed."),
        ({"side-2-decided_on_day": "3"}, "Enter the year too, with four digits. Day and month may stay empty."),
        ({"side-2-file": b"<html>"}, "decision.pdf: This is a web page"),
    ],
)
def test_a_wrong_council_decision_is_named_with_its_side(client_of, answers, sentence):
    hand_in = draft()
    if "side-2-file" in answers:
        answers = {"side-2-file": upload("decision.pdf", answers["side-2-file"])}
    text = client_of(hand_in.started_by).post(at("council", hand_in), answers).content.decode()
    assert f"{hand_in.partnership.parties.get(side=2).community.name}: {sentence}" in text
    assert text.count(sentence) == 2
    assert not hand_in.council_acts.exists()
