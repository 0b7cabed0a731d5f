import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url))

export type Source = {
  /** From the root of the project, with `/`: `src/core/time.ts`. */
  readonly path: string
  readonly text: string
  /** What it imports: other sources by their path, everything else as written. */
  readonly imports: readonly string[]
}

// static and dynamic imports, re-exports, and the files that threads are started from
const IMPORT = /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*|\bnew URL\(\s*(?='\.))'([^']+)'/g

function importsOf(path: string, text: string): readonly string[] {
  const code = text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')
  return [...code.matchAll(IMPORT)].map(([, written = '']) =>
    written.startsWith('.') ? posix.normalize(posix.join(dirname(path), written)) : written,
  )
}

/** All files of a folder of the project and below, sorted, without those that tools make. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).split(sep).join('/'))
    .toSorted()
}

/** The TypeScript sources of a folder and below, tests among them. */
export function sourcesIn(folder: string): readonly Source[] {
  return filesIn(folder)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8')
      return { path, text, imports: importsOf(path, text) }
    })
}

export const isTest = (path: string): boolean => path.endsWith('.test.ts')
