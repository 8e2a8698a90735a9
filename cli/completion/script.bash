# _hostel_rows, above, is made of hostel's tables: from the words so far to `verbs` that may come next, `options` (with
# a value: NAME=KIND) and `kinds` of other operands. The rest reads the command line and looks names up.
_hostel_add() { # word...: those that begin with what is typed, quoted. Not compgen -W, which expands them
	local word
	for word; do
		[[ $word = "$cur"* ]] || continue
		printf -v word %q "$word"
		COMPREPLY+=("$word")
	done
}

_hostel_kind() { # what stands in capitals in hostel --help
	local file set=$config
	[[ ! -d $config/applied ]] || set=$config/applied # of hostel apply: it is what is in force
	case $1 in
	TENANT | PLAN | OWNER)
		for file in "$set/${1,,}s"/*.ini; do
			[[ ! -e $file ]] || { file=${file##*/}; _hostel_add "${file%.ini}"; }
		done ;;
	IMAGE)
		for file in /var/lib/hostel/images/*/; do
			[[ ! -e $file ]] || { file=${file%/}; _hostel_add "${file##*/}"; }
		done ;;
	CHECK) _hostel_add "${checks[@]}" ;;
	@FILE)
		[[ $cur != @* ]] || { compopt -o filenames; mapfile -t COMPREPLY < <(compgen -P @ -f -- "${cur#@}"); } ;;
	FILE | SOURCE) compopt -o filenames; mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$cur") ;;
	DIR) compopt -o filenames; mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$cur") ;;
	esac
}

_hostel() {
	local cur=$2 at='' value='' option='' word i default config
	local -a verbs options kinds checks operands
	COMPREPLY=()
	[[ $cur != = ]] || cur=
	_hostel_rows ''
	config=$default
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ $value ]]; then
			[[ $word != = ]] || continue
			[[ $option != --config && $option != -c ]] || config=$word
			value=
			continue
		fi
		case $word in
		--)
			((COMP_CWORD > i + 1)) || { mapfile -t COMPREPLY < <(compgen -c -- "$cur"); return; }
			compopt -o default
			return ;;
		-*) for option in "${options[@]}"; do
				[[ $option != "$word="* ]] || { value=${option#*=} option=${option%%=*}; break; }
			done ;;
		*) [[ " ${verbs[*]} " != *" $word "* ]] || { at+=${at:+ }$word; _hostel_rows "$at"; } ;;
		esac
	done
	if [[ $value ]]; then
		_hostel_kind "$value"
	elif [[ $cur = -* ]]; then
		for option in "${options[@]}"; do [[ $option != --* ]] || _hostel_add "${option%%=*}"; done
	else
		_hostel_add "${verbs[@]}"
		for word in "${kinds[@]}"; do _hostel_kind "$word"; done
	fi
}
complete -F _hostel hostel
