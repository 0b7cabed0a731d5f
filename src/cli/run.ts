import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { cloudOf, mountClaudeCode, overruledBy, type ClaudeSituation, type Mount } from '../clients/claude-code.ts'
import { readClaudeArguments, withSettings } from '../clients/claude-arguments.ts'
import { findManagedSettings, findSettings, givenSettings, managedDirs } from '../clients/claude-settings.ts'
import { addressVariables, type Env } from '../clients/client-environment.ts'
import { findProgram } from '../clients/find-program.ts'
import { writeRunSettings } from '../clients/run-settings-file.ts'
import { statusLineCommand } from '../clients/status-line-command.ts'
import { whichClient, type ClientKind } from '../clients/which-client.ts'
import type { Flags } from '../config/config.ts'
import { VERSION } from '../config/version.ts'
import { between, seconds, type Millis } from '../core/time.ts'
import { realClock } from '../world/clock.ts'
import { NotStarted, type FoundGateway } from './background.ts'
import { runProcess, type Client, type Exit } from './client-process.ts'
import { Complaint, type Context } from './context.ts'
import { errnoWords } from './print/config-sentence.ts'
import { notStartedReason, notStartedSentence } from './print/not-started-sentence.ts'
import { gatewayFor, placeOf, planRoute, type Route } from './route.ts'
import { dataDirOrComplaint } from './settled.ts'
import { Supervisor, type Mishap, type Totals } from './supervisor.ts'

/** What shells answer for a command that they cannot find, or cannot start. */
const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/** Starts a client that comes through the gateway, and ends as it ends. @returns the client's exit code */
export async function runClient(client: readonly string[], flags: Flags, context: Context): Promise<number> {
  return (await clientRun(client, flags, context)).exitCode
}

export type ClientRun = { readonly exitCode: number; readonly totals: Totals }

/** The same, with what the gateway counted for this client. */
export async function clientRun(client: readonly string[], flags: Flags, context: Context): Promise<ClientRun> {
  const [command = '', ...args] = client
  const kind = whichClient(command, args)
  const program = programOrComplaint(command, kind, context)
  const situation = situationOf(kind, args, context)
  refuseClouds(situation, context)
  const route = await planRoute(flags, situation.sources, context)
  await dataDirOrComplaint(route.config.dataDir, context)
  const gateway = await gatewayOrComplaint(route, context)
  const notes = [...route.notes, ...versionNote(gateway, context)]
  for (const note of notes) context.note(`holdfast: ${note}`)
  const runId = randomBytes(8).toString('hex')
  const prepared = await prepare({ kind, situation, program, route, gateway, runId }, context)
  const supervisor = new Supervisor({ gateway, wanted: route.wanted, runId })
  const began = realClock.now()
  const exit = await runProcess({ ...prepared.client, cwd: context.surroundings.cwd })
  const totals = await supervisor.end()
  await prepared.tidy()
  const ran = between(began, realClock.now())
  for (const line of closingLines({ exit, totals, ran, kind, args, mishap: supervisor.mishap }, context)) context.note(line)
  return { exitCode: exitCode(exit, command, context), totals }
}

/** The client's file. @throws Complaint that says how to get it */
export function programOrComplaint(command: string, kind: ClientKind, { surroundings, texts: { run, words } }: Context): string {
  const program = findProgram(command, surroundings)
  if (program !== undefined) return program
  const claude = kind === 'claude-code' && command === 'claude'
  const sentences = claude ? [run.missingClaude, run.installClaude] : [run.missingClient(command), run.installClient]
  throw new Complaint(sentences.join(words.gap), NOT_FOUND)
}

/** What speaks for Claude Code before it starts; for any other client only the shell. */
function situationOf(kind: ClientKind, args: readonly string[], { surroundings, texts }: Context): ClaudeSituation {
  const { env: shell, cwd, platform } = surroundings
  if (kind === 'other') return { args, shell, sources: [], managed: [] }
  const said = readClaudeArguments(args)
  const given = said.settings === undefined ? undefined : givenSettings(said.settings, cwd)
  if (said.settings !== undefined && given === undefined) throw new Complaint(texts.run.badSettings)
  const sources = [...findSettings(surroundings, said.sources), ...(given === undefined ? [] : [given])]
  return { args, shell, sources, managed: findManagedSettings(managedDirs(platform)) }
}

export function refuseClouds(situation: ClaudeSituation, context: Context): void {
  const cloud = cloudOf(situation)
  if (cloud === undefined) return
  throw new Complaint(context.texts.run.cloud(cloud.variable, placeOf(cloud.said, context), cloud.provider))
}

