# SPDX-License-Identifier: GPL-2.0-or-later
# The host of tests/websites: MariaDB, nginx as Debian sets it up, the tenants' services and WordPress by the guide;
# and beside them, for the controls, the same two sites by pools of the host's, each with its tenant's uid, which is
# how a host without rooms has them.

fpm=$(ls /usr/sbin/php-fpm[0-9]* | head -1)
held= # pids

mariadb_up() {
	local dir=/srv/mariadb
	install -d -o mysql -g mysql /run/mysqld
	if [ ! -d $dir ]; then
		install -d -o mysql -g mysql -m 700 $dir
		mariadb-install-db --no-defaults --user=mysql --datadir=$dir --skip-test-db >/tmp/mariadb.log 2>&1 || { cat /tmp/mariadb.log; return 1; }
	fi
	mariadbd --no-defaults --user=mysql --datadir=$dir --socket=/run/mysqld/mysqld.sock --skip-networking \
		--plugin-load-add=auth_socket --innodb-buffer-pool-size=64M >>/tmp/mariadb.log 2>&1 &
	mariadb=$!
	until_true 60 mariadb -e 'SELECT 1'
}
mariadb_down() { kill $mariadb 2>/dev/null; wait $mariadb 2>/dev/null; }

# The pools without rooms; their listening ends are where such hosts have them.
usual_pools() {
	local who port=9001
	mkdir -p /run/php
	printf '[global]\nerror_log = /tmp/log.usual\n' >/srv/usual.conf
	for who in $rooms; do
		printf '[%s]\nuser = %s\ngroup = %s\nlisten = 127.0.0.1:%s\npm = ondemand\npm.max_children = 5\ncatch_workers_output = yes\nping.path = /ping\nping.response = pool of %s\n' \
			$who $who $who $port $who >>/srv/usual.conf
		port=$((port + 1))
	done
	printf '[unix]\nuser = alice\ngroup = alice\nlisten = /run/php/alice.sock\nlisten.group = www-data\npm = ondemand\npm.max_children = 5\n' >>/srv/usual.conf
	$fpm -F -y /srv/usual.conf >/tmp/usual.out 2>&1 & usual=$! held="$held $!"
}

# Names beside the guide's: usual-alice.example is alice's site by the host's pool.
usual_servers() {
	local who port=9001
	for who in $rooms; do
		cat <<-X
		server {
			listen 80; server_name usual-$who.example; root /home/$who/www; index index.php; disable_symlinks if_not_owner;
			location / { try_files \$uri \$uri/ /index.php?\$args; }
			location ~ \.php$ { include fastcgi_params; fastcgi_pass 127.0.0.1:$port;
				fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name; }
		}
		server {
			listen 80; server_name ping-$who.example;
			location = /ping { include fastcgi_params; fastcgi_param SCRIPT_FILENAME /ping;
				fastcgi_pass unix:$WEB/$who/web.sock; }
			location = /own { fastcgi_param REQUEST_METHOD GET; fastcgi_param SCRIPT_NAME /ping; fastcgi_param SCRIPT_FILENAME /ping;
				fastcgi_pass unix:/home/$who/own.sock; }
		}
		X
		port=$((port + 1))
	done
	cat <<-X
	server {
		listen 80; server_name unix-alice.example; root /home/alice/www;
		location / { include fastcgi_params; fastcgi_pass unix:/run/php/alice.sock;
			fastcgi_param SCRIPT_FILENAME /home/alice/www/index.php; }
	}
	X
}

