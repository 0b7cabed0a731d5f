import { link, open, realpath, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import { draftOf } from './leftovers.ts'

/**
 * Writes a whole file or none of it: who reads `path` finds the old content or the new, also after a crash. A link
 * stays a link; what it points to is replaced. The folder must be there.
 * @param mode of the file, whatever the umask and whatever mode it had
 * @throws the errors of node:fs, with the file as it was and nothing left beside it
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array, mode: number = 0o600): Promise<void> {
  const target = await realpath(path).catch(() => path)
  // In the same folder: a rename is atomic within one file system only.
  const draft = draftOf(target, process.pid)
  try {
    await writeDraft(draft, data, mode)
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await syncFolder(dirname(target))
}

/**
 * The same for a file that must not be there yet.
 * @throws the errors of node:fs, EEXIST for a file that is there, with nothing left behind
 */
export async function writeNewFileAtomic(path: string, data: string | Uint8Array, mode: number = 0o600): Promise<void> {
  const draft = draftOf(path, process.pid)
  try {
    await writeDraft(draft, data, mode)
    // a rename would take the place of what has come there meanwhile
    await link(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
  await syncFolder(dirname(path))
}

async function writeDraft(draft: string, data: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(draft, 'wx', mode)
  try {
    await file.chmod(mode)
    await file.writeFile(data)
    // Without it a power cut may keep the rename and lose the content.
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes the rename itself last. Not every system can do it to a folder, and the file is whole without. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // Windows opens no folders.
  }
}
