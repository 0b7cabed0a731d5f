import { mkdir, readFile, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '../world/atomic-file.ts'
import type { Content } from './content.ts'
import type { KeeperKind } from './keeper.ts'
import type { Entry } from './settings-edit.ts'

/** A file that install changes. */
export type FileChange = {
  readonly path: string
  /** What uninstall brings back. */
  readonly before: Content
  /** What stood there when this install began: an earlier one may have been there. */
  readonly was: Content
  readonly after: Content
}

/** The gateway that clients come through from now on. */
export type InstalledGateway = {
  readonly key: string
  readonly port: number
  readonly url: string
  readonly upstream: string
  /** Flags of `serve`, without port and key. */
  readonly launch: readonly string[]
}

export type Asked = { readonly [Name in 'config' | 'port' | 'upstream' | 'patience']?: string }

/**
 * All that install did, or is about to do. It is on the disk before the first change: whoever is killed in the middle
 * leaves files that are each old or new, and here stands which is which.
 */
export type InstallRecord = {
  /** `installing` and `removing`: begun, and not known to have ended. */
  readonly phase: 'installing' | 'installed' | 'removing'
  /** The client's settings last: it must not be sent to a gateway that is not there yet. */
  readonly files: readonly FileChange[]
  /** Folders that were made, the outermost first. */
  readonly folders: readonly string[]
  readonly keeper: KeeperKind
  readonly gateway: InstalledGateway
  /** Flags of the command line, for the next install: an update must not forget them. */
  readonly asked: Asked
  readonly client: { readonly file: string; readonly entries: readonly Entry[] }
}

const VERSION = 1

export const installDir = (dataDir: string): string => join(dataDir, 'install')
const recordPath = (dataDir: string): string => join(installDir(dataDir), 'record.json')

/** It cannot be understood: another version wrote it, or somebody changed it. */
export class BadRecord extends Error {
  readonly path: string
  constructor(path: string) {
    super(path)
    this.path = path
  }
}

/** @returns undefined when nothing is installed @throws BadRecord */
export async function readRecord(dataDir: string): Promise<InstallRecord | undefined> {
  const path = recordPath(dataDir)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    const { version, ...record } = JSON.parse(text, revived) as InstallRecord & { readonly version?: unknown }
    const whole = version === VERSION && Array.isArray(record.files) && Array.isArray(record.client.entries)
    if (whole) return record
  } catch {
    // told below
  }
  throw new BadRecord(path)
}

/** For its owner alone: settings hold keys. */
export async function writeRecord(dataDir: string, record: InstallRecord): Promise<void> {
  await mkdir(installDir(dataDir), { recursive: true, mode: 0o700 })
  const text = JSON.stringify({ version: VERSION, ...record }, replaced, 2)
  await writeFileAtomic(recordPath(dataDir), `${text}\n`, 0o600)
}

export async function removeRecord(dataDir: string): Promise<void> {
  await rm(recordPath(dataDir), { force: true })
  await rmdir(installDir(dataDir)).catch(() => undefined)
}

type Written = { readonly base64: string; readonly mode: number }

/** Buffers make objects of themselves before they come here. */
export function replaced(_key: string, value: unknown): unknown {
  const { bytes, mode } = (value ?? {}) as { readonly bytes?: unknown; readonly mode?: unknown }
  return Buffer.isBuffer(bytes) ? { base64: bytes.toString('base64'), mode } : value
}

export function revived(_key: string, value: unknown): unknown {
  const { base64, mode } = (value ?? {}) as Partial<Written>
  return typeof base64 === 'string' && typeof mode === 'number' ? { bytes: Buffer.from(base64, 'base64'), mode } : value
}
