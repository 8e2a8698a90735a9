# SPDX-License-Identifier: GPL-2.0-or-later
# The same pages of the same files by the pool in alice's room and by one of the host's, in turns: how many of either in
# the same time. A figure.

# WordPress's login page: without the address that it thinks it has. The static one is nginx's own either way.
pools() {
	local round path name limit
	limit=$(sed -n 's/^cpu.max *= *//p' $CONF/plans/web.ini)
	hostel plan set web cpu.max=max >/dev/null # the host's pool has no limit, either
	echo 'a static page' >/home/alice/www/page.html; chmod 644 /home/alice/www/page.html
	yes 'a line of a static page' | head -n 1700 >>/home/alice/www/page.html; echo '</html>' >>/home/alice/www/page.html
	for path in wp-login.php page.html; do
		: >/tmp/room; : >/tmp/usual
		ok "both serve $path" sh -c "for who in alice usual-alice; do curl -sf -o /dev/null http://\$who.example/$path || exit; done"
		for round in 1 2 3 4 5 6; do
			for name in alice usual-alice; do
				$pages $name.example/$path ${SECONDS_POOL:-4} >>/tmp/$([ $name = alice ] && echo room || echo usual)
			done
		done
		is "every page came: $path" 0 "$(awk '!$2' /tmp/room /tmp/usual | wc -l)"
		echo "# $path: $(wc -l </tmp/room) pages by the room, $(wc -l </tmp/usual) by the host's pool: $(awk -v a="$(wc -l </tmp/room)" \
			-v b="$(wc -l </tmp/usual)" 'BEGIN { printf "%.2f", b ? a / b : 0 }') (asked: 0.95)"
	done
	hostel plan set web cpu.max=$limit >/dev/null
}
