import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Bench, Target } from '../../src/probes/probe.ts'
import { realClock } from '../../src/world/clock.ts'
import type { Ending } from './rig.ts'

/** A folder with these files, gone with its test. */
export function folderWith(t: Ending, files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-probes-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

export function targetAt(url: string): Target {
  const { hostname, port, protocol } = new URL(url)
  const secure = protocol === 'https:'
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return { url, host, port: Number(port || (secure ? 443 : 80)), secure, official: false }
}

/** A probe's surroundings: an empty home, and nobody but those named here. */
export function benchFor(t: Ending, target: string, more: Partial<Bench> = {}): Bench {
  const home = more.home ?? folderWith(t)
  return {
    clock: realClock,
    env: {},
    home,
    cwd: home,
    platform: 'linux',
    dataDir: join(home, 'data'),
    target: targetAt(target),
    controls: { addresses: [], portals: [], resolvers: [], site: target, otherName: 'other.example.test', statusPages: [] },
    controlsAllowed: 'yes',
    deep: 'no',
    ...more,
  }
}

export const NEVER: AbortSignal = new AbortController().signal
