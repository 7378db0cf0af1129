#!/usr/bin/env bash
# Build the wheel, install it alone in a fresh environment, and set a letter far from the checkout.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
desk=$(mktemp --directory)
trap 'rm -rf "$desk"' EXIT

"$project/.venv/bin/python" -m build --wheel --outdir "$desk" "$project" >/dev/null
"${PYTHON:-python3}" -m venv "$desk/venv"
"$desk/venv/bin/python" -m pip install --quiet --constraint "$project/constraints.txt" "$desk"/*.whl

cd "$desk"
export PATH="$desk/venv/bin:$PATH"
letterpress doctor
letterpress render "$project/seeds/000_bb1200c619942f5d.txt" -o seed.pdf
letterpress preflight seed.pdf
letterpress render "$project/seeds/000_bb1200c619942f5d.txt" --stationery din-5008-b -o din.pdf
letterpress preflight din.pdf
echo 'the wheel works'
