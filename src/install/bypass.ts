import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { BypassEnd } from '../clients/bypass-stage.ts'
import { unixMillis, type UnixMillis } from '../core/time.ts'
import { writeFileAtomic } from '../world/atomic-file.ts'
import { contentOf, put, same, textIn, type Content } from './content.ts'
import { installDir, replaced, revived, type InstallRecord } from './record.ts'
import { valueAt, withEntries, withoutEntries, type Entry } from './settings-edit.ts'

/** The client goes past the gateway for a while; its status line stays, and says so. */
export type Bypass = BypassEnd & {
  /** The client's settings when it began. */
  readonly installed: Content
  readonly bypassed: Content
}

/** Somebody has set one of install's values otherwise during the bypass: it is theirs now. */
export class SettingsChanged extends Error {
  readonly from: Content
  readonly to: Content
  constructor(from: Content, to: Content) {
    super('settings changed during a bypass')
    this.from = from
    this.to = to
  }
}

/** The status line looks for it there as well. */
export const bypassPath = (dataDir: string): string => join(installDir(dataDir), 'bypass.json')

/** @returns undefined when the client comes through the gateway */
export async function readBypass(dataDir: string): Promise<Bypass | undefined> {
  const text = await readFile(bypassPath(dataDir), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const bypass = JSON.parse(text, revived) as Bypass | null
    if (bypass !== null) return bypass
  } catch {
    // below
  }
  // somebody has damaged it: still a bypass, of which nothing is known
  return { installed: undefined, bypassed: undefined }
}

export const writeBypass = (dataDir: string, bypass: Bypass): Promise<void> =>
  writeFileAtomic(bypassPath(dataDir), `${JSON.stringify(bypass, replaced)}\n`, 0o600)

/** Begins one, or gives the one there is another end. @throws Unfit when the settings cannot be edited */
export async function beginBypass(dataDir: string, record: InstallRecord, until: UnixMillis | undefined): Promise<void> {
  const before = await readBypass(dataDir)
  const now = await contentOf(record.client.file)
  const text = withoutEntries(textIn(now), variables(record), textIn(originalOf(record))).text
  const bypassed: Content = { bytes: Buffer.from(text), mode: now?.mode ?? 0o600 }
  const { installed = now, bypassed: left = bypassed } = before ?? {}
  await writeBypass(dataDir, { until, installed, bypassed: left })
  if (!same(now, bypassed)) await put(record.client.file, bypassed)
}

/**
 * Brings the client back. What somebody else has changed besides stays.
 * @throws SettingsChanged, and Unfit when the settings cannot be edited any more, with nothing done
 */
export async function endBypass(dataDir: string, ending: Ending & { readonly now: UnixMillis }): Promise<void> {
  const { record, bypass, now } = ending
  const { file } = record.client
  const held = await contentOf(file)
  const back = broughtBack(held, ending)
  // whoever finds it half done does the rest
  await writeBypass(dataDir, { ...bypass, until: unixMillis(Math.min(bypass.until ?? now, now)) })
  if (!same(held, back)) await put(file, back)
  await rm(bypassPath(dataDir), { force: true })
}

type Ending = { readonly record: InstallRecord; readonly bypass: Bypass }

function broughtBack(now: Content, { record, bypass }: Ending): Content {
  const { installed, bypassed } = bypass
  if (now !== undefined && same(now, bypassed)) return installed
  if (now !== undefined && same(now, installed)) return now
  const known = [bypassed, originalOf(record)].map(textIn)
  for (const entry of variables(record)) {
    const held = valueAt(textIn(now), entry.path)
    const values = [wantedOf(entry), ...known.map((text) => valueAt(text, entry.path))]
    if (held !== undefined && !values.some((value) => isDeepStrictEqual(held, value))) throw new SettingsChanged(bypassed, now)
  }
  const text = withEntries(textIn(now), variables(record))
  return { bytes: Buffer.from(text), mode: now?.mode ?? installed?.mode ?? 0o600 }
}

const wantedOf = (entry: Entry): unknown => ('value' in entry ? entry.value : undefined)

/** The record as it counts during a bypass: what that has left in the settings is no change of somebody else's. */
export function recordDuring(record: InstallRecord, bypass: Bypass | undefined): InstallRecord {
  if (bypass?.bypassed === undefined) return record
  const files = record.files.map((file) =>
    file.path === record.client.file ? { ...file, was: file.after, after: bypass.bypassed } : file,
  )
  return { ...record, files }
}

const originalOf = ({ files, client }: InstallRecord): Content => files.find(({ path }) => path === client.file)?.before

/** The status line is no way to the API: it stays, and says that there is a bypass. */
const variables = ({ client }: InstallRecord): readonly Entry[] => client.entries.filter(({ path }) => path[0] === 'env')
