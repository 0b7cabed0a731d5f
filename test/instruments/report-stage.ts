import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import type { Desk } from './command.ts'
import type { Script } from './upstream.ts'

// What commands that look at the network need to stay on this machine, and a report taken out of its file.

/** Nobody listens there: everything fails at once. */
export const DEAD = '127.0.0.1:9'

/** Where the status page is, and the provider's own API, as URLs. */
type Elsewhere = { readonly statusPage?: string; readonly provider?: string }

export function loopbackControls(desk: Desk, { statusPage: page = DEAD, ...elsewhere }: Elsewhere = {}): string {
  const file = join(desk.dir, 'controls.json')
  const usual = {
    addresses: [DEAD],
    portals: [{ url: `http://${DEAD}/`, status: 204, body: '' }],
    resolvers: [DEAD],
    site: `https://${DEAD}/`,
    statusPages: [page],
  }
  writeFileSync(file, JSON.stringify({ ...usual, ...elsewhere }))
  return file
}

export const membersOf = (file: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(unzipSync(readFileSync(file))).map(([name, bytes]) => [name, strFromU8(bytes)]))

/** A page of the provider with one incident. */
export const statusPage =
  (incident: string): Script =>
  ({ response }) => {
    const page = {
      page: { id: 'tymt9n04zgry', name: 'Claude', updated_at: new Date().toISOString() },
      components: [{ id: 'k8w3r06qmzrp', name: 'Claude API (api.anthropic.com)', status: 'partial_outage' }],
      incidents: [{ name: incident, status: 'investigating', impact: 'major', started_at: '2026-11-22T10:00:00Z' }],
      scheduled_maintenances: [],
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page))
  }
