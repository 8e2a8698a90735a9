#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Chromium as a tenant's program, headless: by itself, and driven by Playwright, under the default profile. carol, an
# ordinary account, has the same. Playwright is fetched by tools/packages playwright, from npm's registry; browsers of its
# own it would download from elsewhere, so Debian's is used. Electron, which is a browser, too, is not in that registry
# (its package downloads the program from GitHub's releases): it is not tried.
. tests/system/lib.sh

for program in chromium node; do
	command -v $program >/dev/null || { skip "browsers" "no $program here"; finish; exit; }
done
policy '[resources]' 'memory.max = 4G' 'pids.max = 1000' '[ulimits]' 'nproc = 1000' '[filesystem]' 'tmp_size = 1G'
both() { # name, command, expected
	local who
	for who in carol alice; do
		is "$([ $who = carol ] && echo 'control: ')$1" "$3" "$(T=300 S $who "$2" 2>&1 | tail -n 20)"
	done
}

# --- by itself -------------------------------------------------------------------------------------------------------
page='mkdir -p ~/site && cd ~/site && rm -f port && echo "<!doctype html><title>x</title><p id=p><script>p.textContent = 6 * 7</script>" >index.html
	python3 -um http.server --bind 127.0.0.1 0 >port 2>/dev/null & server=$!
	for i in $(seq 300); do port=$(grep -so "port [0-9]*" ~/site/port) && break; sleep 0.1; done; url=http://127.0.0.1:${port#port }/
	browse() { chromium --headless --no-sandbox --disable-gpu --user-data-dir=$(mktemp -d) "$@" 2>$HOME/browser.err; }'
both "a page's script has run" "$page; browse --dump-dom \$url | grep -o '>42'; kill \$server" '>42'
both "a screenshot" "$page; browse --window-size=300,200 --screenshot=\$HOME/shot.png \$url; kill \$server; head -c 4 ~/shot.png | tail -c 3" PNG
both "a PDF" "$page; browse --print-to-pdf=\$HOME/page.pdf \$url; kill \$server; head -c 4 ~/page.pdf" %PDF
is "its own sandbox needs what no room has: it says so" 1 \
	"$(T=300 alice 'chromium --headless --disable-gpu --dump-dom about:blank 2>&1 | grep -ciE "no usable sandbox|failed to move to new namespace"')"

# --- driven ----------------------------------------------------------------------------------------------------------
if [ -e build/playwright/playwright-core/package.json ]; then
	mkdir -p /usr/local/lib/node_modules
	cp -r build/playwright/playwright-core /usr/local/lib/node_modules/
	install -m 644 tests/system/browser.js /usr/local/lib/browser.js
	both "Playwright: a page, a click, two screenshots" 'NODE_PATH=/usr/local/lib/node_modules node /usr/local/lib/browser.js' \
		"room clicked 255,255,255 0,0,255"
else
	skip "Playwright" "it is not here: tools/packages playwright fetches it"
fi
finish
