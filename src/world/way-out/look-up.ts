import { lookup } from 'node:dns'

export type Address = { readonly address: string; readonly family: 4 | 6 }

/** Addresses of a name, as the system orders them. Rejects as node:dns does. */
export type LookUp = (name: string) => Promise<readonly Address[]>

/** What the system itself would say: hosts files and VPN rules hold. Not cancellable; a silent name server takes 10 s. */
export const systemLookUp: LookUp = (name) =>
  new Promise((resolve, reject) => {
    lookup(name, { all: true, order: 'verbatim' }, (error, found) => {
      if (error === null) resolve(found as Address[])
      else reject(error)
    })
  })

export type SharedLookUp = {
  readonly lookUp: LookUp
  /** Who asks from now on is not given what others wait for: it may have been asked on a network that is gone. */
  readonly forget: () => void
}

/**
 * Those who ask for a name that is being looked up get the same answer: half of the few threads of libuv serve look-ups,
 * and thousands of requests may want the same name at once. Nothing is kept.
 */
export function askedOnce(lookUp: LookUp): SharedLookUp {
  const underWay = new Map<string, Promise<readonly Address[]>>()
  return {
    lookUp(name) {
      const asked = underWay.get(name)
      if (asked !== undefined) return asked
      const asking = lookUp(name).finally(() => {
        if (underWay.get(name) === asking) underWay.delete(name)
      })
      underWay.set(name, asking)
      return asking
    },
    forget: () => underWay.clear(),
  }
}
