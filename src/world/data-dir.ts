import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join, posix, win32 } from 'node:path'
import process from 'node:process'

type Env = Readonly<Record<string, string | undefined>>

/**
 * Where journal and runtime files live: `HOLDFAST_DATA_DIR`, which may be relative and is given back as it is, else
 * the usual place for a program's state on that system.
 */
export function dataDir(env: Env, platform: NodeJS.Platform, home: string): string {
  const chosen = env['HOLDFAST_DATA_DIR']
  if (chosen !== undefined && chosen !== '') return chosen
  if (platform === 'win32') return win32.join(env['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), 'holdfast')
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'holdfast')
  // A relative one is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  const state = env['XDG_STATE_HOME'] ?? ''
  return posix.join(posix.isAbsolute(state) ? state : posix.join(home, '.local', 'state'), 'holdfast')
}

export type DataDirFault =
  | 'data-dir.not-a-folder'
  | 'data-dir.denied'
  | 'data-dir.read-only'
  | 'data-dir.disk-full'
  /** Anybody on this computer may put files there: a secret read from it would prove nothing. */
  | 'data-dir.open-to-all'
  | 'data-dir.unusable'

export type DataDirCheck = { readonly ok: true } | { readonly ok: false; readonly code: DataDirFault; readonly path: string }

const BY_ERRNO: Readonly<Record<string, DataDirFault>> = {
  ENOTDIR: 'data-dir.not-a-folder',
  EEXIST: 'data-dir.not-a-folder',
  EACCES: 'data-dir.denied',
  EPERM: 'data-dir.denied',
  EROFS: 'data-dir.read-only',
  ENOSPC: 'data-dir.disk-full',
  EDQUOT: 'data-dir.disk-full',
}

/**
 * Makes the folder when it is missing, for its owner alone, and finds out by writing whether it can be written: modes
 * do not say it of read-only mounts and full disks. Nothing stays behind. A folder that was there keeps its mode
 * unless it is empty: it may be somebody's home.
 */
export async function ensureDataDir(dir: string): Promise<DataDirCheck> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const { mode } = await stat(dir)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      if ((await readdir(dir)).length === 0) await chmod(dir, 0o700)
      else if ((mode & 0o002) !== 0) return { ok: false, code: 'data-dir.open-to-all', path: dir }
    }
    await tryToWrite(dir)
    return { ok: true }
  } catch (error) {
    const { code, syscall, path } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    // A parent may be what is in the way; the file of the trial is nothing that a person knows.
    return { ok: false, code: BY_ERRNO[code] ?? 'data-dir.unusable', path: (syscall === 'mkdir' ? path : undefined) ?? dir }
  }
}

async function tryToWrite(dir: string): Promise<void> {
  const path = join(dir, `.holdfast-${process.pid}-${randomBytes(6).toString('hex')}.tmp`)
  const file = await open(path, 'wx', 0o600)
  try {
    // Removed before it is written, so that whatever ends this process leaves nothing.
    await rm(path)
    await file.writeFile('?')
  } finally {
    await file.close()
  }
}
