import { execFile } from 'node:child_process'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The version that docs/facts.md is measured with. Another one may behave otherwise: measure first, then pin it. */
export const CLAUDE_VERSION = '2.1.330'
const PACKAGE = `@anthropic-ai/claude-code-${process.platform}-${process.arch}`

/** Large and slow things that are no part of the project. */
export const cacheFolder = (): string => process.env['HOLDFAST_CACHE'] || join(ROOT, '.cache')

/**
 * The folder with the `claude` of the pinned version, installed when it is not there yet: 370 MB, and so no dependency.
 * @throws when npm fails
 */
export async function claudeFolder(say: (line: string) => void): Promise<string> {
  const home = join(cacheFolder(), `claude-code-${CLAUDE_VERSION}`)
  const folder = join(home, 'node_modules', PACKAGE)
  if (await isThere(join(folder, 'claude'))) return folder
  say(`installing ${PACKAGE}@${CLAUDE_VERSION} into ${home}…`)
  // whatever ends this half-way must not leave something that looks whole
  const building = `${home}.${process.pid}`
  await mkdir(building, { recursive: true })
  try {
    const args = ['install', '--prefix', building, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts']
    await promisify(execFile)('npm', [...args, `${PACKAGE}@${CLAUDE_VERSION}`], { timeout: 600_000 })
    await rm(home, { recursive: true, force: true })
    await rename(building, home)
  } finally {
    await rm(building, { recursive: true, force: true })
  }
  return folder
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
