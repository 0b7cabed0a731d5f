import process from 'node:process'
import { Help, type Command } from 'commander'
import type { Texts } from '../../i18n/en.ts'
import { displayWidth } from './display-width.ts'
import { itemLines } from './items.ts'
import { wrapped } from './wrap.ts'

export type Example = readonly [command: string, about: string]

/** Columns below which a text beside its name is harder to read than one below it. */
const NARROW = 24

/** Translates what commander says of itself. Commands that are added later take it over. */
export function dressHelp(command: Command, { help }: Texts): void {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': help.usage,
    'Options:': help.options,
    'Commands:': help.commands,
    'Arguments:': help.arguments,
  }
  command.configureHelp({
    styleTitle: (title) => titles[title] ?? title,
    displayWidth,
    minWidthToWrap: NARROW,
    boxWrap: (text, width) => (width < NARROW ? text : wrapped(text, width, 0).join('\n')),
    formatItem(term, termWidth, description, helper) {
      const width = helper.helpWidth ?? 80
      if (description !== '' && width - termWidth - 4 < NARROW) return itemLines([[term, description]], width).join('\n')
      return Help.prototype.formatItem.call(helper, term, termWidth, description, helper)
    },
  })
  command.helpOption('-h, --help', help.help)
  command.helpCommand('help [command]', help.helpCommand)
}

/** Examples behind the help text of a command. */
export function addExamples(command: Command, { help }: Texts, examples: readonly Example[]): void {
  command.addHelpText('after', () => {
    const { isTTY, columns } = process.stdout
    const lines = itemLines(
      examples.map(([line, about]) => [line, `# ${about}`]),
      isTTY ? columns || 80 : undefined,
    )
    return `\n${[help.examples, ...lines].join('\n')}`
  })
}
