import { REFUSALS } from './catalogue.ts'
import { foundInErrorEvent, recogniseApi } from './recognise/api.ts'
import { recogniseAlb, recogniseGoogle, recogniseHaproxy, recogniseNginx } from './recognise/balancers.ts'
import { recogniseGatekeeper, recogniseSquid, recogniseStranger } from './recognise/between.ts'
import { recogniseCloud } from './recognise/cloud.ts'
import { recogniseCloudflare } from './recognise/cloudflare.ts'
import { recogniseEnvoy } from './recognise/envoy.ts'
import { asRay, lookAt, type Answer, type Found, type Look, type Recogniser } from './recognise/look.ts'
import { foundByStatus } from './recognise/other.ts'
import { readRetryAfter, readShouldRetry, type HeaderValues } from './retry-after.ts'
import type { Refusal } from './signal.ts'
import { unixMillis } from './time.ts'

/**
 * In the order in which they are asked. The API goes before all that merely pass its answers on, Envoy before Cloudflare,
 * which stands in front of it and writes its own name into `server`.
 */
const RECOGNISERS: readonly Recogniser[] = [
  recogniseGatekeeper,
  recogniseApi,
  recogniseEnvoy,
  recogniseCloudflare,
  recogniseCloud,
  recogniseNginx,
  recogniseHaproxy,
  recogniseGoogle,
  recogniseSquid,
  recogniseAlb,
  recogniseStranger,
]

/**
 * Says who made an answer that is no use as it is, and what it means. Ask it only about answers that are not what the
 * client asked for: every 4xx and 5xx, redirects, and a 200 that is empty, a web page or an error. Never throws.
 */
export function recognise(answer: Answer): Refusal {
  const look = lookAt(answer)
  return refusal(firstFound(look), { status: answer.status, headers: answer.headers, wall: answer.wall })
}

/** The same for the `data` of an `error` event in a stream that had begun with a 200. Never throws. */
export function recogniseErrorEvent(data: string): Refusal {
  const found = foundInErrorEvent(data)
  return refusal(found, { status: found.status, headers: {}, wall: unixMillis(0) })
}

function firstFound(look: Look): Found {
  for (const recogniser of RECOGNISERS) {
    const found = recogniser(look)
    if (found !== undefined) return found
  }
  return foundByStatus(look)
}

function refusal(
  found: Found,
  answer: { readonly status: number; readonly headers: HeaderValues; readonly wall: Answer['wall'] },
): Refusal {
  const retryAfter = readRetryAfter(answer.headers, answer.wall) ?? found.retryAfter
  const shouldRetry = readShouldRetry(answer.headers)
  const ray = asRay(answer.headers['cf-ray'])
  return {
    status: found.status ?? answer.status,
    from: REFUSALS[found.code].from,
    code: found.code,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(shouldRetry !== undefined && { shouldRetry }),
    ...(found.requestId !== undefined && { requestId: found.requestId }),
    ...(ray !== undefined && { ray }),
  }
}
