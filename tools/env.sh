# Sourced by the tools from the root of the checkout: what tools/bootstrap put
# into it comes first on PATH.
export PATH="$PWD/build/venv/bin:$PATH"
export GOTOOLCHAIN=local
