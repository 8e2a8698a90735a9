# SPDX-License-Identifier: GPL-2.0-or-later
# The spool of a room, which hostel-jobs reads on the host. Controls: who has the host's rights, or a reader that
# believes what it finds: `cat` with the tenant's ids.

mkdir -p /var/spool/cron/atjobs /var/spool/cron/atspool
SPOOL=/var/spool/cron/crontabs
host_tab() { crontab -u "$1" -l 2>/dev/null; }
# After whatever it was: the next honest change arrives, or hostel-jobs has been stopped.
still_works() {
	local mark=$RANDOM
	alice "rm -rf /var/spool/cron/crontabs/alice; echo '9 9 * * * echo $mark' | crontab -" >/dev/null 2>&1
	until_true 60 eval 'host_tab alice | grep -q "echo '$mark'"'
}

if want A87; then
	attack A87
	fresh
	echo '1 1 * * * echo of-bob' | crontab -u bob -
	read_other() { case $(S "$1" 'crontab -u bob -l; cat /var/spool/cron/crontabs/bob; ls -R /var/spool/cron' 2>&1) in *of-bob*) echo escaped ;; *) echo refused ;; esac; }
	write_other() { # account
		S "$1" 'echo "1 1 * * * echo evil" >t; crontab -u bob t; cp t /var/spool/cron/crontabs/bob; cp t /var/spool/cron/crontabs/root' >/dev/null 2>&1
		[ "$1" = root ] || still_works || { echo "unclear: it does not work any more"; return; }
		if host_tab bob | grep -q evil || host_tab root | grep -q evil; then echo escaped; else echo refused; fi
		echo '1 1 * * * echo of-bob' | crontab -u bob - >/dev/null
	}
	attempt ssh "another's crontab: read" "read_other alice" "read_other root"
	attempt ssh "another's and root's: written" "write_other alice" "write_other root"
	crontab -u root -r 2>/dev/null; crontab -u bob -r
fi

