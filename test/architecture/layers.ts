// The layers of ARCHITECTURE.md, top first. An import goes to a lower layer, or to a neighbour that stands in BESIDE.
const LAYERS: readonly (readonly string[])[] = [
  ['main', 'index', 'statusline'],
  ['cli'],
  ['gateway', 'doctor', 'explain', 'status', 'auth', 'install', 'tune', 'report', 'drill'],
  ['upstreams', 'health', 'probes', 'learning', 'journal', 'clients', 'config', 'status-page', 'credentials'],
  ['i18n'], // texts: for those who speak to people (see SPEAKERS)
  ['language'], // which languages there are: a setting like others
  ['world'],
  ['core'],
]

/** Parts whose words people read. Everybody else hands up facts. */
const SPEAKERS: ReadonlySet<string> = new Set([
  'main',
  'index',
  'statusline',
  'cli',
  'gateway',
  'drill',
  'doctor',
  'explain',
  'status',
  'auth',
  'install',
  'tune',
  'report',
  'clients',
])

/** Neighbours in one layer that may import each other, in this direction only. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  drill: ['gateway'], // a rehearsal runs the real gateway
  report: ['doctor', 'explain', 'status', 'auth'], // it tells what they found
  doctor: ['explain'], // `--error` is a text like others
  auth: ['doctor'],
  tune: ['doctor', 'install'], // it changes files, and takes that back, as install does
  probes: ['clients', 'config', 'journal', 'credentials', 'status-page'], // what they say is what is asked about
  'status-page': ['config'], // it says who asks, and in which version
  credentials: ['clients', 'config'], // the client's settings say which one it uses
}

/** Packages of others that are there at run time, and the parts that use them. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  commander: ['cli'],
  undici: ['world'],
  zod: ['config', 'doctor', 'drill', 'report'],
  '@datadog/sketches-js': ['learning'],
  '@secretlint/core': ['report'],
  '@secretlint/secretlint-rule-preset-recommend': ['report'],
  fflate: ['report'],
  diff: ['install'],
}

/** `src/core/time.ts` belongs to `core`, `src/main.ts` to `main`. */
export function partOf(path: string): string {
  if (path === 'src/i18n/language.ts') return 'language'
  return path.split('/')[1]?.replace(/\.ts$/, '') ?? ''
}

function layerOf(part: string): number {
  return LAYERS.findIndex((layer) => layer.includes(part))
}

/** @returns why `from` must not import `to`; undefined when it may */
export function objectionTo(from: string, to: string): string | undefined {
  if (from === to) return undefined
  for (const part of [from, to])
    if (layerOf(part) < 0) return `"${part}" has no layer yet: give it one in test/architecture/layers.ts`
  if (to === 'i18n') return SPEAKERS.has(from) ? undefined : `${from} has no words for people; it hands up facts`
  if (from === 'i18n' && to === 'world') return 'i18n is tables and pure functions'
  if (layerOf(to) > layerOf(from)) return undefined
  return BESIDE[from]?.includes(to) === true ? undefined : `${to} does not lie below ${from}`
}
