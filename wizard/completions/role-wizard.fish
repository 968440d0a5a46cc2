# Completion of role-wizard for fish: the program itself says what fits (on descriptor 8, as argcomplete does).
function __role_wizard_complete
    set -l program (commandline -opc)[1]
    set -lx COMP_LINE (commandline -cp)
    set -lx COMP_POINT (string length -- $COMP_LINE)
    set -lx _ARGCOMPLETE 1
    set -lx _ARGCOMPLETE_IFS \n
    set -lx _ARGCOMPLETE_DFS \t
    set -lx _ARGCOMPLETE_SHELL fish
    set -lx _ARGCOMPLETE_SUPPRESS_SPACE 1
    set -l found ($program 8>&1 9>/dev/null 1>/dev/null 2>&1 </dev/null)
    if test (count $found) -gt 0
        string join \n -- $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete --command role-wizard --no-files --arguments '(__role_wizard_complete)'
