import type { GatewayState, RunTotals } from '../gateway/state.ts'
import { askGateway, type Door } from '../world/gateway-door.ts'

/** What became of one client's requests. */
export async function runTotals(door: Door, runId: string): Promise<RunTotals | undefined> {
  const text = await askGateway(door, { method: 'GET', path: `/_holdfast/runs/${encodeURIComponent(runId)}` })
  return parsed(text) as RunTotals | undefined
}

export async function stateOf(door: Door): Promise<GatewayState | undefined> {
  return parsed(await askGateway(door, { method: 'GET', path: '/_holdfast/state' })) as GatewayState | undefined
}

/** It has proved to be ours, but an older version may speak otherwise. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
