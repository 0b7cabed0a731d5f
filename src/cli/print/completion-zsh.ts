import type { Completable, Values } from '../completion.ts'

/** For zsh, with or without compinit having run. */
export const zshScript = (commands: readonly Completable[]): string => `#compdef holdfast
# Completion of holdfast for zsh.
_holdfast() {
  local at="" prev="\${words[CURRENT-1]}" word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${at:+$at }$word" in
      ${paths(commands)}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at:$prev" in
${commands.flatMap(valuesOfOptions).join('\n')}
  esac
  local -a commands options
  case "$at" in
${commands.map(wordsOf).join('\n')}
  esac
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _holdfast holdfast
`

const paths = (commands: readonly Completable[]): string =>
  commands
    .filter(({ path }) => path !== '')
    .map(({ path }) => quoted(path))
    .join(' | ')

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A word and what it is about, as _describe wants it. */
const described = (word: string, about: string): string => quoted(`${word.replaceAll(':', '\\:')}:${about.replaceAll('\n', ' ')}`)

const valuesOfOptions = ({ path, options }: Completable): readonly string[] =>
  options.flatMap(({ flags, values }) => {
    if (values === undefined) return []
    const cases = flags.map((flag) => quoted(`${path}:${flag}`)).join(' | ')
    return [`    ${cases}) ${generate(values)} return ;;`]
  })

function generate(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `compadd -- ${values.words.map(quoted).join(' ')};`
    case 'files':
      return '_files;'
    case 'folders':
      return '_files -/;'
    case 'programs':
      return '_command_names -e;'
    case 'anything':
      return ''
  }
}

function wordsOf({ path, commands, options, values }: Completable): string {
  const names = commands.map(({ name, about }) => described(name, about)).join(' ')
  const flags = options.flatMap((option) => option.flags.map((flag) => described(flag, option.about))).join(' ')
  const offers = [
    ...(names === '' ? [] : [`commands=(${names}); _describe -t commands command commands;`]),
    ...(values === undefined ? [] : [generate(values)]),
    `options=(${flags}); _describe -o -t options option options`,
  ]
  return `    ${quoted(path)}) ${offers.join(' ')} ;;`
}
