import type { Reply } from './api-form.ts'
import type { EdgeEffect } from './fault.ts'

// What stands in front of the API says, byte for byte (docs/facts.md 4). None of it carries a request-id.

type EnvoyFault = Extract<EdgeEffect, { kind: 'envoy-503' }>
type PageFault = Extract<EdgeEffect, { kind: 'edge-page' }>

/** Envoy's answer when it has no server for a request, or lost the one it had. */
export function envoyReply(fault: EnvoyFault): Reply {
  const latest = fault.retried === true ? 'retried and the latest ' : ''
  const transport = fault.transport === undefined ? '' : `, transport failure reason: ${fault.transport}`
  const body =
    fault.reason === undefined
      ? 'no healthy upstream'
      : `upstream connect error or disconnect/reset before headers. ${latest}reset reason: ${fault.reason}${transport}`
  return {
    status: fault.reason === 'protocol error' ? 502 : 503,
    headers: { 'content-type': 'text/plain', server: 'envoy', ...fault.headers },
    body,
  }
}

const REASONS: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
}

/** A page for people, where a program expected JSON. @param accept Cloudflare gives JSON to those who ask for it */
export function pageReply(fault: PageFault, accept: string): Reply {
  const title = `${fault.status} ${REASONS[fault.status] ?? 'Error'}`
  switch (fault.by) {
    case 'nginx':
      return page(fault, 'nginx', plainPage(title, '<hr><center>nginx</center>\r\n'))
    case 'alb':
      return page(fault, 'awselb/2.0', plainPage(title, ''))
    case 'cloudflare':
      return cloudflareReply(fault, accept)
  }
}

const page = (fault: PageFault, server: string, body: string): Reply => ({
  status: fault.status,
  headers: { 'content-type': 'text/html', server, ...fault.headers },
  body,
})

const plainPage = (title: string, foot: string): string =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n${foot}</body>\r\n</html>\r\n`

const CLOUDFLARE: Readonly<Record<number, string>> = {
  520: 'Web server is returning an unknown error',
  521: 'Web server is down',
  522: 'Connection timed out',
  523: 'Origin is unreachable',
  524: 'A timeout occurred',
  525: 'SSL handshake failed',
  526: 'Invalid SSL certificate',
  530: 'Origin DNS error',
}
const RAY = '0123456789abcdef'

function cloudflareReply(fault: PageFault, accept: string): Reply {
  const title = CLOUDFLARE[fault.status] ?? REASONS[fault.status] ?? 'Error'
  const headers = {
    server: 'cloudflare',
    'cf-ray': `${RAY}-NRT`,
    'cf-error-type': 'http',
    'cf-error-origin': 'origin',
    ...fault.headers,
  }
  if (accept.includes('application/json')) {
    const body = {
      type: `https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-${fault.status}/`,
      title: `Error ${fault.status}: ${title}`,
      status: fault.status,
      error_code: fault.status,
      error_category: 'origin',
      ray_id: RAY,
      cloudflare_error: true,
      retryable: fault.status < 525,
      retry_after: fault.status === 520 ? 60 : 120,
      owner_action_required: true,
    }
    return {
      status: fault.status,
      headers: { 'content-type': 'application/problem+json', ...headers },
      body: JSON.stringify(body),
    }
  }
  const body =
    `<!DOCTYPE html>\n<html lang="en-US">\n<head><title>api.anthropic.com | ${fault.status}: ${title}</title></head>\n` +
    `<body><div id="cf-wrapper"><h1><span>${title}</span> <span>Error code ${fault.status}</span></h1>` +
    `<p>Cloudflare Ray ID: <strong>${RAY}</strong></p></div></body>\n</html>\n`
  return { status: fault.status, headers: { 'content-type': 'text/html; charset=UTF-8', ...headers }, body }
}
