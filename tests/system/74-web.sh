#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One web server of the host's, nginx, in front of tenants' own PHP-FPM, gunicorn and node, each in its room.
. "$(dirname "$0")/lib.sh"

FPM=$(command -v /usr/sbin/php-fpm[0-9]* | head -1)
PORT=8099
cat >>$CONF/plans/basic.ini <<X
[service web]
command = $FPM -F -O -y %h/etc/fpm.conf
environment = FPM_SOCKETS=/run/hostel-web/%u/web.sock=3
listen = unix
stop_signal = QUIT
stop_timeout = 60s
X
printf '[service app]\ncommand = /usr/bin/gunicorn --workers 1 app:app\nlisten = unix\n' >$CONF/tenants/bob.ini
printf '[service app]\ncommand = /usr/bin/node %%h/app.js\nlisten = unix\n[service port]\ncommand = /usr/bin/node %%h/app.js 3000\nlisten = unix\nforward = 3000\n[resources]\npids.max = 64\n' >$CONF/tenants/alice.ini
for who in alice bob; do
	mkdir -p /home/$who/etc /home/$who/www
	cat >/home/$who/etc/fpm.conf <<-X
		[global]
		error_log = /dev/stderr
		[www]
		listen = /run/hostel-web/$who/web.sock
		pm = ondemand
		pm.max_children = 4
		catch_workers_output = yes
		php_admin_value[upload_max_filesize] = 8M
		php_admin_value[post_max_size] = 8M
	X
	cat >/home/$who/www/index.php <<-'X'
		<?php
		if (isset($_FILES['f'])) { echo hash_file('sha256', $_FILES['f']['tmp_name']); exit; }
		if (isset($_GET['run'])) { passthru($_GET['run']); exit; }
		error_log('a line of PHP');
		echo trim(file_get_contents('/proc/1/comm')), ' ', trim(shell_exec('id -u')), ' ', $_SERVER['HTTP_HOST'];
	X
	echo "static of $who" >/home/$who/www/page.txt
	ln -s /home/bob/secret /home/$who/www/secret.txt
	chown -R $who: /home/$who/etc /home/$who/www; chown -h $who: /home/$who/www/secret.txt; chmod 711 /home/$who; chmod 755 /home/$who/www
done
echo "of bob" >/home/bob/secret; chown bob: /home/bob/secret; chmod 644 /home/bob/secret
printf 'def app(environ, start):\n    start("200 OK", [])\n    return [open("/proc/1/comm", "rb").read().strip(), b" gunicorn"]\n' >/home/bob/app.py
cat >/home/alice/app.js <<'X'
const http = require('http'), fs = require('fs');
const server = http.createServer((q, r) => r.end(fs.readFileSync('/proc/1/comm', 'utf8').trim() + ' node'));
process.argv[2] ? server.listen(+process.argv[2], '127.0.0.1') : server.listen({fd: 3});
X
chown alice: /home/alice/app.js; chown bob: /home/bob/app.py

