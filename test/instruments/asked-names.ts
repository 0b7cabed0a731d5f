import assert from 'node:assert/strict'
import { ms, type Millis } from '../../src/core/time.ts'
import { ScriptedNames, watched } from './scripted-names.ts'

export const API = 'api.example.test'
export const ONE = '203.0.113.1'
export const TWO = '203.0.113.2'
export const LIAR = '198.51.100.66'

/** What a look-up gives within `within` of virtual time. */
export async function asks(
  it: ScriptedNames,
  within: Millis = ms(0),
  proof: 'certificate' | 'none' = 'certificate',
): Promise<string> {
  const seen = watched(it.names.lookUp(API, proof))
  await it.clock.advance(within)
  return seen.now
}

/** Warm, and proved: as after a day's work. */
export async function warm(ttl: number = 60): Promise<ScriptedNames> {
  const it = new ScriptedNames()
  it.system = () => ({ says: [ONE, TWO] })
  it.own = () => ({ says: [ONE, TWO], ttl })
  assert.equal(await asks(it, ms(5)), `${ONE} ${TWO}`)
  it.names.proved(API, ONE)
  return it
}

/** From now on the name servers are not there. */
export function silence(it: ScriptedNames): void {
  it.system = () => ({ says: 'EAI_AGAIN' })
  it.own = () => ({ says: 'ECONNREFUSED' })
}
