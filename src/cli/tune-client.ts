import { accessSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { environmentOf, settingsFiles } from '../clients/claude-settings.ts'
import { claudeVersion } from '../clients/claude-version.ts'
import { withLoopback } from '../clients/client-environment.ts'
import { clientSources, shownSetting, voicesOn } from '../clients/client-voices.ts'
import { knownBadIn } from '../clients/known-bad-versions.ts'
import { listRuntimes } from '../config/runtime-file.ts'
import { hours, ms, unixMillis, type Millis } from '../core/time.ts'
import { tuneTextsIn } from '../i18n/tune.ts'
import { contentOf, targetOf, textIn } from '../install/content.ts'
import { readRecord } from '../install/record.ts'
import { valueAt, withEntries, withoutEntries } from '../install/settings-edit.ts'
import { readJournal } from '../journal/read.ts'
import { readLearned } from '../learning/learned-file.ts'
import type { LearnedPhase } from '../learning/limits.ts'
import { QUANTILE, SAMPLES_AT_LEAST } from '../learning/limits.ts'
import { Sketch } from '../learning/sketch.ts'
import { adviseOnClient, changesFor, type ClientAdvice, type ClientFacts, type SeenWait } from '../tune/client.ts'
import { realClock } from '../world/clock.ts'
import { PROXY_VARIABLES, routeFor } from '../world/way-out/route.ts'
import type { Context } from './context.ts'
import { placed, refuseObstacle } from './install-ground.ts'
import { clientPage } from './print/tune-client-page.ts'
import type { TuneConfig } from './tune-config.ts'
import { NotVerified, paperFor, type Examined, type PlannedChange } from './tune-part.ts'

/** Interruptions of this time count. */
const OUTAGES_OF = hours(24 * 7)

/** The client's own settings against what was measured. @throws Complaint when the settings file cannot be edited */
export async function examineClient({ config }: TuneConfig, context: Context): Promise<Examined> {
  const text = tuneTextsIn(context.language).client
  const facts = await clientFacts(config, context)
  const advice = adviseOnClient(facts)
  const toChange = advice.filter(({ proposal }) => proposal.do !== 'keep').length
  const changes = changesFor(advice)
  const nothing = { nothing: toChange === 0 ? text.nothing : text.onlyByHand }
  return {
    part: 'client',
    json: {
      behind: facts.behind,
      settings: advice.map((one) => ({ ...one, value: one.value === undefined ? undefined : shownSetting(one.value) })),
    },
    lines: clientPage({ advice, behind: facts.behind }, paperFor(context), context.language),
    summary: text.summary(toChange),
    change: changes.length === 0 ? nothing : await planSettings(changes, { config }, context),
    exitCode: 0,
  }
}

type Configured = { readonly config: TuneConfig['config'] }

async function clientFacts(config: TuneConfig['config'], { surroundings }: Context): Promise<ClientFacts> {
  const { env, home, cwd } = surroundings
  const sources = clientSources(surroundings)
  const gateway = await gatewayBefore(config.dataDir, voicesOn('ANTHROPIC_BASE_URL', sources, surroundings)[0]?.value)
  const seenByClient = environmentOf(env, sources)
  const version = claudeVersion(surroundings)
  const route = routeFor(seenByClient, config.upstream)
  const { answers, gaps } = await waitsSeen(config.dataDir, config.port)
  return {
    told: (name) =>
      voicesOn(name, sources, { ...surroundings, home }).map(({ value, from, by }) => ({
        value,
        from,
        by: by === 'shell' ? 'shell' : by.scope === 'user' ? 'user' : 'elsewhere',
      })),
    behind: gateway === undefined ? 'nobody' : 'gateway',
    patience: config.patience,
    version,
    knownBad: version === undefined ? [] : knownBadIn(version, gateway === undefined ? 'anywhere' : 'behind-a-gateway'),
    answers,
    gaps,
    outage: longestOutage(config.dataDir),
    isThere: (path) => (isThere(resolve(cwd, path)) ? 'yes' : 'no'),
    proxyFault: route.kind === 'unusable' ? route.fault.why : undefined,
    noProxy: noProxyFor(gateway, seenByClient),
  }
}

/** The gateway of ours that the client's base URL names. */
async function gatewayBefore(dataDir: string, baseUrl: string | undefined): Promise<string | undefined> {
  const origin = URL.parse(baseUrl ?? '')?.origin
  if (origin === undefined) return undefined
  const record = await readRecord(dataDir).catch(() => undefined)
  const urls = (await listRuntimes(dataDir).catch(() => [])).map(({ info }) => info.url)
  return [...urls, record?.gateway.url].find((url) => url !== undefined && URL.parse(url)?.origin === origin)
}

/** Both spellings hold; what is missing in them is the gateway's own host. */
function noProxyFor(gateway: string | undefined, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (gateway === undefined || !PROXY_VARIABLES.some((name) => (env[name] ?? '').trim() !== '')) return undefined
  if (routeFor(env, gateway).kind === 'direct') return undefined
  return withLoopback(env['no_proxy'] || env['NO_PROXY'] || '', gateway)
}

function isThere(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}

/** The slowest of all limits of a phase that enough was seen of. */
async function waitsSeen(dataDir: string, port: number): Promise<Record<'answers' | 'gaps', SeenWait | undefined>> {
  const lessons = (await readLearned(dataDir, port))?.lessons ?? []
  const slowest = (phase: LearnedPhase): SeenWait | undefined =>
    lessons
      .filter(({ subject }) => subject.phase === phase)
      .map(({ seen }) => Sketch.from(seen))
      .filter((sketch) => sketch !== undefined && sketch.count >= SAMPLES_AT_LEAST)
      .map((sketch): SeenWait => ({ p999: ms(sketch?.quantile(QUANTILE) ?? 0), samples: Math.floor(sketch?.count ?? 0) }))
      .toSorted((one, other) => other.p999 - one.p999)[0]
  return { answers: slowest('headers'), gaps: slowest('gap') }
}

function longestOutage(dataDir: string): Millis | undefined {
  const since = unixMillis(realClock.wall() - OUTAGES_OF)
  const read = readJournal(join(dataDir, 'journal.sqlite'), (reader) => reader.incidents(since))
  const lengths = (read.ok ? read.value : []).map(({ openedAt, closedAt }) => (closedAt ?? realClock.wall()) - openedAt)
  return lengths.length === 0 ? undefined : ms(Math.max(...lengths))
}

/** The person's own settings file with these settings changed. */
async function planSettings(changes: readonly ClientAdvice[], { config }: Configured, context: Context): Promise<PlannedChange> {
  const file = settingsFiles(context.surroundings).find(({ scope }) => scope === 'user')?.file ?? ''
  const path = await targetOf(file)
  await refuseObstacle(path, context)
  const before = await contentOf(path)
  try {
    const bytes = Buffer.from(changes.reduce(withChange, textIn(before)))
    return {
      path,
      before,
      after: { bytes, mode: before?.mode ?? 0o600 },
      verify: async () => {
        const now = changesFor(adviseOnClient(await clientFacts(config, context))).map(({ setting }) => setting)
        if (changes.some(({ setting }) => now.includes(setting))) throw new NotVerified('notRead')
      },
      afterwards: [tuneTextsIn(context.language).client.restart],
    }
  } catch (error) {
    throw placed(error, file, context)
  }
}

function withChange(text: string, { setting, proposal }: ClientAdvice): string {
  const path = ['env', setting]
  if (proposal.do === 'set') return withEntries(text, [{ path, value: proposal.value }])
  return proposal.do === 'unset' ? withoutEntries(text, [{ path, value: valueAt(text, path) }], '{}').text : text
}
