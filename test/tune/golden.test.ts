// What a person reads, word for word. After a change that is meant: HOLDFAST_WRITE_GOLDEN=1 node --test test/tune/golden.test.ts,
// and then read all of them aloud.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { test } from 'node:test'
import { displayWidth } from '../../src/cli/print/display-width.ts'
import { clientPage } from '../../src/cli/print/tune-client-page.ts'
import { dnsPage, type DnsView } from '../../src/cli/print/tune-dns-page.ts'
import { timeoutsPage, type TunePaper } from '../../src/cli/print/tune-page.ts'
import { defaultPolicy, type TimeoutsMode } from '../../src/core/policy.ts'
import { hours, minutes, ms, seconds, type Millis } from '../../src/core/time.ts'
import { seededRandom } from '../../src/drill/seeded-random.ts'
import { LANGUAGES, type Language } from '../../src/i18n/language.ts'
import { shortEnglish, shortJapanese } from '../../src/i18n/text.ts'
import type { DnsManager } from '../../src/i18n/tune-dns-text.ts'
import { tuneTextsIn } from '../../src/i18n/tune.ts'
import type { KeptLesson, Subject } from '../../src/learning/lesson.ts'
import { Sketch } from '../../src/learning/sketch.ts'
import { usualLimit } from '../../src/learning/usual-limit.ts'
import { decidedAgain, type Recording } from '../../src/tune/again.ts'
import { adviseOnClient, type ClientFacts, type Told } from '../../src/tune/client.ts'
import { adviseOnDns, type ResolverSeen, type SplitSign } from '../../src/tune/dns.ts'
import { adviseOn, limitsProposed } from '../../src/tune/timeouts.ts'
import { outOfTime, stalled } from '../instruments/recordings.ts'

const GOLDEN = new URL('golden/', import.meta.url)
const WIDTHS = [80, 40] as const
const isWriting = process.env['HOLDFAST_WRITE_GOLDEN'] === '1'

const paper = (language: Language, width: number, signs: TunePaper['signs'] = 'unicode'): TunePaper => ({
  text: tuneTextsIn(language),
  width,
  signs,
  brief: language === 'ja' ? shortJapanese : shortEnglish,
})

const file = (value: string): readonly Told[] => [{ value, from: '~/.claude/settings.json', by: 'user' }]
const shell = (value: string): readonly Told[] => [{ value, from: 'shell', by: 'shell' }]

const TROUBLED: Readonly<Record<string, readonly Told[]>> = {
  API_TIMEOUT_MS: file('30000'),
  CLAUDE_CODE_MAX_RETRIES: shell('2'),
  CLAUDE_STREAM_IDLE_TIMEOUT_MS: shell('1800000'),
  CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: file('20000'),
  CLAUDE_ENABLE_BYTE_WATCHDOG: file('0'),
  FALLBACK_FOR_ALL_PRIMARY_MODELS: file('0'),
  HTTPS_PROXY: shell('socks5://proxy.corp.example:1080'),
  NODE_EXTRA_CA_CERTS: file('/gone.pem'),
  NODE_TLS_REJECT_UNAUTHORIZED: shell('0'),
}

const facts = (about: Partial<ClientFacts>): ClientFacts => ({
  told: () => [],
  behind: 'nobody',
  patience: hours(6),
  version: undefined,
  knownBad: [],
  answers: { p999: ms(48_200), samples: 812 },
  gaps: { p999: ms(31_000), samples: 640 },
  outage: minutes(14),
  isThere: () => 'no',
  proxyFault: undefined,
  noProxy: undefined,
  ...about,
})

const troubled = facts({
  told: (name) => TROUBLED[name] ?? [],
  version: '2.1.217',
  knownBad: ['stalls-aborted'],
  proxyFault: 'socks',
})
const installed = facts({
  told: (name) => (/WATCHDOG$|NONSTREAMING/.test(name) && !name.includes('ENABLE') ? file('1') : []),
  behind: 'gateway',
  version: '2.1.330',
})

const resolver = (server: string, took: number, about: Partial<ResolverSeen> = {}): ResolverSeen => ({
  server,
  whose: 'public',
  answers: Array.from({ length: 26 }, (_, at) => ms(took + at / 2)),
  lost: 0,
  invents: 'no',
  certificates: 'fit',
  connects: [ms(11)],
  inward: 'no',
  ...about,
})

const SEEN = [
  resolver('192.168.1.1', 41, { whose: 'system', answers: Array.from({ length: 25 }, (_, at) => ms(41 + at)), lost: 1 }),
  resolver('1.1.1.1', 9, { invents: 'yes' }),
  resolver('8.8.8.8', 24, { answers: [], lost: 5, connects: [], certificates: 'unknown' }),
  resolver('9.9.9.9', 12),
]

function dnsView(signs: readonly SplitSign[], manager: DnsManager): DnsView {
  const advice = adviseOnDns(SEEN, signs)
  const wanted = advice.verdict.is === 'better' ? [advice.verdict.server] : []
  const names = ['api.anthropic.com', 'platform.claude.com']
  return { advice, names, manager, now: [], wanted, file: '/home/me/holdfast.json', home: '/home/me' }
}

