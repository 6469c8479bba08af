"""The rules drawn as Markdown, for docs/workflow.md: what is read is what runs.

In English, whatever the language; states are named by whoever asks for the picture.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from evacuation.workflow.people import By
from evacuation.workflow.picture_numbers import NUMBERS
from evacuation.workflow.picture_tables import cells, listed, table
from evacuation.workflow.states import OPEN, State
from evacuation.workflow.table import TABLE
from evacuation.workflow.transition import Clocks, Second, Transition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evacuation.workflow.needs import Need

# More sources than this are "any open".
_FEW = 4
_WHO = {
    By.REQUESTER: "the person",
    By.COORDINATOR: "coordinator",
    By.OWNER: "owner",
    By.VERIFIER: "verifier",
    By.APPROVER: "approver",
    By.LEAD: "lead",
    By.ANYBODY: "anybody of the desk",
    By.STEWARD: "steward",
    By.SYSTEM: "by itself",
}
_SECOND = {
    Second.NEVER: "",
    Second.IF_URGENT: "where urgent",
    Second.ALWAYS: "always",
    Second.QUORUM: "by the sum",
}
_CLOCKS = {Clocks.RUN: "", Clocks.REST: "clocks rest", Clocks.RESUME: "clocks go on"}


def drawn(names: Mapping[State, str]) -> dict[str, str]:
    """Markdown by the name of its place in the document."""
    return {
        "diagram": _diagram(names),
        "steps": _steps(names),
        "conditions": _conditions(),
        **{place: draw() for place, draw in NUMBERS.items()},
    }


def _diagram(names: Mapping[State, str]) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{words}" as {state}' for state, words in names.items()]
    lines += [
        '    state "any open state" as any',
        '    state "the state before" as back',
    ]
    lines.append(f"    [*] --> {State.RECEIVED}: request")
    lines += [
        f"    {source} --> {target}: {', '.join(steps)}"
        for (source, target), steps in _arrows().items()
    ]
    return "\n".join([*lines, f"    {State.PURGED} --> [*]", "```"])


def _arrows() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for one in TABLE:
        target = "back" if one.target is None else str(one.target)
        both = [target, "back"] if one.back else [target]
        for source, leads in product(_drawn_from(one), both):
            found.setdefault((source, leads), []).append(one.name)
    return found


def _drawn_from(one: Transition) -> list[str]:
    if len(one.sources) > _FEW:
        return ["any"]
    return [str(state) for state in State if state in one.sources]


def _steps(names: Mapping[State, str]) -> str:
    rows = [
        (
            listed(one.rows),
            f"`{one.name}`",
            one.label,
            _sources(one, names),
            _target(one, names),
            _people(one.who),
            _second(one),
        )
        for one in TABLE
    ]
    heads = ("row", "step", "words", "from", "to", "who", "second person")
    return table(heads, rows)


def _target(one: Transition, names: Mapping[State, str]) -> str:
    if one.target is None:
        return "the state before"
    aside = "; where help was under way, the state before" if one.back else ""
    return f"{names[one.target]}{aside}"


def _sources(one: Transition, names: Mapping[State, str]) -> str:
    if len(one.sources) <= _FEW:
        return listed(names[state] for state in State if state in one.sources)
    left_out = [names[state] for state in State if state in OPEN - one.sources]
    return f"any open but: {listed(left_out)}"


def _people(who: frozenset[By]) -> str:
    return listed(_WHO[one] for one in By if one in who)


def _second(one: Transition) -> str:
    said = _SECOND[one.second]
    if one.ends_help:
        said = f"{said}, or help is under way"
    return f"{said}: {_people(one.seconds)}" if one.seconds else said


def _conditions() -> str:
    rows = [
        (
            f"`{one.name}`",
            cells(guard.label for guard in one.guards),
            cells(_need(need) for need in one.needs),
            _starts(one),
            _stops(one),
        )
        for one in TABLE
    ]
    return table(("step", "must be there", "is asked for", "starts", "stops"), rows)


def _starts(one: Transition) -> str:
    said = listed([*filter(None, [_CLOCKS[one.clocks]]), *map(str, one.starts)])
    return f"{said}<br>under way: {listed(one.back.starts)}" if one.back else said


def _stops(one: Transition) -> str:
    said = listed(map(str, one.stops))
    return f"{said}<br>under way: {listed(one.back.stops)}" if one.back else said


def _need(need: Need) -> str:
    aside = "" if need.required else " (may be left out)"
    if need.most:
        aside = f" (at most {need.most}, where urgent {need.most_urgent})"
    choices = f": {listed(f'`{one}`' for one in need.choices)}" if need.choices else ""
    return f"{need.label}{aside}{choices}"
