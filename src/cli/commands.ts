import type { Command } from 'commander'
import { VERSION } from '../config/version.ts'
import type { Flags } from '../config/config.ts'
import type { Context } from './context.ts'
import { addAuth } from './auth-commands.ts'
import { addDoctor } from './doctor-commands.ts'
import { addDrill } from './drill-commands.ts'
import { addExplain } from './explain-commands.ts'
import { doctorScreenIn } from '../i18n/doctor-screen.ts'
import { journalTextsIn } from '../i18n/journal.ts'
import type { JournalFlags } from './journal.ts'
import { addInstall } from './install-commands.ts'
import { addTune } from './tune-commands.ts'
import { addExamples } from './print/help.ts'
import { addReport } from './report-commands.ts'
import { addStatus } from './status-commands.ts'
import type { ServeFlags } from './serve.ts'

type Finish = (exitCode: number) => void

/** All commands. What each of them needs is loaded when it is called: a person waits for the start. */
export function addCommands(program: Command, context: Context, finish: Finish): void {
  const { help } = context.texts
  program.description(help.tagline).version(VERSION, '-V, --version', help.version)
  // taken out of the arguments before they come here; named for the help
  program.option('--lang <language>', help.lang)
  program.enablePositionalOptions()
  addRun(program, context, finish)
  addServe(program, context, finish)
  addLifecycle(program, context, finish)
  addStatusLine(program, context)
  addJournal(program, context, finish)
  addDoctor(program, context, finish)
  addExplain(program, context, finish)
  addAuth(program, context, finish)
  addReport(program, context, finish)
  addStatus(program, context, finish)
  addInstall(program, context, finish)
  addTune(program, context, finish)
  addDrill(program, context, finish)
  addExamples(program, context.texts, [
    ['holdfast run claude', help.runsClaude],
    ['holdfast doctor', doctorScreenIn(context.language).help.asks],
    ['holdfast serve', help.servesDefault],
    ['holdfast drill', help.drills],
  ])
}

function addRun(program: Command, context: Context, finish: Finish): void {
  const { help } = context.texts
  const run = program
    .command('run')
    .description(help.run)
    .argument('<client...>', help.runCommand)
    .option('--patience <duration>', help.patience)
    .option('--upstream <url>', help.upstream)
    .option('--config <file>', help.config)
    .option('--data-dir <dir>', help.dataDir)
    .passThroughOptions()
    .action(async (client: readonly string[], flags: Flags) => {
      const { runClient } = await import('./run.ts')
      finish(await runClient(client, flags, context))
    })
  addExamples(run, context.texts, [
    ['holdfast run claude', help.runsClaude],
    ['holdfast run --patience 2h -- claude -p "fix the tests"', help.runsPatiently],
    ['holdfast run python agent.py', help.runsOther],
  ])
}

function addServe(program: Command, context: Context, finish: Finish): void {
  const { help } = context.texts
  const serve = program
    .command('serve')
    .description(help.serve)
    .option('--port <port>', `${help.port} (4180)`)
    .option('--host <host>', `${help.host} (127.0.0.1)`)
    .option('--upstream <url>', `${help.upstream} (https://api.anthropic.com)`)
    .option('--config <file>', help.config)
    .option('--data-dir <dir>', help.dataDir)
    .option('--patience <duration>', `${help.patience} (6h)`)
    .option('--json', help.json)
  serve.addOption(serve.createOption('--background <key>').hideHelp())
  serve.addOption(serve.createOption('--installed <key>').hideHelp())
  serve.action(async (flags: ServeFlags) => {
    const { serveGateway } = await import('./serve.ts')
    finish(await serveGateway(flags, context))
  })
  addExamples(serve, context.texts, [
    ['holdfast serve', help.servesDefault],
    ['holdfast serve --port 0 --upstream http://127.0.0.1:4100', help.servesOther],
  ])
}

function addLifecycle(program: Command, context: Context, finish: Finish): void {
  const { help } = context.texts
  const stop = program
    .command('stop')
    .description(help.stop)
    .option('--data-dir <dir>', help.dataDir)
    .action(async (flags: Flags) => finish(await (await import('./lifecycle.ts')).stopGateways(flags, context)))
  addExamples(stop, context.texts, [['holdfast stop', help.stops]])
  const restart = program
    .command('restart')
    .description(help.restart)
    .option('--data-dir <dir>', help.dataDir)
    .action(async (flags: Flags) => finish(await (await import('./lifecycle.ts')).restartGateways(flags, context)))
  addExamples(restart, context.texts, [['holdfast restart', help.restarts]])
}

/** main.ts runs it without coming here; this is for its help. */
function addStatusLine(program: Command, context: Context): void {
  const { help } = context.texts
  const statusLine = program.command('statusline').description(help.statusline)
  statusLine.action(async () => {
    const { showStatusLine } = await import('../clients/status-line.ts')
    await showStatusLine([], context.surroundings.env)
  })
  addExamples(statusLine, context.texts, [['echo "{}" | holdfast statusline', help.statusline]])
}

function addJournal(program: Command, context: Context, finish: Finish): void {
  const { help } = context.texts
  const { help: own } = journalTextsIn(context.language)
  const journal = program
    .command('journal')
    .description(own.journal)
    .option('--since <when>', own.since)
    .option('--exchange <id>', own.exchange)
    .option('--config <file>', help.config)
    .option('--data-dir <dir>', help.dataDir)
    .option('--json', own.json)
    .action(async (flags: JournalFlags) => finish(await (await import('./journal.ts')).showJournal(flags, context)))
  addExamples(journal, context.texts, [
    ['holdfast journal', own.lastDay],
    ['holdfast journal --since 1h', own.lastHour],
    ['holdfast journal --since 7d --json', own.forPrograms],
    ['holdfast journal --exchange 1f3a2b4c', own.oneExchange],
  ])
}
