import type { ControlSettings } from '../../../src/doctor/controls.ts'
import { API, PROVIDER } from '../net/lab.ts'

// Who is where on the simulated internet. Addresses and names that belong to nobody (RFC 5737, 3849, 6761).

export type Place = { readonly name: string; readonly v4: string; readonly v6: string }

export type PlaceName =
  | 'api'
  | 'gateway'
  | 'status'
  | 'login'
  | 'site'
  | 'portalOne'
  | 'portalTwo'
  | 'resolverOne'
  | 'resolverTwo'
  | 'wellKnown'
  | 'stranger'

const place = (name: string, v4: string, last: number): Place => ({ name, v4, v6: `2001:db8:9::${last}` })

export const PLACES: Readonly<Record<PlaceName, Place>> = {
  api: { name: API, v4: PROVIDER.v4, v6: PROVIDER.v6 },
  /** A gateway of a company, which is not the provider. */
  gateway: place('gateway.example.test', '198.51.100.10', 10),
  status: place('status.example.test', '198.51.100.4', 4),
  login: place('login.example.test', '198.51.100.5', 5),
  site: place('www.control.test', '198.51.100.3', 3),
  portalOne: place('one.control.test', '198.51.100.1', 1),
  portalTwo: place('two.control.test', '198.51.100.2', 2),
  /** Public resolvers, by UDP and HTTPS; the well-known addresses. */
  resolverOne: place('resolver-one.control.test', '203.0.113.1', 101),
  resolverTwo: place('resolver-two.control.test', '203.0.113.8', 108),
  wellKnown: place('well-known.control.test', '203.0.113.9', 109),
  /** Where nobody is sent on purpose. */
  stranger: place('stranger.test', '203.0.113.66', 166),
}

/** Nobody has it, and the way there leads nowhere. */
export const NOBODY = '203.0.113.200'

/** The name by which the target's address is asked, to see whether a filter dislikes the target's own. */
export const OTHER_NAME = 'harmless.control.test'

const { api, status, login, site, portalOne, portalTwo, resolverOne, resolverTwo, wellKnown } = PLACES

/** What the real command is given with `--controls`. */
export const CONTROLS: ControlSettings = {
  addresses: [resolverOne, resolverTwo, wellKnown].flatMap(({ v4, v6 }) => [`${v4}:443`, `[${v6}]:443`]),
  portals: [
    { url: `http://${portalOne.name}/generate_204`, status: 204, body: '' },
    { url: `http://${portalTwo.name}/success.txt`, status: 200, body: 'success' },
  ],
  resolvers: [resolverOne.v4, resolverTwo.v4, `https://${resolverOne.v4}/dns-query`, `https://${resolverTwo.v4}/dns-query`],
  site: `https://${site.name}/`,
  otherName: OTHER_NAME,
  statusPages: [status.name],
  loginHost: login.name,
  provider: `https://${api.name}`,
}

export type Family = 'v4' | 'v6'

/** All names of the simulated internet, with what they lead to. */
export const namesWith = (families: readonly Family[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.values(PLACES).map((one) => [one.name, families.map((family) => one[family])]))

/** Where each name leads by IPv4, for those who ask no name server. */
export const IPV4_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(PLACES).map(({ name, v4 }) => [name, v4]),
)
