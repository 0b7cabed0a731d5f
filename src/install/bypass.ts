import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { UnixMillis } from '../core/time.ts'
import { writeFileAtomic } from '../world/atomic-file.ts'
import { contentOf, put, same, textIn, type Content } from './content.ts'
import { installDir, readRecord, replaced, revived, type InstallRecord } from './record.ts'
import { withEntries, withoutEntries, type Entry } from './settings-edit.ts'

/** The client goes past the gateway for a while; its status line stays, and brings it back. */
export type Bypass = {
  /** undefined: until somebody ends it. */
  readonly until: UnixMillis | undefined
  readonly installed: Content
  readonly bypassed: Content
}

/** The status line looks for it there as well. */
export const bypassPath = (dataDir: string): string => join(installDir(dataDir), 'bypass.json')

/** @returns undefined when the client comes through the gateway */
export async function readBypass(dataDir: string): Promise<Bypass | undefined> {
  try {
    return JSON.parse(await readFile(bypassPath(dataDir), 'utf8'), revived) as Bypass
  } catch {
    return undefined
  }
}

/** Begins one, or gives the one there is another end. @throws Unfit when the settings cannot be edited */
export async function beginBypass(dataDir: string, record: InstallRecord, until: UnixMillis | undefined): Promise<void> {
  const before = await readBypass(dataDir)
  const now = await contentOf(record.client.file)
  const original = record.files.find(({ path }) => path === record.client.file)?.before
  const text = withoutEntries(textIn(now), variables(record), textIn(original)).text
  const bypassed: Content = { bytes: Buffer.from(text), mode: now?.mode ?? 0o600 }
  const bypass: Bypass = before === undefined ? { until, installed: now, bypassed } : { ...before, until }
  await writeFileAtomic(bypassPath(dataDir), `${JSON.stringify(bypass, replaced)}\n`, 0o600)
  await put(record.client.file, bypassed)
}

/** @throws Unfit when somebody has made the settings what cannot be edited */
export async function endBypass(dataDir: string, record: InstallRecord, bypass: Bypass): Promise<void> {
  const { file } = record.client
  const now = await contentOf(file)
  if (same(now, bypass.bypassed)) await put(file, bypass.installed)
  else if (!same(now, bypass.installed)) {
    const text = withEntries(textIn(now), variables(record))
    await put(file, { bytes: Buffer.from(text), mode: now?.mode ?? bypass.installed?.mode ?? 0o600 })
  }
  await rm(bypassPath(dataDir), { force: true })
}

/** Ends one whose time is over. */
export async function endDueBypass(dataDir: string, now: UnixMillis): Promise<void> {
  const bypass = await readBypass(dataDir)
  if (bypass?.until === undefined || now < bypass.until) return
  const record = await readRecord(dataDir)
  if (record !== undefined) await endBypass(dataDir, record, bypass)
}

/** The status line is no way to the API: it stays, and says that there is a bypass. */
const variables = ({ client }: InstallRecord): readonly Entry[] => client.entries.filter(({ path }) => path[0] === 'env')
