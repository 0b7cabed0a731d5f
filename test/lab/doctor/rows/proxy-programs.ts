import assert from 'node:assert/strict'
import { ROUTER, ROUTER_OUTSIDE } from '../../net/lab.ts'
import type { Machine } from '../../net/machine.ts'
import { startSquid, startTinyproxy, type Rules } from '../../net/proxies.ts'
import type { Internet } from '../internet.ts'
import { assertPlainAnswer } from '../observers.ts'
import { PLACES } from '../places.ts'
import type { Made, Row } from '../row.ts'

// Proxies as they are in use, and what they say in their own words.

const { api } = PLACES
export const PROXY_PORT = 3128
export const PROXY: string = `http://${ROUTER.v4}:${PROXY_PORT}`

export const NOT_THE_NETWORK = [
  'NET_UPSTREAM_DOWN',
  'TARGET_UNREACHABLE',
  'DNS_SERVER_DEAD',
  'CAPTIVE_PORTAL',
  'API_SILENT',
] as const

const PROGRAMS = {
  tinyproxy: { called: 'Tinyproxy', start: startTinyproxy },
  squid: { called: 'Squid', start: startSquid },
} as const

/** What the proxy on the router says to CONNECT for the API. */
export async function assertConnect(from: Machine, status: number): Promise<string> {
  const { out } = await from.attempt(
    'timeout',
    '3',
    'bash',
    '-c',
    `exec 3<>/dev/tcp/${ROUTER.v4}/${PROXY_PORT}; printf 'CONNECT ${api.name}:443 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' >&3; head -1 <&3`,
  )
  assert.match(out, new RegExp(`^HTTP/1.\\d ${status}`))
  return `to CONNECT ${api.name} the proxy says ${out.trim()}`
}

/** It is the only way out. */
async function onlyBy(program: keyof typeof PROGRAMS, { firewall, router, folder }: Internet, rules: Rules): Promise<Made> {
  const shut = await firewall.drop('iifname "lan"')
  await PROGRAMS[program].start(router, folder, rules)
  return { asked: { env: { HTTPS_PROXY: PROXY } }, after: async () => `${await shut.packets()} packets past it dropped` }
}

function login(row: string, program: keyof typeof PROGRAMS): Row {
  return {
    row,
    fault: `the proxy (${PROGRAMS[program].called}) wants a login, and none is set`,
    needs: [program],
    make: async (net) => await onlyBy(program, net, { login: { user: 'mika', password: 'open-sesame' } }),
    observe: async ({ client }) =>
      await assertPlainAnswer(
        client,
        { v4: ROUTER.v4, name: api.name, port: PROXY_PORT, path: `http://${api.name}/` },
        /^HTTP\/1.\d 407/,
      ),
    due: {
      code: 'PROXY_AUTH',
      owner: 'settings',
      evidence: [{ saw: 'proxy-answer', to: 'target', status: 407 }],
      never: NOT_THE_NETWORK,
    },
  }
}

function denies(row: string, program: keyof typeof PROGRAMS): Row {
  return {
    row,
    fault: `the proxy (${PROGRAMS[program].called}) lets nobody through to the target, and to all others`,
    needs: [program],
    extra: true,
    make: async (net) => await onlyBy(program, net, { denies: api.name }),
    observe: async ({ client }) => await assertConnect(client, 403),
    due: {
      code: 'PROXY_DENIES',
      owner: 'proxy',
      evidence: [
        { saw: 'proxy-answer', to: 'target', status: 403 },
        { saw: 'proxy-answer', to: 'control', status: 200 },
      ],
      never: ['FORBIDDEN', ...NOT_THE_NETWORK],
    },
  }
}

const cutOff: Row = {
  row: '54b',
  fault: 'the proxy (Squid) has no way out itself, and answers 503',
  needs: ['squid'],
  extra: true,
  make: async (net) => {
    const { asked } = await onlyBy('squid', net, {})
    await net.router.shell(`
      for net in 203.0.113.0/24 198.51.100.0/24 10.86.2.0/24; do ip route replace unreachable $net; done
      ip -6 route flush dev ${net.outside}; ip -4 addr del ${ROUTER_OUTSIDE.v4}/24 dev ${net.outside}`)
    return { ...(asked && { asked }) }
  },
  observe: async ({ client }) => await assertConnect(client, 503),
  due: {
    code: 'PROXY_UPSTREAM',
    owner: 'proxy',
    evidence: [{ saw: 'proxy-answer', to: 'target', status: 503 }],
    never: ['PROVIDER_EDGE', 'PROVIDER_5XX', ...NOT_THE_NETWORK],
  },
}

export const PROXY_LOGIN_ROWS: readonly Row[] = [login('52', 'tinyproxy'), login('52b', 'squid')]
export const PROXY_PROGRAM_ROWS: readonly Row[] = [denies('53b', 'squid'), denies('53c', 'tinyproxy'), cutOff]
