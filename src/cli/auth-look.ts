import { conclude, usedOf, type Conclusion, type Seen } from '../auth/conclude.ts'
import { askLive, showable, type LiveSight, type Showable } from '../auth/live.ts'
import type { Credential } from '../credentials/credential.ts'
import { runKeyCommand } from '../credentials/key-command.ts'
import { lookForCredentials, type Look, type Sight } from '../credentials/look.ts'
import { plan, type Plan } from '../doctor/plan.ts'
import { authTextsIn } from '../i18n/auth.ts'
import type { AuthText } from '../i18n/auth-text.ts'
import type { Clock } from '../world/clock.ts'
import type { RunCommand } from '../world/run-command.ts'
import type { Context } from './context.ts'
import { whereWeStand } from './doctor-ground.ts'

export type AuthFlags = {
  readonly json?: boolean
  readonly live?: boolean
  readonly target?: string
  /** commander's name for --no-helper */
  readonly helper?: boolean
}

/** Where it looks, and whom it shows what it saw. */
export type AuthPractice = {
  readonly clock: Clock
  readonly run: RunCommand
  /** Folders of an organisation's settings, for tests. */
  readonly managed?: readonly string[]
  readonly write: (text: string) => void
  /** undefined where nobody looks. */
  readonly terminal: { readonly columns: number } | undefined
  /** A line that the person typed, undefined when there are no more; no function where nobody can type. */
  readonly nextLine: (() => Promise<string | undefined>) | undefined
  readonly signal: AbortSignal
}

export type Visit = { readonly flags: AuthFlags; readonly context: Context; readonly practice: AuthPractice }

/** `deeds`: what was done for it, in sentences. */
export type Found = { readonly conclusion: Conclusion; readonly seen: Seen; readonly deeds: readonly string[] }

/** Everything once: files, the command of apiKeyHelper where it is used, and the API where the person wants it asked. */
export async function lookFor(visit: Visit): Promise<Found> {
  const { flags, context, practice } = visit
  const { clock, run, managed, signal } = practice
  const standing = await whereWeStand(context)
  const planned = (target: string | undefined): Plan => plan({ ...ASKED, target }, standing.ground)
  const sentTo = planned(undefined).target.official ? 'provider' : 'elsewhere'
  const place = { ...context.surroundings, clock, ...(managed === undefined ? {} : { managed }) }
  const looked = await lookForCredentials(place, { run, reader: { sentTo } }, signal)
  const output = await keyFrom(looked, visit)
  const live =
    flags.live === true
      ? await asked(showableIn(looked, output), {
          visit,
          bench: { ...planned(flags.target), ...place, dataDir: standing.dataDir },
        })
      : undefined
  const seen = { sight: looked.sight, wall: clock.wall(), platform: place.platform, command: output?.run, live }
  return { seen, conclusion: conclude(seen), deeds: deedsOf(seen, authTextsIn(context.language)) }
}

const ASKED = { offline: 'no', deep: 'no', check: [], skip: [], controls: {} } as const

type Asking = { readonly visit: Visit; readonly bench: Parameters<typeof askLive>[1] }

async function asked(shown: Showable, { visit: { context, practice }, bench }: Asking): Promise<LiveSight> {
  if (shown.may === 'yes' && practice.terminal !== undefined) context.note(authTextsIn(context.language).looking)
  return await askLive(shown, bench, practice.signal)
}

function deedsOf({ command, live }: Seen, words: AuthText): readonly string[] {
  const wasRun = command !== undefined && command.is !== 'not-run' && command.is !== 'not-started'
  const sent =
    live === undefined || live.is === 'not-asked'
      ? words.nothingDone
      : live.is === 'answered'
        ? words.sentOnce(live.host)
        : words.nothingChanged
  return [...(wasRun ? [words.ranCommand] : []), sent]
}

type Output = { readonly run: NonNullable<Seen['command']>; readonly secret: string | undefined }

/** Where the client would run a command for its key, its output. */
async function keyFrom({ sight, keyCommand }: Look, { flags, context, practice }: Visit): Promise<Output | undefined> {
  const { printing, talking } = usedOf(sight)
  const helper = [printing, talking].find((one) => one?.source === 'apiKeyHelper')
  if (helper === undefined || keyCommand === undefined) return undefined
  const why = reasonAgainst(helper, sight, flags)
  if (why !== undefined) return { run: { is: 'not-run', why }, secret: undefined }
  if (flags.json !== true && practice.terminal !== undefined) context.note(authTextsIn(context.language).running)
  const running = { clock: practice.clock, platform: context.surroundings.platform, reader: { sentTo: sight.sentTo } }
  return await runKeyCommand(keyCommand, running, practice.signal)
}

/** A project's command is somebody else's program, until the person has said that they trust the folder. */
function reasonAgainst({ place }: Credential, sight: Sight, flags: AuthFlags): 'not-wanted' | 'not-trusted' | undefined {
  if (flags.helper === false) return 'not-wanted'
  const isOfProject = place.in === 'settings' && (place.scope === 'project' || place.scope === 'local')
  return isOfProject && sight.folderTrusted === 'no' ? 'not-trusted' : undefined
}

/** What is used with `-p`; of a command, what it printed. */
function showableIn({ sight, secretOf }: Look, output: Output | undefined): Showable {
  const { printing } = usedOf(sight)
  if (printing?.source !== 'apiKeyHelper') return showable(printing, printing && secretOf(printing))
  if (output?.run.is !== 'printed') return showable(printing, undefined)
  const { flaws, make, prefix } = output.run
  return showable({ ...printing, flaws, make, prefix }, output.secret)
}