host_up() {
	local who
	printf '127.0.0.1 %s\n' {,usual-,ping-,unix-}{alice,bob}.example >>/etc/hosts
	mariadb_up || return 1
	# What a provider would give: a quarter of the processors, 256 MiB, 128 processes.
	sed -i 's/^keep_room.*/&\nmax_sessions = 8/' $CONF/plans/basic.ini
	cat >$CONF/plans/web.ini <<-X
	[plan]
	extends = basic
	[resources]
	memory.max = 256M
	pids.max = 128
	cpu.max = $(($(nproc) * 25))%
	[service web]
	command = $fpm -F -O -y %h/etc/fpm.conf
	environment = FPM_SOCKETS=/run/hostel-web/%u/web.sock=3
	listen = unix
	stop_signal = QUIT
	X
	sed -i 's/^@hostel = basic/@hostel = web/' $CONF/hostel.ini
	guide wordpress-host
	usual_servers >/etc/nginx/conf.d/usual.conf
	usual_pools
	nginx || return 1
}

guide() { # fences with this word [, a tenant instead of alice]
	local line
	sed "s/alice/${2:-alice}/g" "$repo/docs/guides/website.md" >/tmp/website.md
	while IFS= read -r line; do
		case $line in "ok "*) passed=$((passed + 1)) ;; "not ok "* | Traceback*) failed=$((failed + 1)) ;; esac
		echo "$line"
	done < <("$repo/tests/system/guide.py" /tmp/website.md "$1" 2>&1)
}

site_up() { # tenant
	install -d -o $1 -g $1 /home/$1/etc
	chmod 711 /home/$1
	cat >/home/$1/etc/fpm.conf <<-X
	[global]
	error_log = /dev/stderr
	[www]
	listen = /run/hostel-web/$1/web.sock
	pm = ondemand
	pm.max_children = 5
	catch_workers_output = yes
	ping.path = /ping
	ping.response = pool of $1
	X
	supervise web $1 /tmp/log.$1 & held="$held $!"
	until_true 30 test -S $WEB/$1/web.sock
	guide wordpress $1
	# A plugin that somebody has got in, as it happens: it runs what it is sent.
	install -d -o $1 /home/$1/www/wp-content/mu-plugins
	cat >/home/$1/www/wp-content/mu-plugins/hello.php <<-'X'
	<?php
	if (isset($_POST['run'])) { header('Content-Type: text/plain'); passthru($_POST['run']); exit; }
	if (isset($_POST['code'])) { header('Content-Type: text/plain'); eval($_POST['code']); exit; }
	X
}

front() { timeout 20 curl -s "http://$1.example/"; }
ask() { # name, run or code, what: by the page of that name
	timeout "${T:-30}" curl -s --data-urlencode "$2=$3" "http://$1.example/index.php"
}
serves() { until_true "${2:-30}" eval "front $1 | grep -q '<title>The site of'"; }

host_down() {
	kill $held $(jobs -p) 2>/dev/null
	[ ! -s /run/nginx.pid ] || kill "$(cat /run/nginx.pid)" 2>/dev/null
	mariadb_down
	wait
}

# --- pictures ------------------------------------------------------------------------------------------------
# By an ordinary account; nothing but this host is asked for.
pictures() {
	local who page
	install -d -o carol /tmp/pictures
	for who in $rooms; do
		for page in "" wp-login.php; do
			(cd /tmp/pictures && setpriv --reuid carol --regid carol --clear-groups env HOME=/tmp/pictures \
				timeout 90 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir=/tmp/pictures/$who \
				--disable-background-networking --disable-component-update --no-first-run --window-size=1000,1100 --virtual-time-budget=10000 \
				--host-resolver-rules='MAP * 127.0.0.1' --screenshot=/tmp/pictures/$who${page:+-login}.png \
				"http://$who.example/$page" >/tmp/pictures/log 2>&1)
			ok "$who's page in a browser: ${page:-front}" test -s /tmp/pictures/$who${page:+-login}.png
		done
		is "its title" "The site of $who" "$(front $who | sed -n 's,.*<title>\(.*\)</title>.*,\1,p')"
		is "its style, by nginx itself" "200 text/css" "$(curl -s -o /dev/null -w '%{http_code} %{content_type}' http://$who.example/wp-includes/css/dashicons.min.css)"
	done
	cp /tmp/pictures/*.png "$out/"
	unlike "the two are different pictures" . "$(cmp $out/alice.png $out/bob.png >/dev/null && echo the same)"
}
