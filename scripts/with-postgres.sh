#!/usr/bin/env bash
# Runs COMMAND beside a throw-away PostgreSQL server, which PAWTAL_TEST_POSTGRES names (no database in it).
# scripts/with-postgres.sh [--durable] COMMAND…   (--durable: commits reach the disk, as in production)
source "$(dirname "$0")/env.sh"

options=(-o max_connections=300)
if [ "$1" = --durable ]; then
    options+=(-o fsync=on)
    shift
fi

# Our command's status goes around pg_virtualenv, which would end a failed test run with 100 lines of server log.
status="$(mktemp)"
trap 'rm -f "$status"' EXIT
# The locale becomes the databases': without one, they would not know UTF-8.
# shellcheck disable=SC2016 # these are the inner shell's
LC_ALL=C.UTF-8 pg_virtualenv -t "${options[@]}" bash -c '
    export PAWTAL_TEST_POSTGRES="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT"
    "${@:2}" && echo 0 >"$1" || echo $? >"$1"
' with-postgres "$status" "$@" || die "the PostgreSQL server could not be started or stopped. Its words are above."
exit "$(cat "$status")"
