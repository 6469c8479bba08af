"""A roster on its way between the server and the offline machine, by commands."""

from __future__ import annotations

from pathlib import Path

from evacuation.papers import Paper, read_paper, write_paper
from evacuation.services.organisation_roster import RosterExport
from evacuation.services.rosters import documents_of
from evacuation.trusting import Kind
from tests.evacuation.desk import Desk
from tests.evacuation.services.test_founding import Typing


class Papers:
    """The two machines: files between them, and what both said."""

    def __init__(self, desk: Desk, typing: Typing, folder: Path) -> None:
        self.desk, self.typing, self.folder = desk, typing, folder
        self.key, self.charter = folder / "key", folder / "charter"
        self.draft, self.done = folder / "draft", folder / "done"
        write_paper(self.key, Paper.SIGNING_KEY, desk.organisation.signing.reveal())
        self.keep_charter()

    def keep_charter(self) -> None:
        """What the offline machine keeps of the last signing."""
        self.charter.unlink(missing_ok=True)
        write_paper(self.charter, Paper.CHARTER, documents_of(Kind.CHARTER)[-1])

    def create(self, *words: str) -> str:
        self.draft.unlink(missing_ok=True)
        return self.typing.run("create_roster", str(self.draft), *words)

    def sign(self, answer: str = "sign", **other: Path) -> str:
        self.done.unlink(missing_ok=True)
        paths = {"key": self.key, "charter": self.charter, "draft": self.draft, **other}
        return self.typing.run(
            "sign_roster",
            "sign",
            str(paths["draft"]),
            str(self.done),
            f"--signing-key={paths['key']}",
            f"--charter={paths['charter']}",
            answers=[answer],
        )

    def receive(self, path: Path | None = None) -> str:
        return self.typing.run("sign_roster", "receive", str(path or self.done))

    def export(self) -> RosterExport:
        return RosterExport.decoded(read_paper(self.draft, Paper.ROSTER_EXPORT))

    def rewrite(self, export: RosterExport) -> None:
        self.draft.unlink()
        write_paper(self.draft, Paper.ROSTER_EXPORT, export.encoded())
