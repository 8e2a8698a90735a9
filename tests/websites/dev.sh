#!/bin/bash
sed '/^for part in $PARTS/,$d' "$(dirname "$0")/run.sh" >"$(dirname "$0")/dev-run.sh"
. "$(dirname "$0")/dev-run.sh"
eval "$DEV"
