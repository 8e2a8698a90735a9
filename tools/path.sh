# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by what runs tests: root's PATH as Debian has it. What a machine's own shell adds to it (other compilers,
# wrappers around python3 that take ten times as long) is not what is tested.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
