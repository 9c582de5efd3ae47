"""Every telephone menu, as data; docs/phone-tree.md is drawn from this."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.coordinator_menus import CANDIDATES, COORDINATOR, PROPOSAL
from ivr.joining_menus import JOINING
from ivr.member_menus import MEMBER_CALLS, MEMBER_IS_CALLED
from ivr.member_word_menus import MEMBER_IS_RUNG_BACK, MEMBER_REPORTS
from ivr.menu import Farewell, Step
from ivr.officer_menus import LAUNCH, OFFICER, OWN_VOICE, RUNNING
from ivr.ready_menus import READY_MADE
from ivr.report_menus import CALL_BACKS, FEEDBACK, REPORTS
from ivr.self_test_menus import SELF_TEST
from ivr.settings_menus import LEAVING, PASSWORD, PAUSE, SETTINGS
from ivr.stranger_menus import NOTICES, SOMEBODY_CALLS

ENTRANCES: Mapping[str, str] = {
    "call.opening": "we call a member",
    "call.voicemail": "a machine answered our call to a member",
    "member.welcome": "a member calls",
    "notice.opening": "we call somebody to tell him a few sentences",
    "officer.code": "an officer calls from his registered number, or he or the desk is rung",
    "stranger.welcome": "somebody calls whom we do not know",
    "stranger.shut": "an officer's number calls after three wrong codes",
    "self_test.listen": "somebody who is no member calls while the line tests itself",
}

SECRET = frozenset(
    {
        "officer.code",
        "officer.number",
        "launch.confirm",
        "card.number",
        "settings.card",
        "settings.password_card",
        "coordinator.card",
        "self_test.listen",
    }
)
"""Steps whose digits are nobody's business: never logged, never kept."""

STEPS: Mapping[str, Step] = {
    **MEMBER_IS_CALLED,
    **MEMBER_CALLS,
    **MEMBER_REPORTS,
    **MEMBER_IS_RUNG_BACK,
    **SOMEBODY_CALLS,
    **NOTICES,
    **OFFICER,
    **LAUNCH,
    **READY_MADE,
    **OWN_VOICE,
    **RUNNING,
    **REPORTS,
    **CALL_BACKS,
    **FEEDBACK,
    **SETTINGS,
    **PAUSE,
    **PASSWORD,
    **LEAVING,
    **JOINING,
    **COORDINATOR,
    **CANDIDATES,
    **PROPOSAL,
    **SELF_TEST,
    "goodbye": Farewell(says=("goodbye",)),
}
