import type { Command, CommanderError } from 'commander'
import type { Texts } from '../../i18n/en.ts'
import { nearest } from '../../core/nearest.ts'

type Commands = Pick<Command, 'commands' | 'name'>

/**
 * What commander complains about, in the person's language.
 * @param argv what was given, for the help that is pointed to
 * @returns undefined when it has already shown a help text instead
 */
export function commanderSentence(
  { code, message }: Pick<CommanderError, 'code' | 'message'>,
  argv: readonly string[],
  { program, texts: { words } }: { readonly program: Command; readonly texts: Texts },
): string | undefined {
  if (code === 'commander.help') return undefined
  const called = program.commands.find((command) => command.name() === argv[0])
  const help = words.seeHelp(called === undefined ? 'holdfast' : `holdfast ${called.name()}`)
  return `${complaint(code, message, { words, commands: called ?? program })}${words.gap}${help}`
}

function complaint(code: string, message: string, { words, commands }: { words: Texts['words']; commands: Commands }): string {
  const quoted = found(/'([^']*)'/, message)
  const names = commands.commands.map((command) => command.name())
  switch (code) {
    case 'commander.unknownCommand':
      return words.unknownCommand(quoted, nearest(quoted, names))
    case 'commander.unknownOption':
      return words.unknownOption(quoted, found(/\(Did you mean (?:one of )?(.+)\?\)/, message))
    case 'commander.missingArgument':
      return words.missingArgument(quoted)
    case 'commander.optionMissingArgument':
      return words.optionNeedsValue(quoted)
    case 'commander.excessArguments': {
      const extra = found(/got \d+: ([^,]+).*\.$/, message)
      return names.length === 0 ? words.tooMany : words.unknownCommand(extra, nearest(extra, names))
    }
    default: // a code of a later version: its own words are better than none
      return message.replace(/^error: /, '')
  }
}

const found = (pattern: RegExp, text: string): string => pattern.exec(text)?.[1] ?? ''
