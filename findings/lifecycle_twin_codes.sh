#!/usr/bin/env bash
# Expected: in a message of the French life cycle the code of UN/CEFACT (StatusCode, MDT-88), which is there for software of
#   any country, tells a status from any other, as the number of the norm (ProcessConditionCode, MDT-105) does.
# What happens: in the official examples "payment sent" (211, the buyer's word) and "collected" (212, the seller's) have the
#   same code 47, and "cancelled" (220) has none. The official "in dispute" (207) tells no amount that is contested, and the
#   official 211 and 212 lack the SequenceNumeric that the official checks ask for since V1.4: they would be refused.
# Where it matters: who reads by StatusCode takes our own collection for the buyer's payment on its way; who waits for an
#   amount, or holds what comes in against the checks, drops the official examples.
set -euo pipefail
samples=$(cd "$(dirname "$0")/../tests_engine/lifecycle_samples" && pwd)
python3 - "$samples" <<'PYTHON'
import re
import sys
from pathlib import Path

NAMES = {"211": "UC1_F202500003_06-CDV-211", "212": "UC1_F202500003_07-CDV-212", "220": "UC4b", "207": "UC4_"}
found = {}
for number, name in NAMES.items():
    (path,) = Path(sys.argv[1]).glob(f"{name}*.xml")
    text = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8-sig"), flags=re.DOTALL)
    told = {tag: re.findall(rf"<ram:{tag}\b[^>]*>\s*([^<]*)<", text) for tag in
            ("ProcessConditionCode", "StatusCode", "SequenceNumeric", "ValueAmount")}
    print(path.name, told)
    found[number] = told
as_found = all(told["ProcessConditionCode"] == [number] for number, told in found.items())
as_found &= found["211"]["StatusCode"] == found["212"]["StatusCode"] == ["47"]
as_found &= not found["220"]["StatusCode"] and not found["207"]["ValueAmount"]
as_found &= not found["211"]["SequenceNumeric"] and not found["212"]["SequenceNumeric"]
sys.exit(0 if as_found else "The behaviour has changed.")
PYTHON
