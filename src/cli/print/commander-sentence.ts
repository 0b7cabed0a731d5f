import type { CommanderError } from 'commander'
import type { Texts } from '../../i18n/en.ts'

/**
 * What commander complains about, in the person's language.
 * @returns undefined when it has already shown a help text instead
 */
export function commanderSentence(
  { code, message }: Pick<CommanderError, 'code' | 'message'>,
  { words }: Texts,
): string | undefined {
  const [, quoted = ''] = /'([^']*)'/.exec(message) ?? []
  const [, near = ''] = /\(Did you mean (?:one of )?(.+)\?\)/.exec(message) ?? []
  switch (code) {
    case 'commander.help':
      return undefined
    case 'commander.unknownCommand':
      return words.unknownCommand(quoted, near)
    case 'commander.unknownOption':
      return words.unknownOption(quoted, near)
    case 'commander.missingArgument':
      return words.missingArgument(quoted)
    case 'commander.optionMissingArgument':
      return words.optionNeedsValue(quoted)
    case 'commander.excessArguments':
      return words.tooMany
    default: // a code of a later version: its own words are better than none
      return message.replace(/^error: /, '')
  }
}
