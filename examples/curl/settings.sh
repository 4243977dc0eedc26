# Read by the other scripts (`. settings.sh`), not run. Each value can be set in the environment instead.
: "${ECHELON:=.build/release/echelon}"            # the binary; only prepare.sh needs it
: "${ECHELON_DB:=data/echelon.db}"                # the database that `echelon serve` has open
: "${ECHELON_URL:=http://127.0.0.1:8080}"         # where it answers
: "${ECHELON_STORE:=default}"                     # key of the store
: "${ECHELON_EXAMPLES:=data/examples.env}"        # what prepare.sh made: a token, and secrets of three sources

if [ -r "$ECHELON_EXAMPLES" ]; then . "$(cd "$(dirname "$ECHELON_EXAMPLES")" && pwd)/$(basename "$ECHELON_EXAMPLES")"; fi

# Calls the API. The token goes in by standard input: what is on a command line, others on the machine can read.
api() {
    path=$1
    shift
    : "${ECHELON_TOKEN:?is not set: run examples/curl/prepare.sh first}"
    printf 'Authorization: Bearer %s\n' "$ECHELON_TOKEN" |
        curl -sS --fail-with-body -H @- -H 'Content-Type: application/json' "$ECHELON_URL$path" "$@"
}
