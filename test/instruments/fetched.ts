import type { Broken, Network, Outgoing } from '../../src/world/network.ts'

/** What came of one request. */
export type Fetched = { readonly status: number; readonly text: string } | Broken

/** One request straight to a network, without a gateway. */
export function fetched(network: Network, url: string, more: Partial<Outgoing> = {}): Promise<Fetched> {
  const { origin, pathname, search } = new URL(url)
  return new Promise((resolve) => {
    let status = 0
    const chunks: Uint8Array[] = []
    const request: Outgoing = {
      origin,
      path: pathname + search,
      method: 'GET',
      headers: [],
      body: undefined,
      connection: 'pooled',
      ...more,
    }
    network.send(request, {
      head: (head) => {
        status = head.status
      },
      data: (chunk) => chunks.push(chunk),
      end: () => resolve({ status, text: Buffer.concat(chunks).toString() }),
      broken: resolve,
    })
  })
}
