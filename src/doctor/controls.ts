import { isIP } from 'node:net'
import { z } from 'zod'
import { parseJsonWithComments, type Wanted } from '../config/json-with-comments.ts'
import type { Controls } from '../probes/probe.ts'
import { STATUS_HOSTS } from '../status-page/page.ts'

/** What is asked unless somebody says otherwise: well known, of several operators, and stable for years. */
export const USUAL_CONTROLS: Controls = {
  addresses: [
    '1.1.1.1:443',
    '8.8.8.8:443',
    '9.9.9.9:443',
    '[2606:4700:4700::1111]:443',
    '[2001:4860:4860::8888]:443',
    '[2620:fe::fe]:443',
  ],
  portals: [
    { url: 'http://connectivitycheck.gstatic.com/generate_204', status: 204, body: '' },
    { url: 'http://detectportal.firefox.com/success.txt', status: 200, body: 'success' },
  ],
  resolvers: ['1.1.1.1', '8.8.8.8', 'https://1.1.1.1/dns-query', 'https://8.8.8.8/dns-query'],
  site: 'https://www.example.com/',
  otherName: 'www.example.com',
  statusPages: STATUS_HOSTS,
  loginHost: 'platform.claude.com',
}

/** What a file of controls may say: each part takes the place of the usual one as a whole. */
export type ControlSettings = Partial<Controls> & {
  /** Where the provider's own API is. */
  readonly provider?: string
}

/** What must stand there. i18n has a phrase for each. */
export type ControlExpected =
  | 'address'
  | 'resolver'
  | 'portal'
  | 'site'
  | 'host'
  | 'list'
  | 'url'
  | 'status'
  | 'text'
  | 'controls'

/** Why a file of controls is refused. */
export type ControlsFault =
  | { readonly kind: 'not-json'; readonly line: number; readonly column: number; readonly expected: Wanted }
  | { readonly kind: 'unknown-key'; readonly line: number; readonly key: string; readonly known: readonly string[] }
  | { readonly kind: 'bad-value'; readonly line: number; readonly path: string; readonly expected: ControlExpected }

export type ControlsResult =
  | { readonly ok: true; readonly value: ControlSettings }
  | { readonly ok: false; readonly fault: ControlsFault }

// The message of each check is the name of what was expected.
const expects = (what: ControlExpected): { readonly error: ControlExpected } => ({ error: what })
const checked = (what: ControlExpected, fits: (text: string) => boolean): z.ZodType<string> =>
  z.string(expects(what)).refine(fits, expects(what))
const list = <Item>(item: z.ZodType<Item>): z.ZodType<readonly Item[]> => z.array(item, expects('list'))

const hasScheme = (text: string, schemes: readonly string[]): boolean => schemes.includes(URL.parse(text)?.protocol ?? '')

/** `1.1.1.1:443`, `[2606:4700:4700::1111]:443`. */
export function isAddressWithPort(text: string): boolean {
  const [, six, four, port = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? []
  return isIP(six ?? four ?? '') === (six === undefined ? 4 : 6) && Number(port) > 0 && Number(port) <= 65_535
}

const isResolver = (text: string): boolean =>
  isIP(text) !== 0 || isAddressWithPort(text) || (hasScheme(text, ['https:']) && isIP(bare(URL.parse(text)?.hostname)) !== 0)
const bare = (hostname = ''): string => hostname.replace(/^\[|\]$/g, '')

const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i
/** A name or an address, with or without a port. */
const isHost = (text: string): boolean => isAddressWithPort(text) || isIP(text) !== 0 || NAME.test(text.replace(/:\d{1,5}$/, ''))

const shape = {
  addresses: list(checked('address', isAddressWithPort)).optional(),
  portals: list(
    z.strictObject(
      {
        url: checked('portal', (text) => hasScheme(text, ['http:'])),
        status: z.int(expects('status')).min(100, expects('status')).max(599, expects('status')),
        body: z.string(expects('text')).default(''),
      },
      expects('portal'),
    ),
  ).optional(),
  resolvers: list(checked('resolver', isResolver)).optional(),
  site: checked('site', (text) => hasScheme(text, ['https:'])).optional(),
  otherName: checked('host', (text) => NAME.test(text)).optional(),
  // plain http for a stand-in on this machine
  statusPages: list(checked('host', (text) => isHost(text) || hasScheme(text, ['http:']))).optional(),
  loginHost: checked('host', isHost).optional(),
  provider: checked('url', (text) => hasScheme(text, ['https:', 'http:'])).optional(),
}

const schema = z.strictObject(shape, expects('controls'))

/** Controls as people write them: JSON with comments. */
export function readControls(text: string): ControlsResult {
  const json = parseJsonWithComments(text)
  if (!json.ok) {
    const { line, column, expected } = json
    return { ok: false, fault: { kind: 'not-json', line, column, expected } }
  }
  const result = schema.safeParse(json.value)
  if (result.success) return { ok: true, value: result.data as ControlSettings }
  const issue = result.error.issues[0]
  const path = issue?.path ?? []
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    const known = path.length === 0 ? Object.keys(shape) : ['url', 'status', 'body']
    return { ok: false, fault: { kind: 'unknown-key', line: json.lineOf([...path, key]), key, known } }
  }
  const expected = (issue?.message ?? 'controls') as ControlExpected
  return { ok: false, fault: { kind: 'bad-value', line: json.lineOf(path), path: path.map(String).join('.'), expected } }
}
