import { rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isAlive } from '../config/runtime-file.ts'
import type { UnixMillis } from '../core/time.ts'
import { clearDrafts } from '../world/leftovers.ts'
import { bypassPath } from './bypass.ts'
import { contentOf, put, same, textIn, type Content } from './content.ts'
import { installDir, removeRecord, writeRecord, type FileChange, type InstallRecord } from './record.ts'
import { withoutEntries, type Entry } from './settings-edit.ts'

/** What is done to the gateway between two files. Rejects when it cannot be done. */
export type GatewayStep = () => Promise<void>

/**
 * Makes what the record says. When the gateway cannot be started, all is as it was.
 * @param startGateway after the files it needs, before the client hears of it
 */
export async function carryOut(dataDir: string, record: InstallRecord, startGateway: GatewayStep): Promise<void> {
  await writeRecord(dataDir, { ...record, phase: 'installing' })
  for (const { path, after } of gatewayFiles(record)) await put(path, after)
  await startGateway()
  for (const { path, after } of clientFiles(record)) await put(path, after)
  await rm(bypassPath(dataDir), { force: true })
  await writeRecord(dataDir, { ...record, phase: 'installed' })
}

/** The gateway could not be started: the files as they were, and what an earlier install wrote of them. */
export async function rollBack(dataDir: string, record: InstallRecord, former: InstallRecord | undefined): Promise<void> {
  for (const { path, was } of gatewayFiles(record)) await put(path, was)
  await removeFolders(record.folders.filter((folder) => former?.folders.includes(folder) !== true))
  if (former === undefined) await removeRecord(dataDir)
  else await writeRecord(dataDir, former)
}

/** What somebody has put something into stays. */
async function removeFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders.toReversed()) await rmdir(folder).catch(() => undefined)
}

/** What became of somebody's changes. */
export type Undone = {
  /** Values that somebody has changed since, and that were left alone. */
  readonly left: readonly Entry[]
}

/** What is to become of files that somebody has changed since. */
export type Changes = 'keep' | 'discard'

/** Takes everything back. @param stopGateway after the client has been sent elsewhere */
export async function undo(
  dataDir: string,
  record: InstallRecord,
  { changes, stopGateway }: { readonly changes: Changes; readonly stopGateway: GatewayStep },
): Promise<Undone> {
  await writeRecord(dataDir, { ...record, phase: 'removing' })
  const left: Entry[] = []
  for (const file of clientFiles(record)) {
    const before = await beforeOf(file, record, changes)
    await put(file.path, before.content)
    left.push(...before.left)
  }
  await stopGateway()
  for (const file of gatewayFiles(record)) {
    if (changes === 'keep' && (await isChanged(file))) continue
    await put(file.path, file.before)
  }
  await removeFolders(record.folders)
  await rm(bypassPath(dataDir), { force: true })
  await removeRecord(dataDir)
  return { left }
}

/** Files that hold neither what stood there before nor what install wrote. */
export async function changedSince({ files }: InstallRecord): Promise<readonly FileChange[]> {
  const found = await Promise.all(files.map(async (file) => ((await isChanged(file)) ? [file] : [])))
  return found.flat()
}

async function isChanged({ path, before, was, after }: FileChange): Promise<boolean> {
  const now = await contentOf(path)
  return ![before, was, after].some((known) => same(known, now))
}

/** The client's settings as they would be if install had never touched them. */
export async function beforeOf(
  file: FileChange,
  { client }: InstallRecord,
  changes: Changes,
): Promise<{ readonly content: Content; readonly left: readonly Entry[] }> {
  const now = await contentOf(file.path)
  if (now === undefined || changes === 'discard' || !(await isChanged(file))) return { content: file.before, left: [] }
  const { text, left } = withoutEntries(textIn(now), client.entries, textIn(file.before))
  const nothingLeft = file.before === undefined && /^\s*\{\s*\}\s*$/.test(text)
  return { content: nothingLeft ? undefined : { ...now, bytes: Buffer.from(text) }, left }
}

/** Drafts of one that was killed while it wrote. They hold settings, and those may hold keys. */
export async function clearDraftsOf(dataDir: string, record: InstallRecord | undefined, now: UnixMillis): Promise<void> {
  const folders = new Set([installDir(dataDir), ...(record?.files ?? []).map(({ path }) => dirname(path))])
  for (const folder of folders) await clearDrafts(folder, { isAlive, now })
}

const clientFiles = ({ files, client }: InstallRecord): readonly FileChange[] => files.filter(({ path }) => path === client.file)
const gatewayFiles = ({ files, client }: InstallRecord): readonly FileChange[] => files.filter(({ path }) => path !== client.file)
