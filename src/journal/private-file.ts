import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'

/** What SQLite keeps beside a file while it is open. */
export const COMPANIONS = ['-wal', '-shm'] as const

/** With its mode from the first moment: SQLite gives its -wal and -shm files the mode of the main one. @throws as node:fs does */
export function createPrivate(file: string): 'made' | 'was-there' {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  try {
    // Only when it is new: closing a handle on a file drops the locks that SQLite holds on it in this process.
    closeSync(openSync(file, 'wx', 0o600))
    return 'made'
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'EEXIST') throw error
    return 'was-there'
  }
}

export function makePrivate(file: string): void {
  if (process.platform === 'win32') return
  for (const path of [file, ...COMPANIONS.map((ending) => file + ending)]) {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found !== undefined && (found.mode & 0o077) !== 0) chmodSync(path, 0o600)
  }
}

/** 0 when it is not there. */
export const inodeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.ino ?? 0
export const bytesOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0
