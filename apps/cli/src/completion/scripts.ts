export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** What a shell reads to offer commands, flags and values: it asks `argus` itself at each key, so it is never out of date. */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: `# bash completion of argus
_argus() {
  local IFS=$'\\n' line
  COMPREPLY=()
  for line in $(argus __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null); do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done
}
complete -o default -F _argus argus
`,
  zsh: `#compdef argus
_argus() {
  local line value
  local -a offered
  for line in "\${(@f)$(argus __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    value=\${\${line%%$'\\t'*}//:/\\\\:}
    if [[ $line == *$'\\t'* ]]; then offered+=("$value:\${line#*$'\\t'}"); else offered+=("$value"); fi
  done
  _describe 'argus' offered || _files
}
compdef _argus argus
`,
  fish: `# fish completion of argus
function __argus_complete
  set -l words (commandline -opc)
  argus __complete -- $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c argus -f -a '(__argus_complete)'
`,
}
