#!/bin/sh
# Installs the dashboard from the wheels beside this script, without any network, and starts it.
# Other data: GXSTATS_DATA=/path ./start.sh   Another Python: PYTHON=/usr/bin/python3.12 ./start.sh
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || {
  echo "Python 3.11, 3.12 or 3.13 is needed; this one is $("$python" --version 2>&1)." >&2
  exit 1
}
if ! cmp -s VERSION .venv/VERSION; then
  "$python" -m venv --clear .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels -r requirements.txt
  cp VERSION .venv/VERSION
fi
exec .venv/bin/python -m streamlit run app.py "$@"
