import { stripVTControlCharacters } from 'node:util'
import type { Command } from 'commander'
import type { Texts } from '../../i18n/en.ts'

export type Example = readonly [command: string, about: string]

/** Translates what commander says of itself. Commands that are added later take it over. */
export function dressHelp(command: Command, { help }: Texts): void {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': help.usage,
    'Options:': help.options,
    'Commands:': help.commands,
    'Arguments:': help.arguments,
  }
  command.configureHelp({ styleTitle: (title) => titles[title] ?? title, displayWidth })
  command.helpOption('-h, --help', help.help)
  command.helpCommand('help [command]', help.helpCommand)
}

/** Examples behind the help text of a command. */
export function addExamples(command: Command, { help }: Texts, examples: readonly Example[]): void {
  const width = Math.max(...examples.map(([line]) => line.length))
  const lines = examples.map(([line, about]) => `  ${line.padEnd(width)}  # ${about}`)
  command.addHelpText('after', `\n${[help.examples, ...lines].join('\n')}`)
}

/** Columns on a terminal: East Asian characters take two. */
export function displayWidth(text: string): number {
  return Array.from(stripVTControlCharacters(text)).reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0)
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/
