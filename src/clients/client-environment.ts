export type Env = Readonly<Record<string, string | undefined>>

/** What a client must know to come through a gateway, whoever it is. */
export type Address = {
  readonly gatewayUrl: string
  /** Headers for the gateway alone; it strips them before anything leaves. */
  readonly headers: Readonly<Record<string, string>>
}

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

/** The three variables that every client of this API knows. What stood in them before is kept where it can be. */
export function addressVariables({ gatewayUrl, headers }: Address, before: Env): Record<string, string> {
  const noProxy = withLoopback(before['no_proxy'] || before['NO_PROXY'] || '', gatewayUrl)
  return {
    ANTHROPIC_BASE_URL: gatewayUrl,
    ANTHROPIC_CUSTOM_HEADERS: withHeaders(before['ANTHROPIC_CUSTOM_HEADERS'] ?? '', headers),
    // both spellings: programs differ in which one they read
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  }
}

/** A proxy from the environment must not be asked for a gateway on this machine. */
export function withLoopback(list: string, gatewayUrl: string): string {
  const hosts = list.split(/[\s,]+/).filter((host) => host !== '')
  if (hosts.includes('*')) return list
  const own = URL.parse(gatewayUrl)?.hostname.replace(/^\[|\]$/g, '')
  const wanted = own === undefined ? LOOPBACK : [...LOOPBACK, own]
  return [...new Set([...hosts, ...wanted])].join(',')
}

/** `Name: value` lines. Ours from an outer `run` give way to the new ones; the others stay as they are. */
export function withHeaders(lines: string, headers: Readonly<Record<string, string>>): string {
  const theirs = lines.split(/\r?\n/).filter((line) => line.trim() !== '' && !/^\s*x-holdfast-/i.test(line))
  const ours = Object.entries(headers).map(([name, value]) => `${name}: ${oneLine(value)}`)
  return [...theirs, ...ours].join('\n')
}

/** A header value is one line of visible ASCII; anything else would break the request. */
const oneLine = (value: string): string => value.replaceAll(/[^\x20-\x7e]+/g, ' ').trim()
