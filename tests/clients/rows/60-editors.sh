# SPDX-License-Identifier: GPL-2.0-or-later
# Editors' ways of working on another machine.

vim_scp() {
	have vim || return
	echo 'first line' >$H/note; chown $U: $H/note
	TERM=xterm t script -qec "vim -u NONE -N -c 'set shortmess=aoOstTWAIcqF' -c 'runtime plugin/netrwPlugin.vim' -c 'silent edit scp://$A/note' \
		-c '%s/first/second/' -c 'silent write' -c 'qall!'" /dev/null >"$D/vim" 2>&1; echo $?
	cat $H/note; stat -c %U $H/note; rm $H/note
}
row quick "vim scp://" vim_scp '0|second line|USER'

emacs_tramp() {
	have emacs || return
	echo 'first line' >$H/note; chown $U: $H/note
	local method
	for method in ssh scp; do
		HOME=$D T=60 t emacs --batch --eval "(progn (require 'tramp) (setq tramp-verbose 1)
			(find-file \"/$method:$A:note\") (goto-char (point-max)) (insert \"by $method\\n\") (save-buffer)
			(let ((default-directory \"/$method:$A:\"))
			  (princ (format \"%s%s %s\\n\" (shell-command-to-string \"id -un\") (process-file \"sh\" nil nil nil \"-c\" \"exit 3\")
			    (length (directory-files default-directory nil \"^note\"))))))" 2>/dev/null
	done
	cat $H/note; stat -c %U $H/note; rm $H/note
}
row whole "Emacs TRAMP, ssh and scp" emacs_tramp 'USER|3 2|USER|3 2|first line|by ssh|by scp|USER'

remote_server() { # as VS Code's Remote-SSH does it
	have node || return
	t node $here/remote.js "$A" $P
}
remote_want='installed, started|request 1|request 2 over another channel|10 at once|big: same|broken|found again: same server|request 14'
TENANT=bob row quick "an editor's server, found again" remote_server "$remote_want"
row whole "an editor's server, without linger" remote_server "$remote_want" "${remote_want/same server|request 14/another server|request 1}" Linger
