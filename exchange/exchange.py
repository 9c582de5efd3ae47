"""The exchange as a whole: the desk, the switchboard and the post office."""

from aiohttp import web

from exchange.desk import Desk, Settings
from exchange.messages.post import PostOffice
from exchange.voice.switchboard import Switchboard


class Exchange:
    """Everything that answers requests needs."""

    def __init__(self, settings: Settings) -> None:
        self.desk = Desk.furnish(settings)
        self.switchboard = Switchboard(self.desk)
        self.post = PostOffice(self.desk)

    def reset(self) -> None:
        """Cuts every line without telling anybody and forgets everything except the account's numbers."""
        self.desk.errands.dismiss()
        self.desk.courier.forget()
        self.desk.sounds.forget()
        self.switchboard.forget()
        self.post.forget()
        self.desk.recordings.clear()
        self.desk.faults.drop()
        self.desk.directory.forget()


EXCHANGE = web.AppKey("exchange", Exchange)
