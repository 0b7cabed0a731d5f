import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command, CommanderError } from 'commander'
import { textsIn } from '../../i18n/index.ts'
import { LANGUAGES } from '../../i18n/language.ts'
import { addCommands } from '../commands.ts'
import type { Context } from '../context.ts'
import { commanderSentence } from './commander-sentence.ts'
import { displayWidth } from './display-width.ts'
import { dressHelp } from './help.ts'
import { itemLines } from './items.ts'

function programIn(language: 'en' | 'ja'): Command {
  const texts = textsIn(language)
  const program = new Command('holdfast')
  program.exitOverride().configureOutput({ outputError: () => undefined, writeOut: () => undefined, writeErr: () => undefined })
  dressHelp(program, texts)
  addCommands(program, { texts, language } as Context, () => undefined)
  return program
}

function complaintOf(language: 'en' | 'ja', argv: readonly string[]): string {
  const program = programIn(language)
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return commanderSentence(error, argv, { program, texts: textsIn(language) }) ?? 'help'
    throw error
  }
  return 'nothing'
}

const complaints: readonly (readonly [line: string, english: string, japanese: string])[] = [
  [
    'serv',
    'There is no command `serv`. Did you mean `serve`? `holdfast --help` shows what is possible.',
    '`serv` というコマンドはありません。`serve` のことでしょうか?使い方は `holdfast --help` で確認できます。',
  ],
  [
    'serve --prot 1',
    'There is no option `--prot`. Did you mean `--port`? `holdfast serve --help` shows what is possible.',
    '`--prot` というオプションはありません。`--port` のことでしょうか?使い方は `holdfast serve --help` で確認できます。',
  ],
  [
    'serve --port',
    'The option `--port <port>` needs a value. `holdfast serve --help` shows what is possible.',
    'オプション `--port <port>` には値が必要です。使い方は `holdfast serve --help` で確認できます。',
  ],
  [
    'run',
    '`client` is missing. `holdfast run --help` shows what is possible.',
    '`client` が指定されていません。使い方は `holdfast run --help` で確認できます。',
  ],
  [
    'stop now',
    'There are more arguments than this command takes. `holdfast stop --help` shows what is possible.',
    'このコマンドが受け付ける数より多くの引数が指定されています。使い方は `holdfast stop --help` で確認できます。',
  ],
  [
    'drill serv',
    'There is no command `serv`. Did you mean `serve`? `holdfast drill --help` shows what is possible.',
    '`serv` というコマンドはありません。`serve` のことでしょうか?使い方は `holdfast drill --help` で確認できます。',
  ],
]
for (const [line, english, japanese] of complaints) {
  test(`holdfast ${line} is refused with a way on`, () => {
    assert.equal(complaintOf('en', line.split(' ')), english)
    assert.equal(complaintOf('ja', line.split(' ')), japanese)
  })
}

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) })
  command.outputHelp()
  return text
}

test('every command has help with examples, in the language of the person alone', () => {
  for (const language of LANGUAGES) {
    const program = programIn(language)
    const { help } = textsIn(language)
    const all = [program, ...program.commands.flatMap((command) => [command, ...command.commands])]
    assert.ok(all.length > 20)
    for (const command of all) {
      const text = helpOf(command)
      assert.ok(text.includes(help.examples), command.name())
      assert.ok(text.startsWith(help.usage), command.name())
      if (language === 'ja') assert.doesNotMatch(text, /Usage:|Options:|Commands:|Arguments:|display help|\(default/)
    }
  }
})

test('East Asian characters take two columns', () => {
  assert.equal(displayWidth('abc'), 3)
  assert.equal(displayWidth('日本語、です'), 12)
  assert.equal(displayWidth('\u001B[1mAPI\u001B[0m の'), 6)
})

test('names and what is said of them stand side by side where there is room, and below each other where not', () => {
  const items = [
    ['holdfast run claude', 'start Claude Code through Holdfast'],
    ['holdfast drill', '危険なしに試します'],
  ] as const
  assert.deepEqual(itemLines(items, undefined), [
    '  holdfast run claude  start Claude Code through Holdfast',
    '  holdfast drill       危険なしに試します',
  ])
  assert.deepEqual(itemLines(items, 40), [
    '  holdfast run claude',
    '      start Claude Code through Holdfast',
    '  holdfast drill',
    '      危険なしに試します',
  ])
})
