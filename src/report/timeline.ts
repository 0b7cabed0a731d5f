import { isCatalogueCode } from '../core/catalogue.ts'
import type { UnixMillis } from '../core/time.ts'
import { catalogueIn } from '../i18n/catalogue.ts'
import { counted } from '../i18n/text.ts'
import type { RecordedStep } from '../journal/columns.ts'
import type { Recordings, SeenGateway, TroubledExchange } from './facts.ts'
import { codeOf, isFailure } from './story.ts'

// The journal for somebody far away: in English and in UTC, each line by itself, and every code explained below.

type Line = { readonly at: UnixMillis; readonly lines: readonly string[] }

/** A request that was held for hours has more steps than anybody reads. */
const STEPS_AT_EACH_END = 20

export function timelineText(recordings: Recordings): string {
  const lines = [
    ...recordings.gateways.flatMap(gatewayLines),
    ...recordings.incidents.map(incidentLines),
    ...recordings.exchanges.map(exchangeLines),
  ].toSorted((one, other) => one.at - other.at)
  const left =
    recordings.leftOut > 0
      ? [`(${counted(recordings.leftOut, 'earlier request', 'earlier requests')} with trouble: not listed)`, '']
      : []
  const nothing = lines.length === 0 ? ['Nothing was recorded in this time.'] : []
  return [HEAD, '', ...left, ...nothing, ...lines.flatMap((entry) => entry.lines), '', ...glossary(recordings), ''].join('\n')
}

const HEAD = `All times are UTC. A request is one call of the client to the gateway; each line below it is one step: what the
gateway did (why) -> what it saw, and what it took that for.`

export const utc = (at: UnixMillis): string => new Date(at).toISOString()
/** `2026-11-22 17:44:30`, in UTC. */
export const stamp = (at: UnixMillis): string => utc(at).slice(0, 19).replace('T', ' ')
const time = (at: UnixMillis): string => utc(at).slice(11)
const inSeconds = (millis: number): string => `${(millis / 1000).toFixed(1)} s`

function gatewayLines({ id, version, startedAt, stoppedAt, wroteAt, state }: SeenGateway): readonly Line[] {
  const name = `gateway ${id.slice(0, 8)} (Holdfast ${version})`
  return [
    { at: startedAt, lines: [`${utc(startedAt)}  ${name} started`] },
    ...(stoppedAt === undefined ? [] : [{ at: stoppedAt, lines: [`${utc(stoppedAt)}  ${name} stopped`] }]),
    ...(state === 'gone'
      ? [{ at: wroteAt, lines: [`${utc(wroteAt)}  ${name} was there for the last time: killed, or the computer went down`] }]
      : []),
  ]
}

function incidentLines({ upstream, family, code, openedAt, closedAt, failures, held }: Recordings['incidents'][number]): Line {
  const end =
    closedAt === undefined
      ? 'its end is not recorded: it goes on, or the gateway ended first'
      : `until ${utc(closedAt)} (${inSeconds(closedAt - openedAt)}), ${counted(failures ?? 0, 'failed try', 'failed tries')}, at most ${counted(held ?? 0, 'request', 'requests')} held at once`
  const whose = family === undefined ? upstream : `${upstream} (${family})`
  return { at: openedAt, lines: [`${utc(openedAt)}  INCIDENT ${whose}: ${code}; ${end}`] }
}

function exchangeLines(exchange: TroubledExchange): Line {
  const { id, startedAt, client, model, path, streaming, bodyBytes, steps } = exchange
  const about = [model ?? path, streaming ? 'streaming' : 'not streaming', `${bodyBytes} bytes`, `client ${client}`]
  const head = `${utc(startedAt)}  request ${id.slice(0, 8)}: ${about.join(', ')}`
  const skipped = steps.length - 2 * STEPS_AT_EACH_END
  const shown =
    skipped <= 1
      ? steps.map(stepLine)
      : [
          ...steps.slice(0, STEPS_AT_EACH_END).map(stepLine),
          `    ... ${skipped} more steps ...`,
          ...steps.slice(-STEPS_AT_EACH_END).map(stepLine),
        ]
  return { at: startedAt, lines: [head, ...shown, `    => ${endWords(exchange)}`] }
}

function stepLine(step: RecordedStep): string {
  const { at, did, saw, judged, wait } = step
  const waited =
    wait === undefined || wait === 0 ? '' : did.kind === ('hold' as string) ? ` ${inSeconds(wait)}` : ` after ${inSeconds(wait)}`
  const because = did.because === undefined ? '' : ` (${did.because})`
  const code = isFailure(step) ? codeOf(step) : (saw.code ?? '')
  const said = [
    saw.kind,
    saw.status,
    code,
    saw.requestId === undefined ? '' : `request-id ${saw.requestId}`,
    saw.ray === undefined ? '' : `cf-ray ${saw.ray}`,
    saw.retryAfter === undefined ? '' : `retry-after ${inSeconds(saw.retryAfter)}`,
  ]
  const words = said.filter((word) => word !== '' && word !== undefined).join(' ')
  return `    ${time(at)}  ${did.kind}${waited}${because} -> ${words} [${judged}]`
}

function endWords({ end }: TroubledExchange): string {
  if (end === undefined) return 'still running, or cut short when its gateway ended'
  const { outcome, status, held, attempts, absorbed, finishedAfter, requestId } = end
  const parts = [
    `${OUTCOMES[outcome]}${status === undefined ? '' : ` with status ${status}`} after ${inSeconds(finishedAfter)}`,
    counted(attempts, 'try', 'tries'),
    held > 0 ? `held ${inSeconds(held)}` : '',
    absorbed > 0 ? `${counted(absorbed, 'failure', 'failures')} that the client did not notice` : '',
    requestId === undefined ? '' : `request-id ${requestId}`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

const OUTCOMES = {
  completed: 'completed',
  'relayed-error': "ended with the upstream's error",
  'handed-back': "handed back to the client's own retry",
  'gave-up': 'given up',
  'client-left': 'the client left',
} as const

/** The codes that stand above, each with what it means. */
function glossary({ incidents, exchanges }: Recordings): readonly string[] {
  const texts = catalogueIn('en')
  const used = [
    ...incidents.map(({ code }): string => code),
    ...exchanges.flatMap(({ steps }) => steps.filter(isFailure).map(codeOf)),
  ]
  const codes = [...new Set(used)].filter(isCatalogueCode).toSorted()
  return codes.length === 0
    ? []
    : ['What the codes mean:', ...codes.map((code) => `  ${code}: ${texts[code].title} ${texts[code].meaning}`)]
}
