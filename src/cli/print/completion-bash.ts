import type { Completable, Values } from '../completion.ts'

/** For bash 3.2 and later: that is what macOS has. */
export const bashScript = (commands: readonly Completable[]): string => `# Completion of holdfast for bash.
_holdfast() {
  local cur prev at i
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  at=""
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at\${at:+ }\${COMP_WORDS[i]}" in
      ${paths(commands)}) at="$at\${at:+ }\${COMP_WORDS[i]}" ;;
    esac
  done
  local IFS=$'\\n'
  COMPREPLY=()
  case "$at:$prev" in
${commands.flatMap(valuesOfOptions).join('\n')}
  esac
  case "$at" in
${commands.map(wordsOf).join('\n')}
  esac
}
complete -F _holdfast holdfast
`

const paths = (commands: readonly Completable[]): string =>
  commands
    .filter(({ path }) => path !== '')
    .map(({ path }) => quoted(path))
    .join(' | ')

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const valuesOfOptions = ({ path, options }: Completable): readonly string[] =>
  options.flatMap(({ flags, values }) => {
    if (values === undefined) return []
    const cases = flags.map((flag) => quoted(`${path}:${flag}`)).join(' | ')
    return [`    ${cases}) ${generate(values)} return ;;`]
  })

function generate(values: Values): string {
  switch (values.kind) {
    case 'words':
      return offer(values.words)
    case 'files':
      return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur"));'
    case 'folders':
      return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur"));'
    case 'programs':
      return 'COMPREPLY=($(compgen -c -- "$cur"));'
    case 'anything':
      return ''
  }
}

const offer = (list: readonly string[]): string => `COMPREPLY=($(compgen -W $'${list.join('\\n')}' -- "$cur"));`

function wordsOf({ path, commands, options, values }: Completable): string {
  const flags = options.flatMap((option) => option.flags)
  const names = commands.map(({ name }) => name)
  const own = values === undefined || values.kind === 'words' ? undefined : generate(values)
  const list = [...names, ...(values?.kind === 'words' ? values.words : []), ...flags]
  if (own === undefined) return `    ${quoted(path)}) ${offer(list)} ;;`
  return `    ${quoted(path)}) if [[ "$cur" == -* ]]; then ${offer(flags)} else ${own} fi ;;`
}
