# Completion of role-wizard for bash: the program itself says what fits (on descriptor 8, as argcomplete does).
_role_wizard() {
    local IFS=$'\013'
    COMPREPLY=($(
        export COMP_LINE COMP_POINT COMP_TYPE
        _ARGCOMPLETE=1 _ARGCOMPLETE_SHELL=bash _ARGCOMPLETE_SUPPRESS_SPACE=1 \
            _ARGCOMPLETE_COMP_WORDBREAKS="$COMP_WORDBREAKS" "$1" 8>&1 9>/dev/null 1>/dev/null 2>&1 </dev/null
    ))
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o default -o bashdefault -F _role_wizard role-wizard
