# _hostel_rows, above, is made of hostel's tables: from the words so far to `verbs` that may come next, `options` as
# _arguments wants them and `kinds` of operands. The rest looks names up.
_hostel_kind() { # what stands in capitals in hostel --help
	local -a names
	local set=$config
	[[ ! -d $config/applied ]] || set=$config/applied # of hostel apply: it is what is in force
	case $1 in
	TENANT | PLAN | OWNER)
		names=($set/${(L)1}s/*.ini(N:t:r))
		_wanted names expl ${(L)1} compadd -a names ;;
	CHECK) _wanted names expl check compadd -a checks ;;
	@FILE) compset -P @ && _files ;;
	FILE | SOURCE) _files ;;
	IMAGE) compadd -- /var/lib/hostel/images/*(/N:t) ;;
	DIR) _files -/ ;;
	*) _message $1 ;;
	esac
}

_hostel() {
	local curcontext=$curcontext at='' state state_descr line expl kind config default ret=1
	local -a verbs options kinds checks operands
	typeset -A opt_args
	_hostel_rows ''
	config=$default
	_arguments -C -s $options '1: :->command' '*:: :->rest' && ret=0
	while [[ $state = rest ]]; do
		config=${(Q)${opt_args[--config]:-${opt_args[-c]:-$config}}}
		at+=${at:+ }$words[1]
		_hostel_rows $at
		state=
		if (( $#verbs )); then
			_arguments -C -s $options '1: :->command' '*:: :->rest' && ret=0
		else
			_arguments -s -S $options $operands && ret=0
		fi
	done
	config=${(Q)${opt_args[--config]:-${opt_args[-c]:-$config}}}
	case $state in
	command) _describe -t commands command verbs && ret=0 ;;
	operand) for kind in $kinds; do _hostel_kind $kind && ret=0; done ;;
	esac
	return ret
}
(( ! $+functions[compdef] )) || compdef _hostel hostel
