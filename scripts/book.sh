#!/usr/bin/env bash
# A book of business in DIR for the demo, development or the browser tests; one that is there is only migrated.
# scripts/book.sh PROGRAM DIR POLICYHOLDERS SEED   (PROGRAM: a pawtal with the feature demo)
source "$(dirname "$0")/env.sh"

program="$1" dir="$2" policyholders="$3" seed="$4"

if [ -f "$dir/pawtal.db" ]; then
    use_book "$dir"
    step "Migrating the book in $dir"
    "$program" migrate || die "$dir could not be migrated. The reason is above; its data is as it was."
    exit
fi

# Made beside its place and moved there when whole: an interrupted seeding leaves no half book behind.
making="$dir.making"
rm -rf "$making" "$dir"
mkdir -p "$making"
use_book "$making"
step "Seeding a book of $policyholders policyholders in $dir"
"$program" migrate || die "no database could be made in $making. The reason is above."
"$program" seed --policyholders "$policyholders" --seed "$seed" --sign-ins "$making/sign-ins.json" ||
    die "the book could not be seeded. The reason is above."
mv "$making" "$dir"
