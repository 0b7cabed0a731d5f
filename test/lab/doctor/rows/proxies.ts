import { join } from 'node:path'
import { ROUTER } from '../../net/lab.ts'
import { SYSTEM_PATH } from '../../net/obstacle.ts'
import type { Expected } from '../expected.ts'
import type { Internet } from '../internet.ts'
import { assertLooksUp, assertPlainAnswer, assertSilent, assertTcp } from '../observers.ts'
import { IPV4_OF, PLACES } from '../places.ts'
import type { Made, Row } from '../row.ts'
import type { Deed } from '../serving.ts'
import { BUFFERING_ROWS } from './buffering.ts'
import { assertConnect, NOT_THE_NETWORK, PROXY, PROXY_PORT, PROXY_LOGIN_ROWS, PROXY_PROGRAM_ROWS } from './proxy-programs.ts'

const { api, wellKnown } = PLACES

/** The proxy on the router is the only way out. */
async function onlyByProxy(
  { firewall, router, serve }: Internet,
  deed: Partial<Extract<Deed, { is: 'proxy' }>> = {},
): Promise<Made> {
  const shut = await firewall.drop('iifname "lan"')
  await serve(router, {
    doors: [{ address: ROUTER.v4, port: PROXY_PORT, deed: { is: 'proxy', to: IPV4_OF, ...deed } }],
  })
  return { asked: { env: { HTTPS_PROXY: PROXY } }, after: async () => `${await shut.packets()} packets past it dropped` }
}

const notSet: Row = {
  row: '48',
  fault: 'a proxy is the only way out, the system knows it, and the client does not',
  make: async (net) => {
    const made = await onlyByProxy(net)
    // what GNOME's own program says
    const lines = ['mode', 'https host', 'https port'].map(
      (key, at) =>
        `org.gnome.system.proxy${key.includes(' ') ? `.${key.split(' ')[0]}` : ''} ${key.split(' ').at(-1)} ${["'manual'", `'${ROUTER.v4}'`, PROXY_PORT][at]}`,
    )
    const program = await net.file('bin/gsettings', `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\n`)
    await net.client.run('chmod', '+x', program)
    return { ...made, asked: { env: { PATH: `${join(net.folder, 'bin')}:${SYSTEM_PATH}` } } }
  },
  observe: async ({ client }) => await assertSilent(client, api.v4, wellKnown.v4),
  due: {
    code: 'PROXY_NOT_SET',
    owner: 'settings',
    evidence: [{ saw: 'other-way', what: 'system-proxy' }],
    never: ['NET_UPSTREAM_DOWN', 'TARGET_UNREACHABLE', 'DNS_SERVER_DEAD'],
  },
}

const unknownName: Row = {
  row: '49',
  fault: 'the name of the proxy does not exist',
  asked: { env: { HTTPS_PROXY: 'http://proxy.nowhere.test:3128' } },
  observe: async ({ client }) => await assertLooksUp(client, 'proxy.nowhere.test', []),
  due: {
    code: 'PROXY_DNS',
    owner: 'settings',
    confidence: 'certain',
    evidence: [{ saw: 'proxy-failed', at: 'name', code: 'ENOTFOUND' }],
    never: NOT_THE_NETWORK,
  },
}

const portClosed: Row = {
  row: '50',
  fault: 'nothing listens where the proxy should be',
  asked: { env: { HTTPS_PROXY: PROXY } },
  observe: async ({ client }) => await assertTcp(client, { v4: ROUTER.v4, port: PROXY_PORT }, 'Connection refused'),
  due: {
    code: 'PROXY_DOWN',
    owner: 'settings',
    confidence: 'certain',
    evidence: [{ saw: 'proxy-failed', at: 'connect', code: 'ECONNREFUSED' }],
    never: NOT_THE_NETWORK,
  },
}

const hangs: Row = {
  row: '51',
  fault: 'the proxy takes connections and never answers',
  make: async (net) => await onlyByProxy(net, { hangs: true }),
  observe: async ({ client }) => await assertTcp(client, { v4: ROUTER.v4, port: PROXY_PORT }, 'open'),
  due: {
    code: 'PROXY_HANGS',
    owner: 'proxy',
    evidence: [{ saw: 'proxy-failed', at: 'tunnel', code: 'TIMEOUT' }],
    never: NOT_THE_NETWORK,
  },
}

