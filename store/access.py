"""Tokens of the API and the answers kept under idempotency keys, as rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from plp.access import ApiToken, KeptAnswer
from plp.errors import NotFound
from store.rows import Repository, by_key, columns_for, row_of
from store.schema import api_answers, api_tokens

_TOKEN = select(*columns_for(ApiToken, api_tokens))
_BY_ID = by_key(_TOKEN, api_tokens.c.id)
_BY_DIGEST = by_key(_TOKEN, api_tokens.c.digest)
_ANSWER = select(*columns_for(KeptAnswer, api_answers))


class SqlAccess(Repository):
    """The part of the book that knows who may ask, and what was answered."""

    def add_token(self, token: ApiToken) -> None:
        """See the port."""
        self._on.execute(insert(api_tokens), row_of(token))

    def token(self, token: str) -> ApiToken:
        """See the port."""
        if found := self._keyed(ApiToken, _BY_ID, token):
            return found
        raise NotFound(f"there is no token {token!r}")

    def token_of(self, digest: str) -> ApiToken | None:
        """See the port."""
        return self._keyed(ApiToken, _BY_DIGEST, digest)

    def tokens(self) -> list[ApiToken]:
        """See the port."""
        return self._all(ApiToken, _TOKEN.order_by(api_tokens.c.created_at, api_tokens.c.id))

    def revoke(self, token: str, at: datetime) -> bool:
        """See the port."""
        mine = update(api_tokens).where(api_tokens.c.id == token, api_tokens.c.revoked_at.is_(None))
        return self._changed(mine.values(revoked_at=at))

    def begin_answer(self, answer: KeptAnswer, *, since: datetime) -> KeptAnswer | None:
        """See the port; whoever comes second waits at the first one's row."""
        self._on.execute(delete(api_answers).where(api_answers.c.at < since))
        claim = self._insert(api_answers).values(**row_of(answer)).on_conflict_do_nothing().returning(api_answers.c.key)
        if self._on.execute(claim).first() is not None:
            return None
        return self._one(
            KeptAnswer, _ANSWER.where(api_answers.c.token == answer.token, api_answers.c.key == answer.key)
        )

    def keep_answer(self, answer: KeptAnswer) -> None:
        """See the port."""
        mine = update(api_answers).where(api_answers.c.token == answer.token, api_answers.c.key == answer.key)
        self._on.execute(mine.values(**row_of(answer)))
