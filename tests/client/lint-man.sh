#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# lint-man.sh PAGE...: a word of groff about a page fails.
set -eu
for page; do
  said=$(groff -t -man -ww -b -Tutf8 -z "$page" 2>&1)
  [ -z "$said" ] || { echo "$said"; exit 1; }
done
