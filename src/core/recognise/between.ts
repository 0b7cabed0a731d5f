import type { Look, Recogniser } from './look.ts'

/** Things in between that say who they are: a policy of the surroundings, a proxy that wants a login, a network that does. */
export const recogniseGatekeeper: Recogniser = ({ status, headers }) => {
  if (headers['x-deny-reason'] !== undefined && status >= 400) return { code: 'middlebox.policy' }
  if (status === 407) return { code: 'middlebox.proxy-login' }
  if (status === 511) return { code: 'middlebox.network-login' }
  return undefined
}

/** Squid signs what it makes itself. */
export const recogniseSquid: Recogniser = (look) => {
  if (look.status < 400 || !isSquid(look)) return undefined
  return { code: look.status >= 500 ? 'middlebox.proxy-error' : 'middlebox.block-page' }
}

const isSquid = ({ headers, html, text, server }: Look): boolean =>
  headers['x-squid-error'] !== undefined ||
  (html && (server.startsWith('squid') || /<p>generated .{1,200}\(squid|<!-- ERR_[A-Z_]{3,40} -->/i.test(text)))

/** Web pages and empty answers where the API would have spoken JSON: somebody else answered. */
export const recogniseStranger: Recogniser = ({ status, html, text, json }) => {
  if (status >= 300 && status < 400) return { code: 'middlebox.redirect' }
  if (html && (status === 403 || status === 451)) return { code: 'middlebox.block-page' }
  if (!(status < 300)) return undefined
  if (text === '') return { code: 'middlebox.empty' }
  if (html) return { code: 'middlebox.html-page' }
  return json === undefined ? { code: 'middlebox.not-json' } : undefined
}
