import type { RefusalCode } from '../catalogue.ts'
import { seconds } from '../time.ts'
import type { Look, Recogniser } from './look.ts'

type ByStatus = Readonly<Record<number, RefusalCode>>

/** nginx and its kin sign their pages below a line; 499 never leaves the server. */
export const recogniseNginx: Recogniser = ({ status, html, text }) => {
  if (status < 400 || !html || !/<center>(?:nginx|openresty|tengine)\b/i.test(text)) return undefined
  return { code: NGINX[status] ?? (status >= 500 ? 'nginx.internal' : 'nginx.refused') }
}

const NGINX: ByStatus = {
  413: 'nginx.too-large',
  429: 'nginx.rate-limited',
  500: 'nginx.internal',
  502: 'nginx.bad-gateway',
  503: 'nginx.unavailable',
  504: 'nginx.timeout',
}

/** AWS's balancer: nginx's page without signature; `server` may have been overwritten by what stands in front. */
export const recogniseAlb: Recogniser = ({ status, html, text, server }) => {
  if (status < 400 || !(server.startsWith('awselb/') || (html && ALB_PAGE.test(text)))) return undefined
  return { code: ALB[status] ?? (status >= 500 ? 'alb.internal' : 'alb.refused') }
}

const ALB_PAGE =
  /^<html>\s*<head><title>(\d{3} [^<]{1,60})<\/title><\/head>\s*<body[^>]{0,60}>\s*<center><h1>\1<\/h1><\/center>\s*<\/body>\s*<\/html>$/i
const ALB: ByStatus = {
  502: 'alb.bad-gateway',
  503: 'alb.unavailable',
  504: 'alb.timeout',
  561: 'alb.login',
}

/** HAProxy's built-in pages: a heading and one sentence. */
export const recogniseHaproxy: Recogniser = ({ status, text }) => {
  if (status < 400 || !HAPROXY_PAGE.test(text)) return undefined
  return { code: HAPROXY[status] ?? (status >= 500 ? 'haproxy.bad-gateway' : 'haproxy.refused') }
}

const HAPROXY_PAGE =
  /^<html><body><h1>\d{3} [\w -]{1,60}<\/h1>\s*(?:no server is available|the server (?:returned an invalid|didn't respond)|an internal server error occurred|your browser|request forbidden by administrative rules|you have sent too many requests|this host is|you need a valid)/i
const HAPROXY: ByStatus = { 502: 'haproxy.bad-gateway', 503: 'haproxy.unavailable', 504: 'haproxy.timeout' }

/** Google's front ends. The Envoy-based ones speak like Envoy and are recognised there. */
export const recogniseGoogle: Recogniser = (look) => {
  if (look.status < 400 || !isGoogle(look)) return undefined
  const advice = /please try again in 30 seconds/i.test(look.text)
  const code = GOOGLE[look.status] ?? (look.status >= 500 ? 'google.internal' : 'google.refused')
  return { code, ...(advice && { retryAfter: seconds(30) }) }
}

const GOOGLE: ByStatus = {
  500: 'google.internal',
  502: 'google.bad-gateway',
  503: 'google.unavailable',
  504: 'google.timeout',
}

function isGoogle({ text, html, json, server }: Look): boolean {
  if (/the server encountered (?:a temporary|an) error and could not complete your request/i.test(text) && json === undefined)
    return true
  return (
    html && (server === 'google frontend' || server === 'gws' || /<title>error \d{3} \([^<)]{1,60}\)!!1<\/title>/i.test(text))
  )
}