const SIGNS: readonly SplitSign[] = [
  { sign: 'vpn', name: 'wg0' },
  { sign: 'search-domain', domain: 'corp.example' },
  { sign: 'routed-domain', domain: 'lab.example' },
  { sign: 'private-answer', server: '192.168.1.1' },
]

/** So many samples around a length, a few of them much longer. */
function learnt(subject: Subject, count: number, typical: number, limit?: Millis): KeptLesson {
  const roll = seededRandom(9)
  const seen = new Sketch()
  for (let at = 0; at < count; at++) seen.add(typical * 3 ** (roll() ** 2) * (roll() < 0.01 ? 4 : 1))
  return { subject, limit, seen: seen.keep() }
}

const API = { upstream: 'api.anthropic.com' }
const LEARNED = [
  learnt({ ...API, phase: 'headers', model: 'claude-opus-4-8', size: '64k' }, 1400, 2300),
  learnt({ ...API, phase: 'gap' }, 640, 31_000),
  learnt({ ...API, phase: 'secure' }, 310, 38, seconds(2)),
  learnt({ upstream: 'proxy.corp.example', phase: 'connect' }, 310, 4, seconds(4)),
  learnt({ ...API, phase: 'first-event', model: 'claude-haiku-4-5-20251001', size: 'more' }, 31, 700),
]

type Kept = {
  readonly lessons: readonly KeptLesson[]
  readonly recordings: readonly Recording[]
  readonly mode: TimeoutsMode
}

function timeoutsOf({ lessons, recordings, mode }: Kept, on: TunePaper): readonly string[] {
  const advice = lessons.flatMap((lesson) => adviseOn(lesson, { usual: usualLimit(lesson.subject, defaultPolicy), mode }) ?? [])
  const policy = { ...defaultPolicy, patience: minutes(6) }
  const again = decidedAgain(recordings, policy, limitsProposed(advice))
  const last = mode === 'fixed' ? on.text.isFixed('/home/me/holdfast.json') : on.text.learns
  return timeoutsPage({ mode, advice, age: minutes(3), again, days: 7, last }, on)
}

type Page = (on: TunePaper, language: Language) => readonly string[]
const PAGES: Readonly<Record<string, Page>> = {
  'client-troubled': (on, language) => clientPage({ advice: adviseOnClient(troubled), behind: 'nobody' }, on, language),
  'client-installed': (on, language) => clientPage({ advice: adviseOnClient(installed), behind: 'gateway' }, on, language),
  'dns-better': (on) => dnsPage(dnsView([], 'systemd-resolved'), on),
  'dns-left-alone': (on) => dnsPage(dnsView(SIGNS, 'resolv-conf'), on),
  'timeouts-learned': (on) =>
    timeoutsOf({ lessons: LEARNED, recordings: [stalled(minutes(1)), stalled(seconds(20))], mode: 'learned' }, on),
  'timeouts-fixed': (on) => timeoutsOf({ lessons: LEARNED.slice(0, 4), recordings: [outOfTime()], mode: 'fixed' }, on),
  'timeouts-no-trouble': (on) => timeoutsOf({ lessons: LEARNED.slice(4), recordings: [], mode: 'learned' }, on),
}

/** What is to be copied is not broken. */
const isCopied = (line: string): boolean => /^ {4}(?:sudo|printf) /.test(line)

for (const [name, page] of Object.entries(PAGES)) {
  for (const language of LANGUAGES) {
    for (const width of WIDTHS) {
      test(`${name} reads as it was approved, in ${language} at ${width} columns`, () => {
        const lines = page(paper(language, width), language)
        assert.deepEqual(
          lines.filter((line) => displayWidth(line) > width && !isCopied(line)),
          [],
        )
        const golden = new URL(`${name}.${language}.${width}.txt`, GOLDEN)
        if (isWriting) writeFileSync(golden, `${lines.join('\n')}\n`)
        assert.equal(`${lines.join('\n')}\n`, readFileSync(golden, 'utf8'))
      })
    }
  }
}

test('in English, a screen that knows ASCII alone gets nothing else', () => {
  for (const [name, page] of Object.entries(PAGES))
    assert.match(page(paper('en', 80, 'ascii'), 'en').join(''), /^[\x20-\x7e]*$/, name)
})

test('a system is told how to go back, whoever manages its name servers', () => {
  const managers: readonly DnsManager[] = ['systemd-resolved', 'network-manager', 'resolv-conf', 'macos', 'windows', 'wsl']
  for (const language of LANGUAGES) {
    for (const manager of managers) {
      const steps = tuneTextsIn(language).dns.steps[manager]('9.9.9.9').join('\n')
      assert.ok(steps.includes('9.9.9.9'), manager)
      assert.match(steps, /The way back|元に戻すには/, manager)
    }
  }
})