async function gatewayOrComplaint(route: Route, { texts }: Context): Promise<FoundGateway> {
  try {
    return await gatewayFor(route, new AbortController().signal)
  } catch (error) {
    if (error instanceof NotStarted) throw new Complaint(notStartedSentence(error, texts))
    throw error
  }
}

const versionNote = ({ proof }: FoundGateway, { texts }: Context): readonly string[] =>
  proof.version === VERSION ? [] : [texts.run.otherVersion(proof.version, VERSION)]

type Preparation = {
  readonly kind: ClientKind
  readonly situation: ClaudeSituation
  readonly program: string
  readonly route: Route
  readonly gateway: FoundGateway
  readonly runId: string
}

type Prepared = { readonly client: Client; readonly tidy: () => Promise<void> }

async function prepare(preparation: Preparation, context: Context): Promise<Prepared> {
  const { kind, situation, program, route, gateway, runId } = preparation
  const shell = { ...situation.shell, HOLDFAST_RUN: runId, HOLDFAST_RUNTIME: gateway.path }
  const { patience, upstream, dataDir } = route.config
  if (kind === 'other') {
    const headers = { 'x-holdfast-run': runId, 'x-holdfast-patience': String(patience) }
    const env = { ...shell, ...addressVariables({ gatewayUrl: gateway.info.url, headers }, shell) }
    return { client: { program, args: situation.args, env }, tidy: () => Promise.resolve() }
  }
  const mounted = mountClaudeCode(situation, {
    gatewayUrl: gateway.info.url,
    upstream,
    runId,
    patience,
    statusLine: statusLineFor(gateway, context),
  })
  for (const line of overruledLines(situation, mounted, context)) context.note(`holdfast: ${line}`)
  const file = await writeRunSettings({ dataDir, runId, settings: mounted.settings, now: realClock.wall() })
  const env: Env = { ...shell, ...mounted.env }
  return { client: { program, args: withSettings(situation.args, file), env }, tidy: () => rm(file, { force: true }) }
}

const statusLineFor =
  (gateway: FoundGateway, { entries, language, surroundings }: Context): Mount['statusLine'] =>
  (wrapped) =>
    statusLineCommand({
      node: entries.node,
      entry: entries.statusLine,
      runtime: gateway.path,
      language,
      wrapped,
      platform: surroundings.platform,
    })

function overruledLines(
  { managed }: ClaudeSituation,
  mounted: Parameters<typeof overruledBy>[1],
  { texts: { run } }: Context,
): readonly string[] {
  return overruledBy(managed, mounted).map(({ file, names }) => {
    const address = names.includes('ANTHROPIC_BASE_URL')
    return address ? run.overruledAddress(file) : run.overruled(file, names.map((name) => `\`${name}\``).join(', '))
  })
}

type Closing = {
  readonly exit: Exit
  readonly totals: Totals
  readonly ran: Millis
  readonly kind: ClientKind
  readonly args: readonly string[]
  readonly mishap: Mishap | undefined
}

/** Long enough for a person to have asked something, and for the client to have said hello before. */
const FIRST_REQUEST_WITHIN = seconds(60)

function closingLines(closing: Closing, { texts }: Context): readonly string[] {
  const { exit, totals, mishap } = closing
  if (exit.ended === 'never-started') return []
  const summary = texts.run.closing(totals.absorbed, totals.heldMs, totals.lost)
  const lines = neverCame(closing) ? [texts.run.notArrived] : [summary]
  return [...mishapLines(mishap, texts), ...lines].map((line) => `holdfast: ${line}`)
}

/** A client that printed an answer, or worked for a while, cannot have done it without a request. */
function neverCame({ exit, totals, ran, kind, args, mishap }: Closing): boolean {
  if (totals.requests > 0 || exit.ended !== 'yes' || mishap !== undefined) return false
  if (kind === 'claude-code' && readClaudeArguments(args).mode === 'print') return exit.code === 0
  return ran >= FIRST_REQUEST_WITHIN
}

function mishapLines(mishap: Mishap | undefined, { run }: Context['texts']): readonly string[] {
  if (mishap === undefined) return []
  if (mishap.kind === 'stopped') return [run.stoppedMeanwhile]
  return [run.lostGateway(mishap.url, notStartedReason(mishap.failure, run))]
}

function exitCode(exit: Exit, command: string, { texts }: Context): number {
  if (exit.ended === 'yes') return exit.code
  throw new Complaint(texts.run.notExecutable(command, errnoWords(exit.errno, texts)), NOT_EXECUTABLE)
}
