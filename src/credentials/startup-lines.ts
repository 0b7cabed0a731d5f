import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { shownPath } from '../clients/client-voices.ts'

/** A line of a file that a shell reads at its start, or on entering a folder. */
export type StartupLine = { readonly name: string; readonly file: string; readonly line: number }

const OF_SHELLS = [
  '.bashrc',
  '.bash_profile',
  '.bash_login',
  '.profile',
  '.zshrc',
  '.zshenv',
  '.zprofile',
  '.config/fish/config.fish',
] as const
/** The client's documentation names them: a key comes from there without anybody's export. */
const OF_FOLDERS = ['.envrc', '.env'] as const
const BYTES_AT_MOST = 1_000_000

/**
 * Where a variable of the shell is probably set. Of each line only its number is kept.
 * @returns in the order in which the files are read; none where it was set in another way
 */
export function startupLines(
  names: readonly string[],
  { home, cwd }: { readonly home: string; readonly cwd: string },
): readonly StartupLine[] {
  if (names.length === 0) return []
  const files = [...OF_SHELLS.map((name) => join(home, name)), ...OF_FOLDERS.map((name) => join(cwd, name))]
  const setting = new RegExp(
    String.raw`^\s*(?:export\s+|setenv\s+|typeset\s+-x\s+|declare\s+-x\s+|set\s+(?:-\w+\s+)+)?(${names.join('|')})(?:=|\s+\S)`,
  )
  return [...new Set(files)].flatMap((file) =>
    linesOf(file).flatMap((line, index) => {
      const name = setting.exec(line)?.[1]
      return name === undefined ? [] : [{ name, file: shownPath(file, home), line: index + 1 }]
    }),
  )
}

function linesOf(file: string): readonly string[] {
  try {
    const stat = statSync(file, { throwIfNoEntry: false })
    if (stat?.isFile() !== true || stat.size > BYTES_AT_MOST) return []
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}
