import { unixMillis, type UnixMillis } from '../../src/core/time.ts'
import type { PageIncident, StatusPage } from '../../src/status-page/page.ts'
import { API_COMPONENT } from '../../src/status-page/page.ts'
import type { EdgeWord } from '../../src/status/edge-word.ts'
import type { GatewaySeen, GatewayTrouble } from '../../src/status/gateway-word.ts'
import { pageWordOf, type PageWord } from '../../src/status/page-word.ts'
import type { Seen } from '../../src/status/statement.ts'

// What was said and seen, as tests want it: quiet and well, but for what each of them says.

export const NOW: UnixMillis = unixMillis(Date.UTC(2026, 10, 22, 12))
export const HOST = 'api.anthropic.com'
const MINUTE = 60_000

/** So many minutes before now; below nought, after it. */
export const before = (count: number): UnixMillis => unixMillis(NOW - count * MINUTE)

export const incident = (more: Partial<PageIncident> = {}): PageIncident => ({
  id: 'i1',
  name: 'Elevated errors',
  status: 'investigating',
  impact: 'major',
  startedAt: before(12),
  announcedAt: before(3),
  resolvedAt: undefined,
  ...more,
})

export const pageSaying = (api: string, more: Partial<StatusPage> = {}): StatusPage => ({
  host: 'status.claude.com',
  updatedAt: before(60),
  components: [
    { id: API_COMPONENT, name: 'Claude API (api.anthropic.com)', status: api },
    { id: 'yyzkbfz2thpt', name: 'Claude Code', status: 'operational' },
  ],
  incidents: [],
  maintenance: [],
  ...more,
})

export const wordOn = (page: StatusPage, at: UnixMillis = NOW): PageWord =>
  pageWordOf({ is: 'read', value: page, at, saidAt: at }, undefined, NOW)

export const unread = (code: string): PageWord =>
  pageWordOf({ is: 'unread', code, at: NOW, retryAfter: undefined }, undefined, NOW)

export const wellEdge: EdgeWord = { is: 'well', askedAt: NOW, status: 401 }

export const trouble = (more: Partial<GatewayTrouble> = {}): GatewayTrouble => ({
  scope: 'upstream',
  family: '',
  code: 'envoy.no-healthy-upstream',
  since: before(4),
  asking: 'yes',
  nextTryIn: undefined,
  ...more,
})

type Answering = Extract<GatewaySeen, { is: 'answers' }>

export const gatewaySeen = (more: Partial<Omit<Answering, 'is'>> = {}): GatewaySeen => ({
  is: 'answers',
  askedAt: NOW,
  url: 'http://127.0.0.1:4180',
  held: 0,
  trouble: undefined,
  lastAnswerAt: undefined,
  ...more,
})

export const seen = (more: Partial<Seen> = {}): Seen => ({
  at: NOW,
  place: { host: HOST, official: 'yes' },
  page: wordOn(pageSaying('operational')),
  gateway: { is: 'none', askedAt: NOW },
  edge: wellEdge,
  ...more,
})