if want A88; then
	attack A88
	fresh
	mkdir -p /srv/hidden; echo '2 2 * * * echo of-the-host' >/srv/hidden/tab; chmod 644 /srv/hidden/tab
	open_master alice /tmp/spool.sock
	inside() { ssh -F /root/.ssh/config -S /tmp/spool.sock -l alice host "$1" >/dev/null 2>&1; }
	verdict() { # what must not be on the host
		still_works || { echo "escaped: hostel-jobs has been stopped"; return; }
		if [ -n "${seen:-}" ]; then echo "escaped $seen"; else echo refused; fi
	}
	watch_tab() { # pattern, seconds: is it ever on the host?
		seen=; LEAST=$2 until_true "$2" eval 'host_tab alice | grep -qE "$1"' && seen=$1
	}
	naive() { # path: the same by a reader that follows it
		setpriv --reuid alice --regid alice --init-groups timeout 2 cat "$1" 2>/dev/null | crontab -u alice - 2>/dev/null
		case $? in 0) host_tab alice | grep -qE "$2" && echo escaped || echo refused ;; esac
	}
	naive_link() { ln -sfn /srv/hidden/tab /home/alice/link; naive /home/alice/link of-the-host; }
	naive_fifo() { rm -f /home/alice/fifo; mkfifo /home/alice/fifo; timeout 2 cat /home/alice/fifo; [ $? != 124 ] || echo "escaped: it waits"; }
	naive_huge() { truncate -s 300M /home/alice/huge; [ "$(cat /home/alice/huge | wc -c)" -gt 100000000 ] && echo "escaped: it reads all"; rm -f /home/alice/huge; }
	link() { inside 'ln -sfn /srv/hidden/tab /var/spool/cron/crontabs/alice'; watch_tab of-the-host 2; verdict; }
	hard() { inside 'echo "3 3 * * * echo linked" >/var/spool/cron/crontabs/x; ln -f /var/spool/cron/crontabs/x /var/spool/cron/crontabs/y; mv /var/spool/cron/crontabs/x /var/spool/cron/crontabs/alice'; watch_tab linked 2; verdict; }
	fifo() { seen=; inside 'rm -f /var/spool/cron/crontabs/alice; mkfifo /var/spool/cron/crontabs/x; mv /var/spool/cron/crontabs/x /var/spool/cron/crontabs/alice'; verdict; }
	directory() { seen=; inside 'rm -f /var/spool/cron/crontabs/alice; mkdir /var/spool/cron/crontabs/x; mv /var/spool/cron/crontabs/x /var/spool/cron/crontabs/alice'; verdict; }
	huge() {
		seen=; inside 'truncate -s 10G /var/spool/cron/crontabs/x; mv /var/spool/cron/crontabs/x /var/spool/cron/crontabs/alice'
		LEAST=2 until_true 2 false
		[ "$(awk '/^VmHWM/ {print $2}' /proc/"$(pgrep -u alice -xo hostel-jobs)"/status)" -lt 8000 ] || seen="memory"
		verdict
	}
	swap() { # a link and a file change places while it is read
		inside 'cd /var/spool/cron/crontabs; echo "4 4 * * * echo own" >/tmp/own
			end=$((SECONDS + 5)); while [ $SECONDS -lt $end ]; do ln -sfn /srv/hidden/tab x; mv -T x alice; cp /tmp/own x; mv -T x alice; done' &
		watch_tab of-the-host 6; wait $!; verdict
	}
	text() { inside 'printf "5 5 * * * echo zero\n99 99 99 99 99 no\n" >/var/spool/cron/crontabs/x; mv /var/spool/cron/crontabs/x /var/spool/cron/crontabs/alice'; watch_tab zero 2; verdict; }
	by_root() { printf '5 5 * * * echo zero\n99 99 99 99 99 no\n' >$SPOOL/alice; host_tab alice | grep -q zero && echo escaped; }
	attempt ssh "a link to a file that is not shown" link naive_link
	attempt ssh "the same, swapped while it is read" swap naive_link
	attempt ssh "a FIFO" fifo naive_fifo
	attempt ssh "a directory" directory naive_fifo
	attempt ssh "ten gigabytes of nothing" huge naive_huge
	attempt ssh "a file of two names" hard naive_link
	attempt ssh "by hand, what crontab(1) refuses" text by_root
	ssh -F /root/.ssh/config -S /tmp/spool.sock -O exit host 2>/dev/null
	crontab -u alice -r 2>/dev/null
fi

if want A89; then
	attack A89
	# What hostel-jobs has while it is root: a sandbox's PID 1 that was taken over may have made the directory.
	given() { # shell code that makes /run/hostel/jobs of a namespace: refused, or it looks after it
		local status said
		said=$(timeout 20 unshare -m sh -c "mkdir -p /run/hostel; mount -t tmpfs none /run/hostel; mkdir /run/hostel/jobs; $1
			exec 3</proc/self/ns/mnt; exec nsenter -t 1 -m -- sh -c 'sleep 15 >/dev/null 2>&1 & rm -f /tmp/fifo; mkfifo /tmp/fifo; exec 4<>/tmp/fifo 6<>/tmp/left
			python3 -c \"import os,sys; os.dup2(os.pidfd_open(int(sys.argv[1])), 5); os.set_inheritable(5, True); os.execv(sys.argv[2], sys.argv[2:])\" \$! $PREFIX/libexec/hostel/hostel-jobs alice $(id -u alice) $(id -g alice) $(id -g alice) crontab 9 stamp'" 2>&1)
		status=$?
		case $status in 0) echo "escaped: it looks after it" ;; 1) echo "refused $said" ;; *) echo "unclear $status $said" ;; esac
	}
	mkdir -p /root/secret; chmod 700 /root/secret
	own='mkdir /run/hostel/jobs/crontabs; chown alice /run/hostel/jobs/crontabs'
	attempt PID-1 "a link for the tenant's directory" "given 'ln -s /root/secret /run/hostel/jobs/crontabs'" "given '$own'"
	attempt PID-1 "a directory of root's" "given 'mkdir /run/hostel/jobs/crontabs'" "given '$own'"
	attempt PID-1 "a directory of the host's disk" "given 'mkdir /run/hostel/jobs/crontabs; mount --bind /home/alice /run/hostel/jobs/crontabs'" "given '$own'"
	attempt PID-1 "none" "given true" "given '$own'"
