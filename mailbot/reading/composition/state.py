"""What has been read so far, and what the headings above say."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailbot.domain.submission import Doubt, Mode, Role, Source, Speaker

from .legends import Legend
from .mentions import Mention
from .people import Context
from .rows import Row
from .spans import Span


@dataclass(slots=True)
class Reading:
    """What has been read so far, over all documents, and what the headings above say."""

    context: Context
    mentions: list[Mention] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    unchanged: bool = False
    everybody: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    mode_of_all: tuple[Mode, Source] | None = None
    items: list[tuple[tuple[int, int], int, Source]] = field(default_factory=list)
    announced: list[tuple[int, Source]] = field(default_factory=list)
    addresses: list[Span] = field(default_factory=list)
    # headings
    role: Role | None = None
    role_source: Source | None = None
    speaker: Speaker | None = None
    speaker_source: Source | None = None
    about: bool = False
    affiliation: Span | None = None
    affiliation_level: int = 0
    parts: tuple[str, ...] | None = None
    parts_source: Source | None = None
    change: str | None = None
    once: bool = False
    after_head: bool = False
    # where we are
    closed: bool = False
    opened: bool = False
    skipping: bool = False
    current: Mention | None = None
    list_id: tuple[int, int] = (0, 0)
    labelled: Mention | None = None
    pending: bool = False
    block: frozenset[str] = frozenset()
    name_opens: bool = False  # the first block of the document began with its name, and so do those below it
    ahead: list[Row] = field(default_factory=list)
    legend: Legend = field(default_factory=Legend)

    def reset_headings(self) -> None:
        """Forget role, speaker and change headings."""
        self.role = self.role_source = self.speaker = self.speaker_source = self.change = None
        self.about = self.once = False

    def add(self, mention: Mention) -> None:
        """Take a mention in, with what the headings say where it says nothing itself."""
        mention.list_id = self.list_id
        if self.role and mention.role is None and mention.kind == "entry":
            mention.role, mention.role_source = self.role, self.role_source
            if self.once:
                self.role = None
        if self.speaker and mention.speaker is None and not mention.both_speakers:
            mention.speaker, mention.speaker_source = self.speaker, self.speaker_source
            self.speaker = None if self.once else self.speaker
        if self.affiliation is not None and not mention.affiliations and mention.kind == "entry":
            mention.affiliations.append(self.affiliation)
        if self.parts and mention.parts is None:
            mention.parts, mention.parts_source = self.parts, self.parts_source
        if self.change == "leave":
            mention.leaving = True
        if mention.ambiguous and self.about:
            mention.ambiguous = None
            mention.set_speaker("alternate", mention.source or Source("", None, None, ""))
        self.mentions.append(mention)
        if mention.kind == "entry":
            self.current = mention
