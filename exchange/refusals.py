"""What the exchange refuses, in Twilio's words: one exception, one table of codes."""

MORE = "https://www.twilio.com/docs/errors/"

SENTENCES: dict[int, str] = {
    20001: "A parameter is invalid",
    20003: "Authentication Error - invalid username",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    21201: "No 'To' number is specified",
    21205: "Url is not a valid URL",
    21210: "The source phone number provided is not yet verified for your account",
    21211: "The 'To' number is not a valid phone number",
    21212: "The 'From' number is not a valid phone number, shortcode, or alphanumeric sender ID",
    21213: "No 'From' number is specified",
    21214: "'To' phone number cannot be reached",
    21215: "Account not authorized to call this number",
    21216: "Account not allowed to call this number",
    21220: "Call is not in-progress. Cannot redirect.",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided is not a valid message-capable phone number for this account",
    21609: "The 'StatusCallback' URL is not a valid URL",
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
}
HTTP_STATUS = {20003: 401, 20404: 404, 20429: 429, 20500: 500}


class Refusal(Exception):
    """A request that is not granted; `code` is Twilio's, `status` the HTTP status that goes with it."""

    def __init__(self, code: int, detail: str = "", *, status: int | None = None) -> None:
        self.code = code
        self.status = status or HTTP_STATUS.get(code, 400)
        sentence = SENTENCES.get(code, "The request was refused")
        self.message = f"{sentence}: {detail}" if detail else sentence
        super().__init__(self.message)

    def as_json(self) -> dict[str, object]:
        """The body of the answer."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"{MORE}{self.code}",
            "status": self.status,
        }
