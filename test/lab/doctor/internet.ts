import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { PROVIDER, withLab, type Lab } from '../net/lab.ts'
import type { Trouble } from '../net/line.ts'
import type { Machine } from '../net/machine.ts'
import type { Program } from '../net/program.ts'
import type { AnswerName } from './answers.ts'
import { newAuthorities, type Authorities } from './papers.ts'
import { namesWith, PLACES, type Family, type PlaceName } from './places.ts'
import { HTTPS, type Deed, type Door, type Naming, type Serving, type Tls } from './serving.ts'

/** What is other than usual about the world that a client finds itself in. */
export type World = {
  /** Between router and everybody else. */
  readonly line?: Trouble
  /** Of all names; both unless given. */
  readonly families?: readonly Family[]
  /** What is said in these places. */
  readonly says?: Readonly<Partial<Record<PlaceName, AnswerName>>>
  /** What is done there. */
  readonly doors?: (authorities: Authorities) => Readonly<Partial<Record<PlaceName, Deed>>>
  /** Other doors besides. */
  readonly more?: (authorities: Authorities) => readonly Door[]
  /** How public resolvers answer. */
  readonly publicNaming?: Partial<Naming>
  /** All clocks and certificates but the client's are behind by this, in milliseconds. */
  readonly behind?: number
}

/** A lab with all that doctor asks in it, and a client that has everything it needs. */
export type Internet = Lab & {
  readonly authorities: Authorities
  /** The client's home. */
  readonly home: string
  /** PEM: whom the client believes. */
  readonly ca: string
  /** Writes a file for this lab alone. @returns its path */
  readonly file: (name: string, text: string) => Promise<string>
  /** A server program on a machine. */
  readonly serve: (machine: Machine, serving: Serving) => Promise<Program>
}

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url))

/** Makes it, lets `play` use it, and takes it away. */
export async function withInternet<Result>(world: World, play: (net: Internet) => Promise<Result>): Promise<Result> {
  const families = world.families ?? ['v4', 'v6']
  const line = world.line === undefined ? {} : { line: world.line }
  return await withLab({ ...line, families, names: namesWith(families) }, async (lab) => {
    const authorities = newAuthorities()
    let servers = 0
    const file: Internet['file'] = async (name, text) => {
      const path = join(lab.folder, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
      return path
    }
    const serve: Internet['serve'] = async (machine, serving) => {
      const program = machine.start([process.execPath, SERVER, await file(`server-${++servers}.json`, JSON.stringify(serving))])
      await program.says(/^ready$/)
      return program
    }
    const [, ca] = await Promise.all([
      settle(lab).then(() => serve(lab.provider, worldServing(world, authorities, families))),
      file('ca.pem', authorities.provider.cert + authorities.world.cert),
    ])
    const home = join(lab.folder, 'home')
    await mkdir(home, { recursive: true })
    return await play({ ...lab, authorities, home, ca, file, serve })
  })
}

/** Everybody lives on one machine, each with addresses of their own. */
async function settle({ provider, router, outside }: Lab): Promise<void> {
  const others = Object.values(PLACES).filter(({ v4 }) => v4 !== PROVIDER.v4)
  await provider.shell(
    others.map(({ v4, v6 }) => `ip addr add ${v4}/32 dev lo; ip -6 addr add ${v6}/128 dev lo nodad`).join('\n'),
  )
  const via = outside === 'wan' ? { v4: `via ${PROVIDER.v4}`, v6: `via ${PROVIDER.v6}` } : { v4: '', v6: '' }
  await router.shell(`
    for net in 203.0.113.0/24 198.51.100.0/24; do ip route add $net ${via.v4} dev ${outside}; done
    ip -6 route add 2001:db8:9::/64 ${via.v6} dev ${outside}`)
}

/** Who proves by which authority who they are, and what they say. */
const USUAL: Readonly<Partial<Record<PlaceName, readonly ['provider' | 'world', AnswerName]>>> = {
  api: ['provider', 'api'],
  status: ['provider', 'status-green'],
  login: ['provider', 'site'],
  site: ['world', 'site'],
  resolverOne: ['world', 'site'],
  resolverTwo: ['world', 'site'],
  wellKnown: ['world', 'site'],
}
const PLACE_NAMES = Object.keys(PLACES) as readonly PlaceName[]
const PORTALS: Readonly<Partial<Record<PlaceName, AnswerName>>> = { portalOne: 'no-content', portalTwo: 'success' }

function worldServing(world: World, authorities: Authorities, families: readonly Family[]): Serving {
  const { doors, more = () => [] } = world
  const others = doors?.(authorities) ?? {}
  const open = PLACE_NAMES.flatMap((name): readonly Door[] => {
    const deed = others[name] ?? usualDeed(name, world, authorities)
    const port = PORTALS[name] === undefined ? HTTPS : 80
    const { v4, v6 } = PLACES[name]
    return deed === undefined ? [] : [v4, v6].map((address) => ({ address, port, deed }))
  })
  const { resolverOne, resolverTwo } = PLACES
  const listen = [resolverOne, resolverTwo].flatMap(({ v4, v6 }) => [v4, v6])
  return { doors: [...open, ...more(authorities)], naming: { listen, zone: namesWith(families), ...world.publicNaming } }
}

/** @returns undefined where usually nobody listens */
function usualDeed(name: PlaceName, { says = {}, behind = 0 }: World, authorities: Authorities): Deed | undefined {
  const portal = PORTALS[name]
  if (portal !== undefined) return { is: 'http', says: says[name] ?? portal, behind }
  const [by, usual] = USUAL[name] ?? []
  if (by === undefined || usual === undefined) return undefined
  const { name: host, v4 } = PLACES[name]
  const hosts = name.startsWith('resolver') ? [host, v4] : [host]
  return { is: 'http', says: says[name] ?? usual, tls: authorities[by].papers(host, { hosts, behind }), behind }
}

/** A door that speaks HTTPS. */
export const https = (says: AnswerName, tls: Tls): Deed => ({ is: 'http', says, tls })
