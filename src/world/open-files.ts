import { readFileSync } from 'node:fs'

/** How many files and sockets this process may have open; undefined where it cannot be told, and is hardly ever few. */
export function openFilesLimit(readText: (path: string) => string = (path) => readFileSync(path, 'utf8')): number | undefined {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readText('/proc/self/limits'))?.[1]
    return soft === undefined ? undefined : Number(soft)
  } catch {
    return undefined
  }
}
