#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a tab brings behind `hostel`: by bash's own machinery and by zsh's, from the scripts that the program prints.
. "$(dirname "$0")/lib.sh"

policy '[tenant]' 'plan = basic'
mkdir -p /tmp/other/tenants
: >/tmp/other/tenants/zoe.ini
: >'/tmp/other/tenants/$(touch pwned).ini'
: >'/tmp/other/tenants/q;touch pwned.ini'
command -v hostel >/dev/null || PATH=$PATH:/usr/local/sbin

# --- bash: loaded as bash-completion does it, asked as readline does it ---------------------------------
cat >/tmp/complete.bash <<'X'
COMP_LINE=$1 COMP_POINT=${#1}
. /usr/share/bash-completion/bash_completion
XDG_DATA_DIRS=/usr/local/share:/usr/share
_completion_loader hostel
# Words are cut at readline's breaks: --config=DIR is three.
mapfile -t COMP_WORDS < <(sed -E 's/=/ = /g; s/ +/\n/g' <<<"$1")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
compopt() { :; } # nobody is at a terminal
_hostel hostel "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}" | sort | xargs
X
tab() { bash /tmp/complete.bash "$1" 2>&1; }
typed() { # a line, what a tab puts in: then enter, at a terminal
	timeout 20 expect -c "spawn -noecho bash --norc --noprofile
		send {. <(hostel completion bash); PS1=rea''dy:}; send \r; expect ready:
		send {$1}; send \t; expect {$2} {}; send \r; expect ready:; send exit\r; expect eof" 2>&1
}

is "bash: the beginning of a command" check "$(tab 'hostel ch')"
is "bash: every command, and none that is hidden" \
	"$(hostel --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort | xargs)" "$(tab 'hostel ')"
is "bash: options in front of it" "--config --help --json --no-color --version" "$(tab 'hostel --')"
is "hostel help, and hostel alone, are hostel --help" "0 0 0" "$(hostel --help >/tmp/help; for i in help ''; do hostel $i | cmp -s - /tmp/help; echo $?; done | xargs) $(hostel >/dev/null; echo $?)"
is "of a command and of a verb" "0 0 0" "$(for i in kill 'tenant add' image; do cmp -s <(hostel help $i) <(hostel $i --help); echo $?; done | xargs)"
is "no line of it is wider than a terminal" "" "$({ hostel help; for i in tenant plan service sync watch image; do hostel help $i; done; } | awk 'length > 80')"
is "what it does not know" 2 "$(hostel help tenant teach >/dev/null 2>&1; echo $?)"
like "words without quotes: how to write them" 'hostel explain alice "fork: retry: no"' "$(hostel explain alice fork: retry: no 2>&1)"
is "bash: a command's own" "--net --no-color" "$(tab 'hostel ps --n')"
is "bash: those of its help" "$(hostel reload --help | grep -oE -- '--[a-z-]+' | sort -u | xargs)" "$(tab 'hostel reload --')"
is "bash: tenants" alice "$(tab 'hostel show ')"
mkdir -p $CONF/owners; : >$CONF/owners/acme.ini
mkdir -p /tmp/other/applied/tenants; : >/tmp/other/applied/tenants/yves.ini
is "bash: of a set of hostel apply, which is in force" yves "$(tab 'hostel --config /tmp/other kill ')"
rm -r /tmp/other/applied
is "bash: images" small "$(mkdir -p /var/lib/hostel/images/small; tab 'hostel image verify s')"
is "bash: a form is no word" "" "$(rmdir /var/lib/hostel/images/small; tab 'hostel image export x ta')"
is "bash: owners" acme "$(tab 'hostel tenant list --owner ')"
is "bash: by their beginning" "" "$(tab 'hostel show b')"
is "bash: behind an option" alice "$(tab 'hostel ps --net ')"
is "bash: another directory's, --config DIR" zoe "$(tab 'hostel --config /tmp/other kill z')"
is "bash: -c DIR, behind the command" zoe "$(tab 'hostel kill -c /tmp/other z')"
is "bash: --config=DIR" zoe "$(tab 'hostel kill --config=/tmp/other z')"
is "bash: a name is no command" '$(touch' "$(tab 'hostel -c /tmp/other kill $' | cut -d' ' -f1)"
like "bash: at a terminal: put in" '/tmp/other zoe' "$(typed 'hostel show -c /tmp/other z' oe)"
like "bash: at a terminal: what is no name is quoted" '/tmp/other q\\;touch\\ pwned' "$(typed 'hostel show -c /tmp/other q' pwned)"
ok "bash: nothing was run" test ! -e pwned
is "bash: a directory" /etc/hostel "$(tab 'hostel --config /etc/hoste')"
is "bash: a file, behind =" /etc/hostel/hostel.ini "$(tab 'hostel metrics --output=/etc/hostel/ho')"
is "bash: a file or a tenant" "/etc/hostel/hostel.ini" "$(tab 'hostel check /etc/hostel/h')"
is "bash: checks of doctor" "landlock landlock-holds" "$(tab 'hostel doctor landl')"
is "bash: the command behind --" "hostel-shell" "$(tab 'hostel run alice -- hostel-sh')"
is "bash: nothing where nothing can be known" "" "$(tab 'hostel kill --timeout ')"
is "bash: the name of a tenant is no command" alice "$(: >$CONF/tenants/check.ini; tab 'hostel show check al')"
rm -f $CONF/tenants/check.ini

# --- zsh: a shell on a terminal of its own, in which the tab is pressed --------------------------------
cat >/tmp/complete.zsh <<'X'
zmodload zsh/zpty
zpty -b z zsh -f -i
ask() { # line, pattern of what stands there then
	local seen part i
	zpty -w -n z $'\C-u'$1$'\t'
	for i in {1..200}; do
		while zpty -r -t z part; do seen+=$part; done
		[[ $seen != *${~2}* ]] || { print -r -- yes; return; }
		sleep 0.05
	done
	print -r -- "not $2: ${(V)seen}"
}
zpty -w z 'PS1="> "; unsetopt zle_bracketed_paste; fpath=(/usr/local/share/zsh/site-functions $fpath); TERM=dumb'
zpty -w z 'autoload -Uz compinit; compinit -u -D; zstyle ":completion:*" verbose no; echo RE''ADY'
ask '' READY >/dev/null
for line in "$@"; do ask "${line%%|*}" "${line#*|}"; done
X
mapfile -t seen < <(timeout 60 zsh -f /tmp/complete.zsh 'hostel che|check ' 'hostel show al|alice ' 'hostel metrics --out|--output=' \
	'hostel ps --n|*--net*--no-color' 'hostel -c /tmp/other kill z|zoe ' 'hostel doctor secc|seccomp ' 'hostel run alice -- hostel-sh|hostel-shell ' 2>&1)
i=0
for name in "a command" "a tenant" "an option" "two options" "another directory's tenant" "a check" "the command behind --"; do
	is "zsh: $name" yes "${seen[i++]:-nothing}"
done
ok "zsh: it parses" zsh -n <(hostel completion zsh)
like "another shell is refused" 'use bash or zsh' "$(hostel completion fish 2>&1)"
finish
