import assert from 'node:assert/strict'
import type { MoreTool } from '../net/obstacle.ts'
import { ask, type Asked, type Told } from './asking.ts'
import { assertConcluded, assertNeverSaid, type Expected } from './expected.ts'
import { withInternet, type Internet, type World } from './internet.ts'

/** One fault of the matrix, made for real, and what doctor must make of it. */
export type Row = {
  /** Its number in the matrix, with a letter where one of them holds several cases. */
  readonly row: string
  /** What is wrong, for the page. */
  readonly fault: string
  readonly due: Expected
  readonly world?: World
  /** Makes the fault. */
  readonly make?: (net: Internet) => Promise<Made | undefined | void>
  readonly asked?: Asked
  /** Shows that the fault is in force, whatever doctor says: what an observer saw that knows nothing of doctor. @throws when it is not */
  readonly observe: (net: Internet) => Promise<string>
  /** Milliseconds in which all probes must be through; 6 s unless given. */
  readonly within?: number
  /**
   * The fault is chance itself, which may spare an examination, or let nothing of it through: so often one may be made until it
   * meets what is typical. What must not be said may be said by none.
   */
  readonly examinations?: number
  /** System programs that it needs besides. */
  readonly needs?: readonly MoreTool[]
  /** A fault that another row makes too, or one that takes long to make: not in pairs, nor in `npm test` unless its seed draws it. */
  readonly extra?: true
}

export type Made = {
  /** What is known only now. */
  readonly asked?: Asked
  /** What is counted while doctor asks. @throws when the fault was not met */
  readonly after?: () => Promise<string>
}

export type Played = { readonly told: Told; readonly observed: string }

/** Probes are cut off at 6 s; then they have a moment to say what they have. */
export const LATEST = 6100
/** From the first key to the prompt. */
const COMMAND_LATEST = 8000

/**
 * Makes the fault, has it observed, asks the doctor, and asserts what it says.
 * @param allowance by which factor the limits of time are widened, where other tests are at work beside it
 */
export async function play(row: Row, allowance = 1): Promise<Played> {
  return await withInternet(row.world ?? {}, async (net) => {
    const made = await row.make?.(net)
    const before = await row.observe(net)
    const told = await examined(row, async () => await ask(net, mergedAsked(row.asked, made?.asked)))
    const after = await made?.after?.()
    const latest = (row.within ?? LATEST) * allowance
    assert.ok(told.examined <= latest, `the probes took ${told.examined} ms, not ${latest} ms`)
    assert.ok(told.took <= COMMAND_LATEST * allowance, `the command took ${told.took} ms`)
    return { told, observed: [before, after].filter((one) => one !== undefined && one !== '').join('; ') }
  })
}

async function examined({ due, examinations = 1 }: Row, askDoctor: () => Promise<Told>): Promise<Told> {
  for (let left = examinations - 1; ; left--) {
    const told = await askDoctor()
    const isTypical = told.verdict.code === due.code
    if (isTypical || left <= 0) {
      assertConcluded(told, due)
      return told
    }
    assertNeverSaid(told, due)
  }
}

/** The later one wins. */
export function mergedAsked(one: Asked = {}, other: Asked = {}): Asked {
  return {
    args: [...(one.args ?? []), ...(other.args ?? [])],
    env: { ...one.env, ...other.env },
    home: { ...one.home, ...other.home },
    under: [...(one.under ?? []), ...(other.under ?? [])],
  }
}
