#!/usr/bin/env bash
# Runs COMMAND beside a throw-away mail server: PAWTAL_TEST_SMTP takes letters, PAWTAL_TEST_MAILBOX gives them back.
# scripts/with-mail.sh COMMAND…
source "$(dirname "$0")/env.sh"

smtp=11025
web=11080
require_free "127.0.0.1:$smtp" "The tests' mail server needs that port."
require_free "127.0.0.1:$web" "The tests' mail server needs that port."

maildev --ip 127.0.0.1 --smtp $smtp --web $web --web-ip 127.0.0.1 --silent >&2 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$smtp" 4<>"/dev/tcp/127.0.0.1/$web") 2>/dev/null; then
        export PAWTAL_TEST_SMTP="smtp://127.0.0.1:$smtp" PAWTAL_TEST_MAILBOX="http://127.0.0.1:$web"
        "$@"
        exit
    fi
    sleep 0.1
done
die "the mail server did not start. Its words are above."
