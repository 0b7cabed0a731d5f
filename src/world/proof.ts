import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Shows that a gateway has the secret of its runtime file, without saying it: a stranger on its port must not harvest
 * credentials. The port is signed too, so that nobody can pass the question on to a gateway elsewhere.
 * @param nonce made by who asks, new each time
 */
export const proofOfSecret = (secret: string, nonce: string, port: number): string =>
  createHmac('sha256', secret).update(`${nonce}:${port}`).digest('hex')

/** Compares in constant time. */
export function sameProof(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
}