function refuses(row: string, hosts: Readonly<Record<string, number>>, { fault, due }: Pick<Row, 'fault' | 'due'>): Row {
  return {
    row,
    fault,
    make: async (net) => await onlyByProxy(net, { refuses: hosts }),
    observe: async ({ client }) => await assertConnect(client, hosts[api.name] ?? hosts['*'] ?? 0),
    due,
  }
}

const notHttp: Row = {
  row: '55',
  fault: 'where the proxy should be, something else answers (SSH)',
  asked: { env: { HTTPS_PROXY: PROXY } },
  make: async ({ router, serve }) =>
    void (await serve(router, {
      doors: [{ address: ROUTER.v4, port: PROXY_PORT, deed: { is: 'banner', text: 'SSH-2.0-OpenSSH_9.2p1\r\n' } }],
    })),
  observe: async ({ client }) =>
    await assertPlainAnswer(client, { v4: ROUTER.v4, name: 'the proxy', port: PROXY_PORT }, /^SSH-2.0/),
  due: { code: 'PROXY_NOT_HTTP', owner: 'settings', evidence: [{ saw: 'proxy-banner' }], never: NOT_THE_NETWORK },
}

const socks: Row = {
  row: '57',
  fault: 'a SOCKS proxy is set, which the client does not speak',
  asked: { env: { HTTPS_PROXY: `socks5://${ROUTER.v4}:1080` } },
  observe: () => Promise.resolve('a setting, and nothing else'),
  due: { code: 'PROXY_SOCKS_UNSUPPORTED', owner: 'settings', confidence: 'certain', never: NOT_THE_NETWORK },
}

const conflict: Row = {
  row: '58',
  fault: 'https_proxy and HTTPS_PROXY say different things',
  make: async (net) => {
    const made = await onlyByProxy(net)
    return { ...made, asked: { env: { https_proxy: PROXY, HTTPS_PROXY: `http://${ROUTER.v4}:8888` } } }
  },
  observe: async ({ client }) => await assertSilent(client, api.v4),
  due: { code: 'PROXY_CONFLICT', owner: 'settings', evidence: [{ saw: 'conflicting' }], never: NOT_THE_NETWORK },
}

const exempted: Row = {
  row: '59',
  fault: 'NO_PROXY exempts the target, which only the proxy reaches',
  asked: { env: { NO_PROXY: '.example.test' } },
  make: async (net) => await onlyByProxy(net),
  observe: async ({ client }) => await assertSilent(client, api.v4, wellKnown.v4),
  due: {
    code: 'NO_PROXY_WRONG',
    owner: 'settings',
    confidence: 'certain',
    evidence: [{ saw: 'other-way', what: 'proxy' }],
    never: NOT_THE_NETWORK,
  },
}

export const PROXY_ROWS: readonly Row[] = [
  notSet,
  unknownName,
  portClosed,
  hangs,
  ...PROXY_LOGIN_ROWS,
  refuses(
    '53',
    { [api.name]: 403 },
    {
      fault: 'the proxy forbids the target alone (403)',
      due: {
        code: 'PROXY_DENIES',
        owner: 'proxy',
        evidence: [
          { saw: 'proxy-answer', to: 'target', status: 403 },
          { saw: 'proxy-answer', to: 'control', status: 200 },
        ],
        never: ['FORBIDDEN', ...NOT_THE_NETWORK],
      } satisfies Expected,
    },
  ),
  refuses(
    '54',
    { '*': 502 },
    {
      fault: 'the proxy reaches nobody itself (502)',
      due: {
        code: 'PROXY_UPSTREAM',
        owner: 'proxy',
        evidence: [{ saw: 'proxy-answer', to: 'target', status: 502 }],
        never: ['PROVIDER_EDGE', ...NOT_THE_NETWORK],
      } satisfies Expected,
    },
  ),
  ...PROXY_PROGRAM_ROWS,
  notHttp,
  socks,
  conflict,
  exempted,
  ...BUFFERING_ROWS,
]
