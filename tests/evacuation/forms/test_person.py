"""The form of one person of a journey."""

from __future__ import annotations

from evacuation.forms.journeys.person import PersonForm


def test_the_day_of_each_look_says_of_which_list_it_is() -> None:
    labels = [str(on.label) for _listed, on in PersonForm(number="1").looks]
    assert len(set(labels)) == len(labels) > 1
    assert all(label.endswith(": Looked at on") for label in labels)
