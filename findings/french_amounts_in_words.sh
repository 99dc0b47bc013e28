#!/usr/bin/env bash
# Expected: num2words writes French amounts in the currencies of places where French is spoken (Swiss francs, CFP and CFA
#   francs, dinars, dirhams), and its Belgian and Swiss forms differ from its French one in the tens alone.
# What happens: CHF, XPF, XOF, TND and MAD raise NotImplementedError in fr, fr_BE and fr_CH alike; and fr_BE and fr_CH keep
#   the plural of "cents" before another number ("deux cents septante et un"), where fr writes "deux cent soixante et onze".
# Where it matters: a letter with the amount in words to a debtor in Geneva, Brussels, Nouméa, Dakar or Tunis.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip --quiet --disable-pip-version-check install --target "$folder" num2words==0.5.14
PYTHONPATH="$folder" python3 - <<'PYTHON'
import sys
from importlib.metadata import version

from num2words import num2words

print("num2words", version("num2words"))
as_found = True
words = {language: num2words(271, lang=language) for language in ("fr", "fr_BE", "fr_CH")}
print(271, words)
as_found &= [" cents " in text for text in words.values()] == [False, True, True]
for language in ("fr", "fr_BE", "fr_CH"):
    print(language, "EUR:", num2words(1271.5, to="currency", lang=language, currency="EUR"))
    for currency in ("CHF", "XPF", "XOF", "TND", "MAD"):
        try:
            print(language, f"{currency}:", num2words(1271.5, to="currency", lang=language, currency=currency))
            as_found = False
        except NotImplementedError as error:
            print(language, f"{currency}:", error)
sys.exit(0 if as_found else "The behaviour has changed.")
PYTHON
