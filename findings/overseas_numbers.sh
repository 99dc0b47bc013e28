#!/usr/bin/env bash
# Expected: a mobile number of Réunion, Guadeloupe, Guyane or Martinique, written the national way (0692 …) by a debtor whose
#   country is France, is a valid French mobile: these are French departments, and people dial it so from Paris.
# What happens: read with the region FR, phonenumbers makes +33 692 … of it, which is no valid number of any kind; it takes
#   the department's own region (RE, GP, GF, MQ) to get +262, +590, +594 or +596, and a mobile.
# Where it matters: an SMS to debtors overseas (postcodes 971 to 976) finds no number, unless the region follows the postcode.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip --quiet --disable-pip-version-check install --target "$folder" phonenumbers==9.0.43
PYTHONPATH="$folder" python3 - <<'PYTHON'
import sys

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

NUMBERS = {"0692 12 34 56": "RE", "0690 35 12 34": "GP", "0694 20 12 34": "GF", "0696 20 12 34": "MQ"}
print("phonenumbers", phonenumbers.__version__)
as_found = True
for number, department in NUMBERS.items():
    for region in ("FR", department):
        parsed = phonenumbers.parse(number, region)
        valid = phonenumbers.is_valid_number(parsed)
        mobile = phonenumbers.number_type(parsed) == PhoneNumberType.MOBILE
        print(f"{number} read in {region}:", phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
              "valid" if valid else "not valid", "mobile" if mobile else "no mobile")
        as_found &= (valid and mobile) == (region != "FR")
sys.exit(0 if as_found else "The behaviour has changed.")
PYTHON
