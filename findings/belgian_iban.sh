#!/usr/bin/env bash
# Expected: a validator of IBANs asks for the country, the length and the check digits, and takes BE68 5390 0754 7034, the
#   example by which Belgian IBANs are explained everywhere.
# What happens: python-stdnum refuses it, for its list of Belgian banks has none that begins with 539; it takes it only
#   where it is told not to ask the country's own rules.
# Where it matters: the account that a creditor, a debtor or an agency enters is refused though every bank takes it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip --quiet --disable-pip-version-check install --target "$folder" python-stdnum==2.2
PYTHONPATH="$folder" python3 - <<'PYTHON'
import sys
from importlib.metadata import version

from stdnum import iban
from stdnum.exceptions import InvalidComponent

number = "BE68539007547034"
print("python-stdnum", version("python-stdnum"))
try:
    iban.validate(number)
    as_found = False
except InvalidComponent as error:
    as_found = True
    print(number, "refused:", error)
plain = iban.is_valid(number, check_country=False)
print(number, "by length and check digits alone:", plain)
sys.exit(0 if as_found and plain else "The behaviour has changed.")
PYTHON
