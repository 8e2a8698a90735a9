# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by 78-image-others.sh: another libc, as Alpine has it.

musl_tree() { # directory
	local applet
	tree "$1"
	for applet in $(busybox --list); do [ -e "$1/bin/$applet" ] || ln -s busybox "$1/bin/$applet"; done
	install -D -m 755 "$(readlink -f $LOADER)" "$1$LOADER"
	cat >"$disk/who.c" <<-'C'
		#include <arpa/inet.h>
		#include <netdb.h>
		#include <pwd.h>
		#include <stdio.h>
		#include <unistd.h>
		int main(int argc, char **argv)
		{
			struct passwd *p = getpwuid(getuid());
			struct addrinfo hint = {.ai_family = AF_INET}, *found;
			int failed = getaddrinfo("localhost", NULL, &hint, &found);
			FILE *f = fopen(argc > 1 ? argv[1] : "/dev/null", "w");

			printf("%s %s %s", p ? p->pw_name : "nobody", p ? p->pw_dir : "-", failed ? gai_strerror(failed)
				: inet_ntoa(((struct sockaddr_in *)found->ai_addr)->sin_addr));
			puts(f && fputs("written by musl\n", f) >= 0 && !fclose(f) ? "" : " cannot write");
			return 0;
		}
	C
	gcc -specs $MUSL -o "$1/bin/who-by-musl" "$disk/who.c" || return
	# Not every busybox of Debian's has a su.
	cat >"$disk/su.c" <<-'C'
		#include <grp.h>
		#include <pwd.h>
		#include <unistd.h>
		int main(int argc, char **argv) /* su NAME -c COMMAND */
		{
			struct passwd *p = argc == 4 ? getpwnam(argv[1]) : NULL;

			if (!p || setgroups(0, NULL) || setgid(p->pw_gid) || setuid(p->pw_uid))
				return 1;
			execl("/bin/sh", "sh", "-c", argv[3], (char *)NULL);
			return 127;
		}
	C
	[ -e "$1/bin/su" ] || gcc -specs $MUSL -o "$1/bin/su" "$disk/su.c" || return
	printf 'ID=small\nPRETTY_NAME="Musl and busybox"\n' >"$1/etc/os-release"
	printf 'root:x:0:0:root:/root:/bin/sh\nguest:x:405:100:guest:/:/bin/false\n' >"$1/etc/passwd"
	printf 'root:x:0:root\n' >"$1/etc/group"
}

musl_ways_in() {
	room musl
	is "musl: ssh" "alice /home/alice 127.0.0.1" "$(alice 'who-by-musl by-musl')"
	is "it wrote into the home" "written by musl alice" "$(cat /home/alice/by-musl) $(stat -c %U /home/alice/by-musl)"
	is "control: the host has no such program" 127 "$(S bob 'who-by-musl' >/dev/null 2>&1; echo $?)"
	is "the loader is musl's, and no libc of the host's is there" "yes" "$(alice 'test -x /lib/ld-musl-x86_64.so.1 && test ! -e /usr/lib/x86_64-linux-gnu && echo yes')"
	is "the shell is busybox" "busybox" "$(alice 'readlink /proc/$$/exe' | sed 's,.*/,,')"
	is "a terminal" "/dev/pts/0 $uid" "$(alice -tt 'tty; id -u' | tr -d '\r' | xargs)"
	is "the exit status" 7 "$(alice 'exit 7'; echo $?)"
	is "the image's accounts and the tenant" "root guest alice" "$(alice 'cut -d: -f1 /etc/passwd' | xargs)"
	is "su" "alice /home/alice 127.0.0.1" "$(su - alice -c who-by-musl </dev/null)"
	is "hostel run" "alice /home/alice 127.0.0.1" "$(run who-by-musl)"
	echo "from outside" >"$disk/file"
	ok "scp" scp -qF /root/.ssh/config "$disk/file" alice@host:copied
	is "and it is in the home" "from outside" "$(alice 'cat copied')"
	ok "sftp" sftp -qF /root/.ssh/config -b - alice@host <<<"get copied $disk/back"
	is "brings it back" "from outside" "$(cat "$disk/back")"
	room musl '[service web]' 'command = /bin/who-by-musl'
	is "a service" "alice /home/alice 127.0.0.1 0" "$(echo $(hostel run --service web alice 2>&1; echo $?))"
}

