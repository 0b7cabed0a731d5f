/** Why the journal cannot be written or read. */
export type JournalTrouble =
  /** The file or its folder cannot be opened or made. */
  | 'journal.cannot-open'
  /** The file, its folder or the whole file system may not be written. */
  | 'journal.read-only'
  | 'journal.disk-full'
  /** The disk failed. */
  | 'journal.disk-error'
  /** Others held the file for longer than anybody should. */
  | 'journal.busy'
  /** Written by a newer version: left as it is. */
  | 'journal.newer'
  /** A database of another program: left as it is. */
  | 'journal.foreign'
  /** It is damaged: set aside where that can be done. */
  | 'journal.corrupt'
  /** Renamed or deleted under our hands, again and again. */
  | 'journal.moved'
  /** This Node has no SQLite. */
  | 'journal.no-sqlite'
  | 'journal.worker-died'
  /** The disk is too slow: rows were given up, oldest steps first. */
  | 'journal.dropping'
  /** A row did not fit the schema: a fault of ours. */
  | 'journal.row-refused'
  /** Anything else that goes wrong in writing: a fault of ours too. */
  | 'journal.fault'

/** Troubles that do not pass while this process lives: the journal is closed for good. */
const FOR_GOOD: ReadonlySet<JournalTrouble> = new Set(['journal.newer', 'journal.foreign', 'journal.no-sqlite'])

export const isForGood = (trouble: JournalTrouble): boolean => FOR_GOOD.has(trouble)

// Primary result codes, https://www.sqlite.org/rescode.html
const BY_RESULT: Readonly<Record<number, JournalTrouble>> = {
  3: 'journal.read-only', // PERM
  5: 'journal.busy', // BUSY
  6: 'journal.busy', // LOCKED
  8: 'journal.read-only', // READONLY
  10: 'journal.disk-error', // IOERR
  11: 'journal.corrupt', // CORRUPT
  13: 'journal.disk-full', // FULL
  14: 'journal.cannot-open', // CANTOPEN
  23: 'journal.read-only', // AUTH
  26: 'journal.corrupt', // NOTADB
}

const BY_ERRNO: Readonly<Record<string, JournalTrouble>> = {
  EACCES: 'journal.read-only',
  EPERM: 'journal.read-only',
  EROFS: 'journal.read-only',
  ENOSPC: 'journal.disk-full',
  EDQUOT: 'journal.disk-full',
  EIO: 'journal.disk-error',
}

/** What a thrown error of node:sqlite or node:fs says of the file; undefined when it says nothing of the kind. */
export function troubleIn(error: unknown): JournalTrouble | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { errcode, code } = error as { readonly errcode?: unknown; readonly code?: unknown }
  if (typeof errcode === 'number') return BY_RESULT[errcode & 0xff]
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? (BY_ERRNO[code] ?? 'journal.cannot-open') : undefined
}
