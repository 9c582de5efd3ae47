"""A small telephone exchange: Twilio's REST protocol on loopback, with simulated handsets at the other end of the line.

Start it
    python -m exchange [--port 0] [--host 127.0.0.1] [--speed 1.0] [--account AC…] [--token …]
                       [--calls-per-second 0] [--handsets FILE.json] [--sidecars DIRECTORY] [--default NAME]
    prints one line, `listening on http://127.0.0.1:PORT`. Defaults: account `AC` followed by thirty-one 0 and a 1,
    token `loopback`. Point the official client at it with `client.api.base_url = "http://127.0.0.1:PORT"`.

Time
    Own time (rings, speech, pauses, time-outs, greetings, reactions, SMS delivery) runs `--speed` times faster. All
    seconds below are own seconds, CallDuration too. In real seconds: HTTP time-outs, durations of faults, the rate of
    `--calls-per-second`, and every date (wall clock).

Control (JSON, no password: loopback only)
    PUT  /exchange/numbers   {"+3226100100": {"voice_url": "http://…/voice/incoming", "sms_url": "http://…",
                              "status_callback": "http://…"}}                 adds or updates; GET lists
    PUT  /exchange/handsets  {"+32470100001": CHARACTER, …}                   adds or replaces; GET lists
    PUT  /exchange/default   CHARACTER                                        the handset of every unknown number
    PUT  /exchange/clips     {"URL or its ending": "the words spoken in it"}  so that handsets understand a <Play>
    POST /exchange/dial      {"from": "+32…", "to": "+32…", "handset": "+32…"?, "character": CHARACTER?} → {"sid"}
                             `from` may be "anonymous" or "+266696687"; `handset` says who really dials then
    POST /exchange/text      {"from", "to", "body", "media": ["http://…"]?} → {"sid": "SM…"}
    GET  /exchange/calls     ?to= &from= &status= &direction=   {"calls": [CALL…]} oldest first; /exchange/calls/CA… one
    GET  /exchange/texts     ?to= &from= &direction=            {"texts": [TEXT…]} oldest first
    GET  /exchange/events    ?since=N &kind= &sid= &wait=SECONDS   {"events": [{"n", "at", "kind", "sid", …}],
                             "last": N}; `kind` is a beginning ("call."); with `wait` (real seconds) it
                             answers as soon as there is one
    GET  /exchange/state     {"calls": {"completed": 3, …}, "texts": {…}, "live": 2, "peak": 40, "speed": 1.0}
    POST /exchange/faults    FAULT or [FAULT…] → {"faults": [id…]}; GET lists with `used`; DELETE clears all, or /ID one
    POST /exchange/reset     cuts every line without a callback and forgets all but the numbers and past events
    --handsets FILE.json is {"numbers": {…}, "characters": {NAME: CHARACTER}, "default": CHARACTER, "handsets": {…},
    "clips": {…}, "faults": […]}; every key is optional.

CHARACTER: a name, or an object (every field optional; `like` starts from a named one)
    Names given: listener (default), absent, busy, rejects, voicemail, silent, rotary, presses-one, hangs-up.
    {"like": "listener",
     "answers_after": 6,                null: never (no-answer after the call's Timeout)
     "rings": 3,                        the same in rings of 4 s
     "busy": true, "rejects": true,     rejects: two rings, then busy
     "failed": 13224,                   the call ends as failed with this code
     "refused": 21214,                  creating the call is refused at once with this code
     "voicemail": {"greeting": 12, "beep": true, "limit": 180},
     "presses": [PRESS…],               independent of each other
     "script":  [PRESS…],               in order: only the first one not yet done is awaited
     "rotary": true,                    keys are pressed, none arrives
     "slow": 8,                         added to every delay
     "silent": true,                    does nothing at all; detection says "unknown"
     "hangs_up": CUE,
     "speaks": [{"tone": 8, "keys": "#"}, {"silence": 5}, {"wav": "/path.wav"}],   nth <Record>; the last one repeats
     "detection": {"verdict": "machine_start", "after": 4},                       verdict null: never says anything
     "sms": {"delivered_after": 2, "undelivered": 30005, "failed": 30006, "sent_only": true, "opted_out": true,
             "reply": "OUI", "reply_after": 5, "reply_times": 1, "reply_when": "regex"},   reply_times 0: always
     "on_call": [{"busy": true}, {"rings": 9}]}   changes for its 1st, 2nd… call received; afterwards as written above
    CUE    one of {"hears": "words"} (any case, accents optional), {"matches": "regex"} (both in a <Say>, in the words
           of a <Play> if known, or in its URL), {"play": 2, "at": 4.5} (4.5 s into the 2nd clip), {"at": 12} (after
           the answer); with "delay" (default 1 s after the words were spoken)
    PRESS  CUE + {"keys": "1", "typing": 0.3, "times": 1}; `times` 0: every time it is heard;
           "keys": "heard" types the digits of the sentence heard ("4, 7" → 47)

FAULT: {"match": MATCH, "effect": EFFECT}
    MATCH  {"route": "create-call | create-message | fetch | list | update | media | callback | network | numbers |
             account | *",
            "to": "regex", "nth": 2, "count": 3, "probability": 0.3, "seed": 7, "event": "regex"}
           `media`: download of a recording; `event` (callbacks only) is searched in "call:initiated call:ringing
           call:answered call:completed amd: recording: message:sent …"
    EFFECT for routes, one of {"status": 429, "retry_after": 2, "code": 20429} | {"status": 500, "taken": true} |
           {"hang": 20, "taken": true|false} | {"reset": true, "taken": false} | {"slow": 3} |
           {"hidden_for": 30} (on create, also beside taken: not in lists yet) |
           {"early": 10} (on create: the answer is held until the first callback was delivered, at most 10 s).
           taken true: the call exists, only the answer suffers; false: nothing was created.
           slow: the request is served late, even if the client has left.
           `network` lies between a call of the account to one of its own numbers and its arrival there; `*` leaves
           it and callbacks out.
    EFFECT for the network, one of {"shows": "+3224445566" or "anonymous"} (instead of the caller) | {"lost": true}
           (it never arrives).
    EFFECT for callbacks, one of {"lost": true} | {"doubled": true} | {"reordered": true} (after the next one of the
           same call or message) | {"delayed": 3}

CALL   {"sid", "from", "to", "direction", "status", "answered_by", "duration", "ended_by", "errors": [{"code", "url"}],
        "states": [{"state", "at", "seconds"}], "beep_at", "fetches": [{"at", "url", "status"}],
        "heard": [{"at", "verb": "Say|Play|Pause|Beep", "text", "url", "seconds", "interrupted"}],
        "keys": [{"at", "key", "arrived", "taken_by": "Gather|Record|null"}],
        "callbacks": [{"event", "url", "status", "attempts"}]}       `at`: seconds after the answer
EVENT  {"n", "at" (wall clock), "kind", "sid", …}; kinds: call.queued .initiated .ringing .in-progress .answered-by and
       the final statuses, heard, key, fetch, voicemail.beep, recording, callback (.lost .none-yet), error, fault,
       text.queued .sent .delivered .undelivered .failed .received .handed-over .stopped .nowhere, exchange-error (bug)
TEXT   {"sid", "from", "to", "body", "direction": "outbound-api|outbound-reply|inbound", "status", "error_code",
        "media", "states": [{"state", "at"}], "callbacks": […]}

Its habits
    `price` and `price_unit` of a call or text are told 5 s after its end, below nought as the provider writes them: EUR
    0.03 a minute begun to a landline, 0.06 to a mobile, 0.01 incoming, 0.095 a part of a text, 0.0075 incoming. A call
    nobody answered and a text that never left have none. The Pricing API answers for Voice and Messaging in BE.
    A ring lasts 4 s; `initiated` is told when a call leaves the queue, `ringing` 0.5 s later. <Say> speaks 150 words a
    minute. Detection: human after 3.5 s, machine_start 4 s, machine_end_beep greeting + 0.5 s, machine_end_silence
    greeting + 2 s, silent handset unknown after 5 s, never later than MachineDetectionTimeout. A recording can be
    downloaded (with the password) 1 s after its end; before that 404. While no number is configured any sender is
    accepted. Keys pressed while no <Gather> or <Record> is listening are lost. A text is told queued, sent, delivered.
    Incoming <Reject>: busy, or no-answer for reason="rejected". Errors of the debugger: 11200 11205 11210 12100 12200
    12300; a document that fails ends the call after an apology, a clip that fails is passed over.
    A call of the account to one of its own numbers arrives there as an incoming one: both lines are the account's,
    tones of <Play digits> at one end are keys at the other, and the end of one is the end of the other.
"""
