import { Resolver } from 'node:dns'
import { isIP } from 'node:net'
import { ms, seconds, type Millis } from '../../core/time.ts'
import { askSystem } from '../ask-system.ts'
import type { Clock } from '../clock.ts'
import type { Address } from '../way-out/look-up.ts'
import type { Env } from '../way-out/route.ts'
import { askServer, type RecordType, type ServerAnswer } from './ask-server.ts'
import { configuredInResolvConf, configuredInScutil, domainsInScutil, readText } from './name-settings.ts'

/** What a name server said itself. */
export type Said = { readonly addresses: readonly Address[]; readonly ttl: Millis; readonly server: string }

/** A question to name servers: the first of them that knows addresses. Rejects with the code of node:dns, ENOTFOUND where one says so. */
export type AskServers = (name: string, signal: AbortSignal) => Promise<Said>

/** As long as the system waits for the first of its servers. */
const SERVER_WITHIN: Millis = seconds(5)
/** Where the addresses of one family have come, the others are waited for no longer: some servers are silent about them. */
const OTHER_FAMILY_WITHIN = ms(300)

/** @param servers whom to ask for this name: none where nobody is to be asked */
export function serversAsked(
  servers: (name: string, signal: AbortSignal) => Promise<readonly string[]>,
  clock: Clock,
): AskServers {
  return async (name, signal) => {
    const asked = await servers(name, signal)
    if (asked.length === 0) throw nobody()
    const ending = new AbortController()
    try {
      return await Promise.any(asked.map((server) => askOne(server, { name, clock }, AbortSignal.any([signal, ending.signal]))))
    } catch (error) {
      throw mostTelling(error)
    } finally {
      ending.abort(new Error('another was first'))
    }
  }
}

type Question = { readonly name: string; readonly clock: Clock }

function askOne(server: string, { name, clock }: Question, signal: AbortSignal): Promise<Said> {
  return new Promise((resolve, reject) => {
    const found: ServerAnswer[] = []
    const errors: unknown[] = []
    const finish = (): void => {
      const all = found.flatMap(({ addresses }) => addresses)
      const ttl = ms(Math.min(...found.map((one) => one.ttl)))
      if (all.length > 0) resolve({ addresses: all.map(withFamily), ttl, server })
      else reject(mostTelling(new AggregateError(errors)))
    }
    const ask = async (type: RecordType): Promise<void> => {
      try {
        const answer = await askServer(server, { name, type }, { within: SERVER_WITHIN }, signal)
        if (answer.addresses.length > 0) found.push(answer)
        clock.after(OTHER_FAMILY_WITHIN, () => (found.length > 0 ? finish() : undefined))
      } catch (error) {
        errors.push(error)
      }
    }
    void Promise.all([ask('A'), ask('AAAA')]).then(finish)
  })
}

const withFamily = (address: string): Address => ({ address, family: isIP(address) === 4 ? 4 : 6 })

/** There is no such name: an answer, where all else is none. */
export const isDenial = (code: string): boolean => code === 'ENOTFOUND' || code === 'ENODATA'

/** A name server's no says more than another's silence. */
function mostTelling(error: unknown): unknown {
  if (!(error instanceof AggregateError)) return error
  const errors = error.errors as readonly unknown[]
  return errors.find((one) => isDenial(codeIn(one))) ?? errors[0] ?? nobody()
}

export const codeIn = (error: unknown): string => {
  const code = (error as { readonly code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : 'EAI_FAIL'
}

/** Nobody was asked, so nobody has failed to answer. */
export const NOBODY = 'NOBODY_ASKED'
const nobody = (): Error => Object.assign(new Error('no name server'), { code: NOBODY })

/**
 * Whom this system itself asks for a name. None where it has rules that a direct question would break: names without a dot get
 * the search list, `.local` is asked of the neighbours, and on macOS some domains have servers of their own.
 */
export function systemServers(
  platform: NodeJS.Platform,
  env: Env,
): (name: string, signal: AbortSignal) => Promise<readonly string[]> {
  return async (name, signal) => {
    if (!name.includes('.') || /\.local\.?$/i.test(name)) return []
    if (platform === 'win32') return new Resolver().getServers()
    if (platform === 'darwin') {
      const text = await askSystem(env, signal)('scutil', '--dns')
      const apart = domainsInScutil(text).some((domain) => `.${name.toLowerCase()}`.endsWith(`.${domain}`))
      return apart ? [] : configuredInScutil(text).servers
    }
    return configuredInResolvConf(await readText('/etc/resolv.conf')).servers
  }
}

/** Names that are known inside some network alone, if at all: nobody outside is to hear them. */
const INWARD = /^[^.]*\.?$|\.(?:local|localhost|internal|intranet|corp|home|lan|private|home\.arpa)\.?$/i

/** Configured besides the system's. @param resolvers addresses, with or without port */
export const secondServers =
  (resolvers: readonly string[]) =>
  (name: string): Promise<readonly string[]> =>
    Promise.resolve(INWARD.test(name) ? [] : resolvers)