fi

if want A90; then
	attack A90
	many_jobs() { # account: jobs of at in any number
		S "$1" 'for i in $(seq 130); do echo true | at now + 3 days; done' >/dev/null 2>&1
		LEAST=3 until_true 3 false
		local n
		n=$(setpriv --reuid "$1" --regid "$1" --init-groups atq | wc -l)
		if [ "$n" -gt 100 ]; then echo "escaped $n"; elif [ "$n" -gt 0 ]; then echo "refused $n"; else echo "unclear: none"; fi
		rm -f /var/spool/cron/atjobs/a*
	}
	many_lines() { # account: a process of root's for each of them, in the same second
		fresh
		S "$1" 'for i in $(seq 1000); do echo "* * * * * :"; done | crontab -; echo' >/dev/null 2>&1
		[ "$1" != alice ] || until_true 60 eval 'log_since 0 | grep -q "has more than 250 lines"' || { echo "escaped: nothing is said of it"; return; }
		local n
		n=$(host_tab "$1" | grep -c :)
		if [ "$n" -gt 250 ]; then echo "escaped $n"; else echo "refused: $n"; fi
		crontab -u "$1" -r 2>/dev/null
	}
	few_lines() { # as many as there may be, beside comments and empty ones
		fresh
		S alice '(for i in $(seq 250); do echo "9 9 * * * :"; echo " # no job"; echo; done) | crontab -; echo' >/dev/null 2>&1
		if until_true 60 eval '[ "$(host_tab alice | grep -c :)" = 250 ]'; then echo inside; else echo "unclear: $(host_tab alice | grep -c :) lines"; fi
		crontab -u alice -r 2>/dev/null
	}
	off() { # policy lines
		fresh "$@"
		S alice 'mkdir -p /var/spool/cron/crontabs; echo "6 6 * * * echo off" | crontab -; echo true | at now + 1 day; sleep 1' >/dev/null 2>&1
		if [ -e $SPOOL/alice ] || [ -n "$(ls /var/spool/cron/atjobs)" ]; then echo escaped; else echo refused; fi
		rm -f $SPOOL/alice /var/spool/cron/atjobs/a*
	}
	traced() { # the tenant's own uid on the host does not own it
		local pid verdict=refused
		fresh; open_master alice /tmp/spool.sock
		pid=$(pgrep -u alice -xo hostel-jobs)
		setpriv --reuid alice --regid alice --clear-groups python3 - "$pid" <<-'P' && verdict=escaped
		import ctypes, os, sys
		if ctypes.CDLL(None).ptrace(16, int(sys.argv[1]), 0, 0) < 0: # PTRACE_ATTACH
		    os.listdir(f'/proc/{sys.argv[1]}/fd')
		P
		ssh -F /root/.ssh/config -S /tmp/spool.sock -O exit host 2>/dev/null
		echo $verdict
	}
	traced_other() {
		setpriv --reuid alice --regid alice --clear-groups sleep 20 & local pid=$!
		until_true 5 pgrep -u alice -x sleep
		setpriv --reuid alice --regid alice --clear-groups ls /proc/$pid/fd >/dev/null 2>&1 && echo escaped
		kill $pid
	}
	attempt ssh "crontab = no, at = no" "off '[session]' 'crontab = no' 'at = no'" "off '[session]' 'crontab = yes'"
	attempt ssh "a crontab of a thousand lines" "many_lines alice" "many_lines carol"
	attempt ssh "one of as many as there may be" few_lines "many_lines carol"
	attempt ssh "more jobs of at than are looked after" "many_jobs alice" "many_jobs carol"
	attempt host "hostel-jobs traced by the tenant's uid" traced traced_other
	fresh
fi
