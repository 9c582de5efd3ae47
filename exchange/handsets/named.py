"""Characters that come up so often that they have a name."""

from collections.abc import Mapping

NAMED: Mapping[str, Mapping[str, object]] = {
    "listener": {},
    "absent": {"answers_after": None},
    "busy": {"busy": True},
    "rejects": {"rejects": True},
    "voicemail": {"answers_after": 16, "voicemail": {}},
    "silent": {"silent": True},
    "rotary": {"rotary": True, "presses": [{"at": 8, "keys": "1", "times": 0}]},
    "presses-one": {"presses": [{"at": 8, "keys": "1"}]},
    "hangs-up": {"hangs_up": {"at": 3}},
}
