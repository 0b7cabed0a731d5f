import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  before,
  gatewaySeen,
  incident,
  NOW,
  pageSaying,
  seen,
  trouble,
  unread,
  wellEdge,
  wordOn,
} from '../../test/status/seen.ts'
import type { EdgeWord } from './edge-word.ts'
import { statementOf, type Seen, type Statement } from './statement.ts'

type Expected = Pick<Statement, 'usable' | 'by' | 'headline' | 'announced'>

const refusing: EdgeWord = { is: 'unwell', askedAt: NOW, status: 503, code: 'envoy.no-healthy-upstream' }
const gone: EdgeWord = { is: 'unreachable', askedAt: NOW, code: 'ENOTFOUND' }
const outage = wordOn(pageSaying('major_outage', { incidents: [incident()] }))
const holding = gatewaySeen({ held: 2, trouble: trouble() })
const notAsked = { is: 'not-asked' } as const
const says = (
  usable: Expected['usable'],
  by: Expected['by'],
  headline: Expected['headline'],
  announced: Expected['announced'] = 'not-theirs',
): Expected => ({ usable, by, headline, announced })

const ROWS: readonly (readonly [name: string, seen: Partial<Seen>, expected: Expected])[] = [
  ['all is quiet and the door answers', {}, says('yes', 'page-and-edge', 'said-and-seen-well')],
  [
    'a report is open, the components work',
    { page: wordOn(pageSaying('operational', { incidents: [incident()] })) },
    says('yes', 'page-and-edge', 'well-with-report'),
  ],
  ['the page reports an outage, the door answers', { page: outage }, says('no', 'page', 'said-outage', 'yes')],
  ['the page reports slowness', { page: wordOn(pageSaying('degraded_performance')) }, says('degraded', 'page', 'said-degraded')],
  [
    'the API is being maintained',
    { page: wordOn(pageSaying('under_maintenance')) },
    says('no', 'page', 'said-maintenance', 'yes'),
  ],
  ['the page cannot be read, the door answers', { page: unread('HTTP_405') }, says('unknown', 'nobody', 'unknown')],
  ['the page says a word that nobody knows', { page: wordOn(pageSaying('sunny')) }, says('unknown', 'nobody', 'unknown')],
  ['nobody was asked', { edge: notAsked }, says('unknown', 'nobody', 'unknown')],
  ['the door refuses while the page is quiet', { edge: refusing }, says('no', 'edge', 'front-door-refuses', 'no')],
  [
    'the door refuses and the page cannot be read',
    { edge: refusing, page: unread('TIMEOUT') },
    says('no', 'edge', 'front-door-refuses', 'unknown'),
  ],
  ['nothing is reached', { edge: gone, page: unread('ENOTFOUND') }, says('no', 'edge', 'unreachable', 'unknown')],
  ['requests are held and the page is quiet', { gateway: holding, edge: notAsked }, says('no', 'gateway', 'holding', 'no')],
  ['requests are held and the page reports it', { gateway: holding, page: outage }, says('no', 'gateway', 'holding', 'yes')],
  [
    'requests are held for a limit of the person',
    { gateway: gatewaySeen({ held: 1, trouble: trouble({ code: 'api.plan-limit' }) }) },
    says('no', 'gateway', 'own-trouble'),
  ],
  [
    'answers come through while the page reports an outage',
    { gateway: gatewaySeen({ lastAnswerAt: before(1) }), page: outage },
    says('yes', 'gateway', 'requests-go-through'),
  ],
  [
    'the last answer is old and the page reports an outage',
    { gateway: gatewaySeen({ lastAnswerAt: before(20) }), page: outage },
    says('no', 'page', 'said-outage', 'yes'),
  ],
  [
    'a gateway without traffic, the page cannot be read',
    { gateway: gatewaySeen(), page: unread('TIMEOUT') },
    says('yes', 'edge', 'front-door-answers'),
  ],
  [
    'the last tries failed and nobody asks any more',
    { gateway: gatewaySeen({ trouble: trouble({ asking: 'no' }) }), page: unread('TIMEOUT') },
    says('unknown', 'nobody', 'unknown'),
  ],
  [
    'another provider, of which the page says nothing',
    { place: { host: 'gateway.example.test', official: 'no' }, page: outage, edge: wellEdge },
    says('yes', 'edge', 'front-door-answers'),
  ],
]

for (const [name, given, expected] of ROWS) {
  test(`${name}: ${expected.usable}, by ${expected.by}`, () => {
    const { usable, by, headline, announced } = statementOf(seen(given))
    assert.deepEqual({ usable, by, headline, announced }, expected)
  })
}

test('since when it is so is told by whom it goes by', () => {
  assert.equal(statementOf(seen({ gateway: holding })).since, before(4))
  assert.equal(statementOf(seen({ page: outage })).since, before(12))
  assert.equal(statementOf(seen()).since, undefined)
})
