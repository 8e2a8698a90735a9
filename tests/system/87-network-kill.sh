#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# kill -9 at some moments of a network's set-up (tests/net/kill.sh); make net-kill takes them all.
SAMPLE=${SAMPLE:-14} exec bash "$(dirname "$0")/../net/kill.sh"
