"""Machine detection: a verdict some seconds after the answer, sometimes wrong, sometimes none."""

from exchange.callbacks import Notice
from exchange.handsets.character import Character, Verdict
from exchange.voice.call import DetectionOrder
from exchange.voice.line import Line

HUMAN_AFTER = 3.5
MACHINE_AFTER = 4.0
SILENCE_AFTER = 5.0
BEEP_NOTICED_AFTER = 0.5
NO_BEEP_NOTICED_AFTER = 2.0
UNKNOWN = "unknown"


async def detect(line: Line, order: DetectionOrder) -> None:
    """Waits for the verdict, writes it down, and tells it when detection runs beside the call."""
    verdict = expected(line.character, order)
    if verdict.after > order.timeout:
        verdict = Verdict(UNKNOWN, order.timeout)
    await line.desk.time.sleep(verdict.after - line.now)
    if verdict.verdict is None:
        return
    line.call.answered_by = verdict.verdict
    line.desk.feed.tell("call.answered-by", line.call.sid, answered_by=verdict.verdict)
    if order.beside and order.callback:
        params = {
            "CallSid": line.call.sid,
            "AccountSid": line.desk.settings.account,
            "AnsweredBy": verdict.verdict,
            "MachineDetectionDuration": str(round(verdict.after * 1000)),
        }
        callback = order.callback
        line.desk.courier.send(Notice(line.call.sid, f"amd:{verdict.verdict}", callback.url, callback.method, params))


def expected(character: Character, order: DetectionOrder) -> Verdict:
    """What detection will say of this handset, and when."""
    if character.detection:
        return character.detection
    if not (machine := character.voicemail):
        return Verdict(UNKNOWN, SILENCE_AFTER) if character.silent else Verdict("human", HUMAN_AFTER)
    if not order.until_beep:
        return Verdict("machine_start", MACHINE_AFTER)
    if machine.beep:
        return Verdict("machine_end_beep", machine.greeting + BEEP_NOTICED_AFTER)
    return Verdict("machine_end_silence", machine.greeting + NO_BEEP_NOTICED_AFTER)
