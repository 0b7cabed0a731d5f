import type { Completable, Values } from '../completion.ts'

/** For fish: one line for each word, so that it can show what they are about. */
export const fishScript = (commands: readonly Completable[]): string => `# Completion of holdfast for fish.
function __holdfast_at
  set -l at
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
      case ${commands.flatMap(({ path }) => (path === '' ? [] : [quoted(` ${path}`)])).join(' ')}
        set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
complete -c holdfast -f
${commands.flatMap(linesOf).join('\n')}
`

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function linesOf({ path, commands, options, values }: Completable): readonly string[] {
  const at = path === '' ? '-n \'__holdfast_at ""\'' : `-n '__holdfast_at " ${path}"'`
  const start = `complete -c holdfast ${at}`
  return [
    ...commands.map(({ name, about }) => `${start} -a ${quoted(name)} -d ${quoted(about)}`),
    ...(values === undefined ? [] : [`${start} ${generate(values)}`]),
    ...options.map((option) => {
      const flags = option.flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
      const taken = option.values === undefined ? [] : ['-r', generate(option.values)]
      return [start, ...flags, ...taken, '-d', quoted(option.about)].filter((word) => word !== '').join(' ')
    }),
  ]
}

function generate(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `-f -a ${quoted(values.words.join(' '))}`
    case 'files':
      return '-F'
    case 'folders':
      return "-f -a '(__fish_complete_directories)'"
    case 'programs':
      return "-f -a '(__fish_complete_command)'"
    case 'anything':
      return '-f'
  }
}