mkdir -p /tmp/nginx
{
	cat <<-X
	user www-data; pid /tmp/nginx/pid; error_log /tmp/nginx/error.log; worker_processes 1;
	events { worker_connections 256; }
	http {
		access_log off; client_max_body_size 8m; client_body_temp_path /tmp/nginx/body;
		disable_symlinks if_not_owner; fastcgi_read_timeout 300s;
		limit_conn_zone \$server_name zone=sites:1m;
		limit_conn sites 30;
		fastcgi_temp_path /tmp/nginx/fastcgi; proxy_temp_path /tmp/nginx/proxy;
		uwsgi_temp_path /tmp/nginx/uwsgi; scgi_temp_path /tmp/nginx/scgi;
	X
	for who in alice bob; do
		cat <<-X
		server {
			listen 127.0.0.1:$PORT; server_name $who.test; root /home/$who/www;
			location / { try_files \$uri /index.php?\$args; }
			location ~ \.txt$ { }
			location /app { proxy_pass http://unix:/run/hostel-web/$who/app.sock; }
			location /port { proxy_pass http://unix:/run/hostel-web/$who/port.sock; }
			location ~ \.php { include /etc/nginx/fastcgi_params;
				fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
				fastcgi_pass unix:/run/hostel-web/$who/web.sock; }
		}
		X
	done
	echo '}'
} >/tmp/nginx/conf
chown -R www-data /tmp/nginx
nginx -c /tmp/nginx/conf -e /tmp/nginx/error.log >/tmp/nginx/start.log 2>&1
trap 'kill $(jobs -p) 2>/dev/null; kill "$(cat /tmp/nginx/pid 2>/dev/null)" 2>/dev/null' EXIT
site() { timeout 100 curl -s -H "Host: $1.test" "${@:3}" "http://127.0.0.1:$PORT/$2"; }
run() { hostel run --service $1 $2 >/tmp/log.$2.$1 2>&1 & }
run web alice; web=$!
run web bob; run app bob; run app alice; run port alice

for who in alice bob; do
	until_true 30 eval "site $who '' | grep -q hostel-init"
	is "$who's page, by nginx and PHP-FPM in the room" "hostel-init $(id -u $who) $who.test" "$(site $who '')"
	is "$who's static file, by nginx itself" "static of $who" "$(site $who page.txt)"
done
like "what PHP writes is in the service's log" 'a line of PHP' "$(until_true 10 grep -q 'a line of PHP' /tmp/log.alice.web; cat /tmp/log.alice.web)"
head -c 5000000 /dev/urandom >/tmp/upload
is "an upload of 5 MB, byte for byte" "$(sha256sum </tmp/upload | cut -d' ' -f1)" "$(site alice index.php -F f=@/tmp/upload)"
until_true 30 eval "site bob app | grep -q gunicorn"
is "gunicorn, by LISTEN_FDS" "hostel-init gunicorn" "$(site bob app)"
until_true 30 eval "site alice app | grep -q node"
is "node, by descriptor 3" "hostel-init node" "$(site alice app)"
until_true 30 eval "site alice port | grep -q node"
is "node, by a port" "hostel-init node" "$(site alice port)"
like "ps names what runs" 'alice .*(app|port|web), (app|port|web), (app|port|web)' "$(hostel ps alice)"

# --- and what they cannot do to one another ------------------------------------------------------------------
is "a link of alice's to bob's file: nginx does not follow it" 403 "$(site alice secret.txt -o /dev/null -w '%{http_code}')"
is "control: bob's own is served" "of bob" "$(site bob secret.txt)"
is "alice's PHP does not see bob's file, which everybody may read" "" "$(site alice 'index.php?run=cat+/home/bob/secret')"
is "control: bob's does" "of bob" "$(site bob 'index.php?run=cat+/home/bob/secret')"
is "nor his processes" "" "$(site alice 'index.php?run=ps+-ef' | grep -E "^bob|gunicorn")"
is "nor his socket, nor nginx" "" "$(site alice 'index.php?run=ls+/run/hostel-web+/tmp/nginx+2>/dev/null')"
site alice 'index.php?run=for+i+in+$(seq+200);do+sleep+30+%26+done' >/dev/null & bomb=$!
until_true 20 eval '[ "$(pgrep -u alice -xc sleep)" -gt 20 ]'
is "her page forks until there is no place: bob's serves" "hostel-init $(id -u bob) bob.test" "$(site bob '')"
ok "and she has no more than pids.max" test "$(pgrep -u alice -c)" -le 66
until_true 60 eval "pkill -KILL -u alice -x sleep; site alice '' | grep -q hostel-init" # some are forked behind pkill
wait $bomb
is "then hers is there again" "hostel-init $(id -u alice) alice.test" "$(site alice '')"

# --- nginx has so many connections for everybody, and two are held by each request that a page does not answer -------
slow='index.php?run=until+test+-e+/home/alice/www/go;do+sleep+0.1;done'
visit() { # port, path: ask for it, 300 at a time, and wait for the answers
	/usr/bin/python3 - $1 "$2" >/tmp/visits 2>&1 <<-'P' & visitors=$!
	import socket, sys, threading, time
	request = f'GET /{sys.argv[2]} HTTP/1.1\r\nHost: alice.test\r\nConnection: close\r\n\r\n'.encode()
	def visit():
	    answer = b''
	    while not answer: # whom nginx has no place for comes again
	        try:
	            with socket.create_connection(('127.0.0.1', int(sys.argv[1]))) as c:
	                c.sendall(request)
	                answer = c.makefile('rb').read()
	        except OSError: pass
	        time.sleep(0.1)
	for _ in range(300): threading.Thread(target=visit).start()
	P
}
leave() { touch /home/alice/www/go; wait $visitors; rm /home/alice/www/go; until_true 20 eval "site alice index.php | grep -q hostel-init"; }
held() { ss -Htn state established "sport = :$PORT" | wc -l; }
bobs_page() { site bob index.php "$@" -o /dev/null -w '%{http_code}'; }
visit $PORT "$slow"
ok "300 ask a page of alice's that does not end: 30 wait, as nginx is told" until_true 60 eval '[ "$(held)" = 30 ]'
is "bob's page is served meanwhile" 200 "$(bobs_page)"
leave
workers=$(pgrep -P "$(cat /tmp/nginx/pid)" | xargs)
sed -i 's/limit_conn sites.*//' /tmp/nginx/conf
kill -HUP "$(cat /tmp/nginx/pid)"
renewed() { local now; now=$(pgrep -P "$(cat /tmp/nginx/pid)" | xargs); [ -n "$now" ] && [ "$now" != "$workers" ] && [ "${now/ /}" = "$now" ]; }
until_true 30 renewed
visit $PORT "$slow"
ok "control: without that bound bob's is not" until_true 60 eval '[ "$(bobs_page -m 5)" != 200 ]'
leave
# The same of Apache's threads.
bounded() { # option of ProxySet...: an Apache in front of both pools
	local module who pool
	{
		printf 'ServerRoot /usr/lib/apache2\nPidFile /tmp/apache.pid\nErrorLog /tmp/apache.log\nUser www-data\nGroup www-data\nServerName x\n'
		for module in mpm_event authz_core proxy proxy_fcgi; do echo "LoadModule ${module}_module modules/mod_$module.so"; done
		printf 'ThreadsPerChild 25\nServerLimit 2\nStartServers 2\nMaxRequestWorkers 50\nListen 127.0.0.1:8096\n<Directory />\nRequire all granted\n</Directory>\n'
		for who in alice bob; do
			pool="unix:/run/hostel-web/$who/web.sock|fcgi://$who"
			printf '<VirtualHost *>\nServerName %s.test\nDocumentRoot /home/%s/www\n' $who $who
			[ $# = 0 ] || printf '<Proxy "%s">\nProxySet %s\n</Proxy>\n' "$pool" "$*"
			printf '<FilesMatch "\\.php$">\nSetHandler "proxy:%s"\n</FilesMatch>\n</VirtualHost>\n' "$pool"
		done
	} >/tmp/apache.conf
	apache2 -f /tmp/apache.conf
	until_true 20 eval '[ "$(bobs_page)" = 200 ]'
	visit $PORT "$slow"
}
stopped() { leave; kill "$(cat /tmp/apache.pid)"; until_true 20 test ! -e /tmp/apache.pid; }
refused() { site alice "$slow" -m 5 -o /dev/null -w '%{http_code}'; }
nginx=$PORT PORT=8096
bounded max=5 acquire=1
ok "Apache, 300 as well: who comes on top of five for a process is told so" until_true 60 eval '[ "$(refused)" = 503 ]'
is "bob's page is served meanwhile" 200 "$(bobs_page)"
stopped
bounded
ok "control: without that bound bob's is not" until_true 60 eval '[ "$(bobs_page -m 5)" != 200 ]'
stopped
PORT=$nginx
# --- Apache may connect to every pool: what a tenant's .htaccess may say decides (docs/guides/website-apache.md) -------
cat >/home/alice/www/.htaccess <<'X'
RewriteEngine On
RewriteRule ^steal$ "unix:/run/hostel-web/bob/web.sock|fcgi://localhost/home/bob/www/index.php" [P]
SetEnv PHP_VALUE "auto_prepend_file=php://input"
SetEnv PHP_ADMIN_VALUE "allow_url_include=On"
X
chown alice: /home/alice/www/.htaccess
apache() { # what .htaccess may say: what becomes of her request for bob's secret
	{
		printf 'ServerRoot /usr/lib/apache2\nPidFile /tmp/apache.pid\nErrorLog /tmp/apache.log\nUser www-data\nGroup www-data\nServerName x\n'
		for module in mpm_event authz_core rewrite env proxy proxy_fcgi; do echo "LoadModule ${module}_module modules/mod_$module.so"; done
		printf 'Listen 127.0.0.1:8096\nDocumentRoot /home/alice/www\n<Directory /home/alice/www>\nRequire all granted\n'
		printf 'Options SymLinksIfOwnerMatch\nAllowOverride %s\nAllowOverrideList %s\n</Directory>\n' "$1" "$2"
	} >/tmp/apache.conf
	apache2 -f /tmp/apache.conf
	until_true 20 eval 'curl -s -o /dev/null http://127.0.0.1:8096/'
	curl -s -w ' %{http_code}' -d '<?php echo "taken: ".file_get_contents("/home/bob/secret"); exit; ?>' http://127.0.0.1:8096/steal | grep -oE 'taken: of bob|[0-9]{3}$' | head -1
	kill "$(cat /tmp/apache.pid)"; until_true 20 test ! -e /tmp/apache.pid
}
is "alice's .htaccess asks for bob's pool, with code: not allowed" 500 "$(apache None ErrorDocument)"
is "control: with AllowOverride FileInfo his secret is hers" "taken: of bob" "$(apache FileInfo None)"
rm /home/alice/www/.htaccess

# Its stop_signal is QUIT: PHP-FPM ends when it has answered.
site alice 'index.php?run=touch+/home/alice/www/asked;until+test+-e+/home/alice/www/go;do+sleep+0.1;done;echo+whole' >/tmp/last & last=$!
until_true 30 test -e /home/alice/www/asked
kill $web
ok "a stop: nobody new is let in" until_true 10 eval 'test "$(site alice page.php -o /dev/null -w "%{http_code}")" = 502'
touch /home/alice/www/go
wait $last $web
is "whoever was in is answered" whole "$(cat /tmp/last)"
is "her pool is stopped: nginx says so, and bob's serves" "502 200" "$(site alice '' -o /dev/null -w '%{http_code}') $(site bob '' -o /dev/null -w '%{http_code}')"
run web alice
ok "started again: it serves at once" until_true 30 eval "site alice '' | grep -q hostel-init"
finish
