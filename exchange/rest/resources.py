"""Resources written as the provider writes them."""

from datetime import datetime
from email.utils import format_datetime

from exchange.desk import API_VERSION
from exchange.messages.message import Message
from exchange.numbers import OwnNumber
from exchange.prices import CURRENCY
from exchange.voice.call import Call
from exchange.voice.recordings import Recording

Json = dict[str, object]


def date(moment: datetime | None) -> str | None:
    """RFC 2822, as every date of this API."""
    return format_datetime(moment) if moment else None


def call_json(account: str, call: Call, price: str | None) -> Json:
    """A Call resource."""
    order = call.order
    uri = f"/{API_VERSION}/Accounts/{account}/Calls/{call.sid}"
    return {
        "sid": call.sid,
        "date_created": date(call.created_at),
        "date_updated": date(call.updated_at),
        "parent_call_sid": None,
        "account_sid": account,
        "to": order.to,
        "to_formatted": order.to,
        "from": order.caller,
        "from_formatted": order.caller,
        "phone_number_sid": None,
        "status": call.status.value,
        "start_time": date(call.started_at),
        "end_time": date(call.ended_at),
        "duration": None if call.duration is None else str(call.duration),
        "price": price,
        "price_unit": CURRENCY,
        "direction": order.direction,
        "answered_by": call.answered_by,
        "annotation": None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
    }


def message_json(account: str, message: Message, price: str | None) -> Json:
    """A Message resource."""
    uri = f"/{API_VERSION}/Accounts/{account}/Messages/{message.sid}"
    return {
        "sid": message.sid,
        "date_created": date(message.created_at),
        "date_updated": date(message.updated_at),
        "date_sent": date(message.sent_at),
        "account_sid": account,
        "to": message.to,
        "from": message.sender,
        "messaging_service_sid": None,
        "body": message.body,
        "status": message.status.value,
        "num_segments": str(message.parts),
        "num_media": str(len(message.media)),
        "direction": message.direction,
        "api_version": API_VERSION,
        "price": price,
        "price_unit": CURRENCY,
        "error_code": message.error_code,
        "error_message": None,
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def recording_json(account: str, base: str, recording: Recording) -> Json:
    """A Recording resource."""
    uri = f"/{API_VERSION}/Accounts/{account}/Recordings/{recording.sid}"
    return {
        "sid": recording.sid,
        "account_sid": account,
        "api_version": API_VERSION,
        "call_sid": recording.call_sid,
        "conference_sid": None,
        "date_created": date(recording.created_at),
        "date_updated": date(recording.created_at),
        "start_time": date(recording.created_at),
        "duration": str(recording.duration) if recording.ready else None,
        "price": None,
        "price_unit": CURRENCY,
        "status": "completed" if recording.ready else "processing",
        "channels": 1,
        "source": "RecordVerb",
        "error_code": None,
        "encryption_details": None,
        "uri": f"{uri}.json",
        "media_url": f"{base}{uri}",
        "subresource_uris": {},
    }


def number_json(account: str, number: OwnNumber) -> Json:
    """An IncomingPhoneNumber resource."""
    return {
        "sid": number.sid,
        "account_sid": account,
        "friendly_name": number.number,
        "phone_number": number.number,
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "date_created": date(number.created_at),
        "date_updated": date(number.created_at),
        "origin": "twilio",
        "status": "in-use",
        "status_callback": number.status_callback,
        "status_callback_method": "POST",
        "voice_url": number.voice_url,
        "voice_method": number.voice_method,
        "voice_fallback_url": "",
        "voice_fallback_method": "POST",
        "sms_url": number.sms_url,
        "sms_method": number.sms_method,
        "sms_fallback_url": "",
        "sms_fallback_method": "POST",
        "uri": f"/{API_VERSION}/Accounts/{account}/IncomingPhoneNumbers/{number.sid}.json",
    }


def account_json(account: str) -> Json:
    """The Account resource (never its token)."""
    return {
        "sid": account,
        "owner_account_sid": account,
        "friendly_name": "Exchange on loopback",
        "status": "active",
        "type": "Full",
        "date_created": None,
        "date_updated": None,
        "uri": f"/{API_VERSION}/Accounts/{account}.json",
        "subresource_uris": {},
    }
