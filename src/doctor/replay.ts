import { z } from 'zod'
import { CHECK_NAMES } from '../core/evidence.ts'
import type { Observations, Outcome } from '../probes/observations.ts'

/** Why a file cannot be replayed. */
export type ReplayFault = 'not-json' | 'not-a-replay' | 'other-schema' | 'newer-schema'

export type ReplayResult =
  | { readonly ok: true; readonly observations: Observations }
  | { readonly ok: false; readonly fault: ReplayFault }

const SCHEMA = 1

const outcome = z.discriminatedUnion('is', [
  z.object({ is: z.literal('seen'), millis: z.number(), facts: z.record(z.string(), z.unknown()) }),
  z.object({ is: z.literal('timed-out'), millis: z.number() }),
  z.object({ is: z.literal('crashed'), millis: z.number(), error: z.string() }),
  z.object({ is: z.literal('skipped'), why: z.enum(['not-asked', 'offline', 'not-here']) }),
])

const observations = z.object({
  schema: z.literal(SCHEMA),
  at: z.number(),
  version: z.string(),
  platform: z.string(),
  target: z.object({
    url: z.string(),
    host: z.string(),
    port: z.number(),
    secure: z.boolean(),
    official: z.boolean(),
  }),
  told: z.object({ codes: z.array(z.string()), text: z.string() }).optional(),
  probes: z.record(z.string(), outcome),
  // last, as it is written: what is replayed prints as it did
  lag: z.number().optional(),
})

/**
 * Reads what --json has written, or its `replay` alone. Facts inside a probe are not looked at: whoever draws
 * conclusions from a file that was written by hand has to expect anything.
 */
export function readReplay(text: string): ReplayResult {
  const value = parsed(text)
  if (value === undefined) return { ok: false, fault: 'not-json' }
  const inner = typeof value === 'object' && value !== null && 'replay' in value ? value.replay : value
  const { schema } = (typeof inner === 'object' ? (inner ?? {}) : {}) as { readonly schema?: unknown }
  if (typeof schema === 'number' && schema !== SCHEMA)
    return { ok: false, fault: schema > SCHEMA ? 'newer-schema' : 'other-schema' }
  const result = observations.safeParse(inner)
  return result.success ? { ok: true, observations: complete(result.data) } : { ok: false, fault: 'not-a-replay' }
}

/** A version that did not have a probe yet did not run it. */
function complete(read: z.infer<typeof observations>): Observations {
  const missing: Outcome<never> = { is: 'skipped', why: 'not-here' }
  const probes = Object.fromEntries(CHECK_NAMES.map((id) => [id, read.probes[id] ?? missing]))
  return { ...read, told: read.told, probes } as unknown as Observations
}

/** @returns undefined for what is no JSON; a byte order mark comes from Windows editors */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}