musl_missing() {
	room musl
	is "a program that is not there: the shell's sentence" "sh: no-such-program: not found 127" "$(echo $(alice no-such-program 2>&1; echo $?))"
	policy '[filesystem]' 'image = musl'
	ended
	is "a shell that is not there" "hostel: the image musl@1 has no /bin/bash 127" "$(echo $(alice true 2>&1; echo $?))"
	room musl
	SFTP=/usr/lib/openssh/sftp-server start_sshd
	is "control: bob has the external sftp-server" 0 "$(sftp -qF /root/.ssh/config -b - bob@host <<<"ls" >/dev/null 2>&1; echo $?)"
	# What a subsystem says sshd throws away: the status is what sftp gets.
	is "the image has none: 127" 127 "$(alice -s sftp </dev/null >/dev/null 2>&1; echo $?)"
	is "with a sentence, where it is a command" "hostel: the image musl@1 has no /usr/lib/openssh/sftp-server 127" "$(echo $(alice /usr/lib/openssh/sftp-server 2>&1; echo $?))"
	is "what only a shell understands is left to it" "sh: /no-such-program: not found else 0" "$(echo $(alice "/no-such-program 2>&1 || echo else"; echo $?))"
	SFTP=internal-sftp start_sshd
	like "status says so beforehand" 'no sftp-server' "$(hostel image status musl --json | json "d[0]['versions'][0]['lacks']")"
}

musl_written() {
	fresh musl 'write = own'
	is "write = own: a program is put into /usr" "alice /home/alice 127.0.0.1" "$(alice 'mkdir -p /usr/bin && cp /bin/who-by-musl /usr/bin/mine && rm /bin/who-by-musl && mine')"
	ended
	is "it lasts" "alice /home/alice 127.0.0.1 gone" "$(alice 'mine; test -e /bin/who-by-musl || echo gone' | xargs)"
	is "as the tenant, not as root" "$uid" "$(alice 'id -u')"
	home_on_disk "$disk" alice # an overlay, as a world has it, knows no idmapped mounts
	fresh musl 'write = root'
	is "write = root: uid 0" 0 "$(alice 'id -u')"
	like "control: without it nothing of it can be another's" 'not permitted' "$(fresh musl 'write = own'; alice 'LC_ALL=C chown 1000 /etc 2>&1')"
	fresh musl 'write = root'
	# Debian's busybox has no adduser: what it would do.
	cat >"$disk/two" <<-'X'
		if adduser -h 2>&1 | grep -q BusyBox; then addgroup -g 1000 two; adduser -D -u 1000 -G two two
		else echo two:x:1000:1000::/home/two:/bin/sh >>/etc/passwd; echo two:x:1000: >>/etc/group; mkdir -p /srv/two; chown two:two /srv/two; fi
		mkdir -p /srv/two; chown two:two /srv/two
		echo $(stat -c %U:%G /srv/two) $(su two -c 'id -u; cd /srv/two; who-by-musl by-two'; id -u)
	X
	is "an account, a group, su: another id, and its own files" "two:two 1000 two /home/two 127.0.0.1 0" "$(alice sh <"$disk/two")"
	like "on the host that is one of the tenant's own ids" '^2[0-9]{9}$' "$(stat -c %u "$UPPERS/$uid/musl/upper/srv/two/by-two")"
	ended
	is "it lasts" "written by musl two" "$(alice 'cat /srv/two/by-two; stat -c %U /srv/two/by-two' | xargs)"
}

if [ -e $LOADER ] && [ -e $MUSL ]; then
	ok "musl: a tree of busybox and a program of another libc" musl_tree "$disk/musl"
	like "becomes an image" '^musl@1: Musl and busybox, amd64, ' "$(import "$disk/musl" musl)"
	musl_ways_in
	musl_missing
	musl_written
	ended; rm -rf "${UPPERS:?}/$uid" "$disk/musl"
else
	skip "another libc" "no musl here: $LOADER, $MUSL"
fi
