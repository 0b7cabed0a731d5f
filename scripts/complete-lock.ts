// Adds the platform packages that package-lock.json lacks: npm leaves out those that the registry at hand does not carry,
// and `npm ci` then refuses the lock file, though nobody needs another platform's package here.
//   node scripts/complete-lock.ts --write
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'

type Entry = {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly engines?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}
type Lock = { readonly packages: Readonly<Record<string, Entry>> }
type Gap = { readonly name: string; readonly version: string; readonly of: Entry }

const FILE = new URL('../package-lock.json', import.meta.url)

/** Optional packages that are wanted by a locked one and locked nowhere. */
export function gaps(lock: Lock): readonly Gap[] {
  return Object.entries(lock.packages).flatMap(([path, of]) =>
    Object.entries(of.optionalDependencies ?? {})
      .filter(([name]) => !(`node_modules/${name}` in lock.packages) && !(`${path}/node_modules/${name}` in lock.packages))
      .map(([name, version]) => ({ name, version, of })),
  )
}

export function readLock(): Lock {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Lock
}

/** `@scope/binding-linux-arm64-musl` says for which machine it is. */
function entryFor({ name, version, of }: Gap): Entry {
  const [os = '', cpu = '', abi = ''] = name.replace(/^.*\//, '').replace('binding-', '').split('-')
  return {
    version,
    cpu: [cpu],
    ...(of.dev === true ? { dev: true } : {}),
    ...(os === 'linux' && abi !== '' ? { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] } : {}),
    optional: true,
    os: [os],
    ...(of.engines === undefined ? {} : { engines: of.engines }),
  }
}

if (import.meta.main && process.argv.includes('--write')) {
  const lock = readLock()
  const packages: Record<string, Entry> = { ...lock.packages }
  for (const gap of gaps(lock)) packages[`node_modules/${gap.name}`] = entryFor(gap)
  const sorted = Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: sorted }, undefined, 2)}\n`)
}
