import { homedir } from 'node:os'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { Command, CommanderError } from 'commander'
import { textsIn } from '../i18n/index.ts'
import { chooseLanguage, languageOf } from '../i18n/language.ts'
import { addCommands } from './commands.ts'
import { BAD_INPUT, Complaint, type Context, type Entries } from './context.ts'
import { commanderSentence } from './print/commander-sentence.ts'
import { dressHelp } from './print/help.ts'
import { wrapped } from './print/wrap.ts'
import { splitLanguage } from './split-language.ts'

/** Runs what the arguments ask for. @returns the exit code */
export async function runCommandLine(argv: readonly string[], entries: Entries): Promise<number> {
  // whoever reads our output may have seen enough: `holdfast --help | head`
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const { asked, rest } = splitLanguage(argv)
  const context = contextFor(asked, entries)
  const { texts, note } = context
  // timers of the clock keep nothing alive: a command that only waits would end in the middle
  const alive = setInterval(() => undefined, LONG)
  try {
    if (asked !== undefined && languageOf(asked) === undefined) {
      throw new Complaint(texts.config.badValue('`--lang`', texts.config.expected.language, asked))
    }
    return await dispatch(rest, context)
  } catch (error) {
    if (error instanceof Complaint) {
      complain(error.message, note)
      return error.exitCode
    }
    note(`holdfast: ${texts.words.unexpected(error instanceof Error ? (error.stack ?? error.message) : String(error))}`)
    return 1
  } finally {
    clearInterval(alive)
  }
}

/** Broken where a person looks, and one line for programs. */
function complain(sentence: string, note: Context['note']): void {
  const { isTTY, columns } = process.stderr
  for (const line of `holdfast: ${sentence}`.split('\n'))
    for (const part of isTTY ? wrapped(line, columns || 80, 0) : [line]) note(part)
}

const LONG = 2_147_483_647

/** Commands that end a bypass whose time is over. Those that change nothing say so at most. */
const BRING_BACK: ReadonlySet<string> = new Set(['run', 'status', 'restart', 'journal', 'tune'])

async function dispatch(argv: readonly string[], context: Context): Promise<number> {
  const comeBack = async (_: Command, called: Command): Promise<void> =>
    await (await import('./come-back.ts')).comeBackFirst(called.opts(), context)
  if (argv.length === 0) return await (await import('./home.ts')).showHome(context)
  let exitCode = 0
  const program = new Command('holdfast')
  program.exitOverride().configureOutput({ outputError: () => undefined })
  dressHelp(program, context.texts)
  addCommands(program, context, (code) => (exitCode = code))
  for (const command of program.commands) if (BRING_BACK.has(command.name())) command.hook('preAction', comeBack)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    const sentence = commanderSentence(error, argv, { program, texts: context.texts })
    if (sentence !== undefined) complain(sentence, context.note)
    return BAD_INPUT
  }
}

function contextFor(asked: string | undefined, entries: Entries): Context {
  const { env } = process
  const language = chooseLanguage(asked !== undefined && languageOf(asked) === undefined ? undefined : asked, env)
  return {
    surroundings: {
      env,
      home: homedir(),
      platform: process.platform,
      cwd: process.cwd(),
      readText: (path) => readFileSync(path, 'utf8'),
    },
    language,
    texts: textsIn(language),
    entries,
    say: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
  }
}
