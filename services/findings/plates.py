"""Number plates: of Belgium as it writes them now and wrote them before, and of its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plp.language import Language

_PLATE = re.compile(
    r"""(?<![\w-])(?:
        [1-9QTZ][-. ]?(?!PLP|BIN|NIN)[A-Z]{3}[-. ]?\d{3}        # 1-ABC-123 (Belgium since 2010)
      | [1-9][-.][a-z]{3}[-.]\d{3}                            # the same in small letters
      | (?!PLP|BIN|NIN|SMS|GSM)[A-Z]{3}[-.]?\d{3}             # ABC-123, ABC123 (Belgium before)
      | \d{3}[-.]?[A-Z]{3}                                    # 123-ABC
      | [A-Z]{2}-\d{3}-[A-Z]{2}                               # AB-123-CD (France)
      | (?:[A-Z]{1,3}|\d{1,3})-(?:[A-Z]{2,3}-\d{1,2}|\d{2,3}-[A-Z]{1,3})   # XX-99-XX, X-999-XX (the Netherlands)
      | [A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ ]?\d{1,4}                   # AC-XY 1234 (Germany)
      | [A-Z]{2}[ ]?\d{4}                                     # AB 1234 (Luxembourg)
    )(?![\w-])""",
    re.VERBOSE,
)


def plates_in(text: str, language: Language) -> Iterable[str]:
    """The number plates in a text, as written there."""
    del language
    return (found[0] for found in _PLATE.finditer(text))
