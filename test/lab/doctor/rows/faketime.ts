import assert from 'node:assert/strict'
import type { Machine } from '../../net/machine.ts'
import type { Expected } from '../expected.ts'
import { dateAt } from '../observers.ts'
import { PLACES } from '../places.ts'
import type { Row } from '../row.ts'

// Doctor itself runs with another time, by faketime. Only the clock is another: timers and files have their own.

const { api } = PLACES
const DAY = 86_400_000
const MINUTE = 60_000

const under = (offset: string): readonly string[] => ['env', 'NO_FAKE_STAT=1', 'faketime', '--exclude-monotonic', '-f', offset]

/** What the programs that are run so take for now, and what everybody else does. */
async function assertClock(client: Machine, words: readonly string[], due: number): Promise<string> {
  const seconds = await client.run(words[0] ?? '', ...words.slice(1), 'date', '+%s')
  const date = await dateAt(client, api)
  const fast = Number(seconds) * 1000 - Date.parse(date)
  assert.ok(Math.abs(fast - due) < 5000, `${fast} ms fast`)
  const here = new Date(Number(seconds) * 1000).toUTCString()
  return `date says ${here} here, and ${api.name} has ${date}`
}

function wrongClock(row: string, offset: string, { millis, due }: { readonly millis: number; readonly due: Expected }): Row {
  const words = under(offset)
  return {
    row,
    fault: `this computer's clock is ${Math.abs(millis) >= DAY ? `${Math.abs(millis) / DAY} days` : `${millis / MINUTE} minutes`} ${millis > 0 ? 'fast' : 'slow'} (faketime)`,
    needs: ['faketime'],
    extra: true,
    // it keeps its semaphores there, by process numbers that other machines have too
    make: async ({ client }) => void (await client.run('mount', '-t', 'tmpfs', 'none', '/dev/shm')),
    asked: { under: words },
    observe: async ({ client }) => await assertClock(client, words, millis),
    due,
  }
}

const far = (code: 'CLOCK_FAST' | 'CLOCK_SLOW'): Expected => ({
  code,
  owner: 'computer',
  confidence: 'certain',
  evidence: [{ saw: 'clock' }, { saw: 'certificate', of: 'target' }],
  never: ['CERT_EXPIRED', 'CERT_NOT_YET_VALID', 'TLS_INTERCEPT', 'CERT_UNTRUSTED', 'DNS_HIJACK'],
})

export const FAKETIME_ROWS: readonly Row[] = [
  wrongClock('69b', '+400d', { millis: 400 * DAY, due: far('CLOCK_FAST') }),
  wrongClock('70b', '-400d', { millis: -400 * DAY, due: far('CLOCK_SLOW') }),
  wrongClock('72b', '+12m', {
    millis: 12 * MINUTE,
    due: { code: 'CLOCK_DRIFT', owner: 'computer', evidence: [{ saw: 'clock' }], never: ['CERT_EXPIRED', 'CLOCK_FAST'] },
  }),
]
