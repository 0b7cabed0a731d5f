import { access, constants, lstat, mkdir, readFile, readlink, realpath, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { writeFileAtomic } from '../world/atomic-file.ts'

/** Exactly what a file is; undefined for one that is not there. */
export type Content = { readonly bytes: Buffer; readonly mode: number } | undefined

/** @throws as node:fs does, save for a file that is not there */
export async function contentOf(path: string): Promise<Content> {
  try {
    return { bytes: await readFile(path), mode: (await stat(path)).mode & 0o7777 }
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

/** Whole or not at all. The folder is made when it is missing. */
export async function put(path: string, content: Content): Promise<void> {
  if (content === undefined) {
    await rm(path, { force: true })
    return
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFileAtomic(path, content.bytes, content.mode)
}

/** Bytes alone: a mode that somebody changed is no reason to stop. */
export const same = (one: Content, other: Content): boolean =>
  one === undefined || other === undefined ? one === other : one.bytes.equals(other.bytes)

export const textIn = (content: Content): string => content?.bytes.toString('utf8') ?? ''

/** The file that a link leads to, though it may not be there yet; any other path as it is. */
export async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const link = await readlink(path).catch(() => undefined)
    return link === undefined ? path : await targetOf(resolve(dirname(path), link))
  }
}

/** Why a file cannot be replaced; undefined when it can. */
export type Obstacle = 'read-only' | 'no-file' | 'folder-read-only'

export async function obstacleTo(path: string): Promise<Obstacle | undefined> {
  const found = await lstat(path).catch(() => undefined)
  if (found !== undefined && !found.isFile()) return 'no-file'
  // The bits as well: whoever is root may write, and still nobody is meant to.
  if (found !== undefined && ((found.mode & 0o222) === 0 || !(await mayWrite(path)))) return 'read-only'
  return (await mayWrite(await nearestFolder(dirname(path)))) ? undefined : 'folder-read-only'
}

const mayWrite = (path: string): Promise<boolean> =>
  access(path, constants.W_OK).then(
    () => true,
    () => false,
  )

async function nearestFolder(path: string): Promise<string> {
  const there = await stat(path).catch(() => undefined)
  return there !== undefined || dirname(path) === path ? path : await nearestFolder(dirname(path))
}

/** Folders that have to be made for a file, the outermost first. */
export async function missingFolders(path: string): Promise<readonly string[]> {
  const folder = dirname(path)
  const there = await stat(folder).catch(() => undefined)
  return there !== undefined || dirname(folder) === folder ? [] : [...(await missingFolders(folder)), folder]
}

const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
