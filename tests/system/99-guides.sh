#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# docs/guides, done as they are written, one after the other on a host on which hostel setup has been.
. "$(dirname "$0")/lib.sh"
repo=$PWD

userdel -r alice 2>/dev/null; userdel -r bob 2>/dev/null
for service in sshd su login cron; do pam_lines_remove $service; done
cp "$repo"/etc/plans/*.ini $CONF/plans/
sed -i '/^\[session\]/a login_rate = max' $CONF/plans/basic.ini
for group in hostel-pro; do groupadd -f $group; done
hostel setup >/var/log/setup.out 2>&1 || { cat /var/log/setup.out; echo "not ok - hostel setup"; }
mkdir -p /root/guide && cd /root/guide || exit 1
cp $KEY.pub alice.pub
cp -r $CONF /root/conf

for guide in "$repo"/docs/guides/*.md; do
	name=$(basename "$guide" .md)
	case $name in README | by-hand) continue ;; esac # an index; 90-readme does it
	ok "$name has something to run" grep -q '^ *```sh' "$guide"
	while IFS= read -r line; do
		case $line in "ok "*) passed=$((passed + 1)) ;; "not ok "* | Traceback*) failed=$((failed + 1)) ;; esac
		echo "$line"
	done < <("$repo"/tests/system/guide.py "$guide" 2>&1)
	# The next one begins on the same host, with nobody on it.
	for tenant in $(hostel tenant list 2>/dev/null | cut -f1); do
		hostel tenant remove "$tenant" --confirm "$tenant" --take-home >/dev/null 2>&1
	done
	rm -rf $CONF; cp -r /root/conf $CONF
done
for page in "$repo"/docs/guides/*.md; do
	ok "the index names $(basename "$page")" grep -q "$(basename "$page")" "$repo/docs/guides/README.md" "$repo/README.md"
done
finish
