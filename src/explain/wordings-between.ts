import type { Wording } from './wording.ts'

/** Proxies, filters, networks that want a login, certificates: what stands between, by its name. */
export const BETWEEN: readonly Wording[] = [
  [
    /\b407\b.{0,40}prox|prox.{0,80}\b407\b|proxy authentication (?:is )?required|ERR_CACHE_ACCESS_DENIED|statuscode=407/i,
    'path.proxy-login',
  ],
  [
    /prox(?:y|ies).{0,60}\b403\b|\b403\b.{0,30}(?:from proxy|from the proxy|http tunnel)|(?:tunnel|tunneling).{0,60}\b403\b/i,
    'path.proxy-denied',
  ],
  [
    /(?:proxy refused|tunnel|tunneling|from proxy|proxy response|after connect).{0,60}\b50\d\b|\b50\d\b.{0,20}from (?:the )?proxy/i,
    'path.proxy-error',
  ],
  [
    /could not resolve proxy|(?:proxy|proxyconnect).{0,80}(?:no such host|name or service not known|ENOTFOUND|getaddrinfo)/i,
    'path.proxy-not-found',
  ],
  [
    /proxyconnect.{0,80}(?:first record does not look like|server gave http)|proxy.{0,40}(?:wrong version number|speaks? socks)/i,
    'path.proxy-not-http',
  ],
  [
    /unsupported proxy|invalid (?:https?_)?proxy|proxy (?:url|scheme|protocol).{0,30}(?:invalid|unsupported|not supported|unknown)|socks.{0,40}(?:not supported|not installed|unsupported)|unknown scheme for proxy/i,
    'path.proxy-setting',
  ],
  [
    /(?:proxyconnect|to (?:the )?proxy|proxyerror).{0,400}(?:refused|timed? ?out|unreachable|no route|forcibly|getaddrinfo)|ERR_PROXY_CONNECTION_FAILED|failed to connect to proxy|proxy server (?:is )?(?:refusing|unreachable|not responding)/i,
    'path.proxy-unreachable',
  ],
  [/proxy connect aborted|proxy (?:hung up|closed)|ERR_TUNNEL_CONNECTION_FAILED/i, 'path.proxy-refused'],
  [
    /ERR_ACCESS_DENIED|TCP_DENIED\/403|access control configuration prevents|zscaler.{0,60}(?:block|polic|not allowed)|(?:web ?(?:page|site)|url|site|access).{0,20}(?:blocked|has been blocked)|blocked by (?:your|the|an?) ?(?:administrator|organi[sz]ation|network|company|policy|it)|fortiguard|netskope|blue ?coat|not permitted by your organi[sz]ation/i,
    'middlebox.block-page',
  ],
  [/ERR_(?:CONNECT_FAIL|DNS_FAIL|READ_TIMEOUT|ZERO_SIZE_OBJECT|CANNOT_FORWARD)\b/, 'middlebox.proxy-error'],
  [/x-deny-reason|host_not_allowed/i, 'middlebox.policy'],
  [
    /network authentication required|captive portal|sign in to (?:the |this )?(?:network|wi-?fi)|hotspot login/i,
    'middlebox.network-login',
  ],
  [
    /body is an html page|<!doctype html.{0,60}is not valid json|unexpected token '?<'?|content-?type:? ?"?text\/html.{0,40}(?:instead of|expected|unexpected)|invalid content type.{0,30}text\/html/i,
    'middlebox.html-page',
  ],
  // certificates
  [
    /CERT_HAS_EXPIRED|certificate (?:has )?expired(?! or)|certificate:? expired\b|SEC_E_CERT_EXPIRED|expired or is not yet valid: current time .{0,40} is after|ERR_CERT_DATE_INVALID|CERT_E_EXPIRED/i,
    'path.tls-cert-expired',
  ],
  [
    /CERT_NOT_YET_VALID|certificate is not (?:yet )?valid(?: yet)?\b(?! for)|notvalidyet|current time .{0,40} is before/i,
    'path.tls-cert-not-yet-valid',
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate|hostname mismatch|certificate is (?:not valid for|valid for .{1,200}, not)|(?:subject name|hostname) .{0,120}does not match|notvalidforname|ERR_CERT_COMMON_NAME_INVALID|SEC_E_WRONG_PRINCIPAL|no alternative certificate subject name/i,
    'path.tls-cert-wrong-name',
  ],
  [
    /self[- ]signed certificates?\b(?! in)|DEPTH_ZERO_SELF_SIGNED_CERT|certificate problem: self[- ]signed certificate(?! in)/i,
    'path.tls-cert-self-signed',
  ],
  [
    /SELF_SIGNED_CERT_IN_CHAIN|self[- ]signed certificate in (?:the )?(?:certificate )?chain|unable to get (?:local )?issuer|UNABLE_TO_(?:GET_ISSUER_CERT|VERIFY_LEAF)|unable to verify the first certificate|unknown authority|UnknownIssuer|unknown_ca|unknown ca\b/i,
    'path.tls-cert-unknown-issuer',
  ],
  [
    /(?:SSL )?certificate verification failed|certificate verify failed(?::? (?:unable|self)|[^:]{0,3}$)|certificate (?:is )?not trusted|UNTRUSTED_?ROOT|ERR_CERT_AUTHORITY_INVALID|PKIX path building failed|SSL certificate error|not trusted by the trust provider|issuer certificate is unknown/i,
    'path.tls-cert-unknown-issuer',
  ],
  [
    /certificate (?:has been |was )?revoked|CERT_REVOKED|invalid peer certificate: (?:BadEncoding|BadSignature|Revoked)/i,
    'path.tls-cert-invalid',
  ],
  [
    /wrong version number|WRONG_VERSION_NUMBER|packet length too long|server gave http response to https client|first record does not look like a tls handshake|corrupt message of type InvalidContentType|record layer failure/i,
    'path.tls-not-tls',
  ],
  [
    /alert protocol version|unsupported protocol\b(?!.{0,20}scheme)|no protocols available|sslv3 alert handshake failure|tls(?:v1)? alert handshake failure|legacy renegotiation|(?:dh|ee) key too small|ERR_SSL_VERSION_OR_CIPHER_MISMATCH|SEC_E_ALGORITHM_MISMATCH|protocol version not supported/i,
    'path.tls-version',
  ],
  [
    /certificate required\b|alert bad certificate|no required ssl certificate was sent|alert number 116|client certificate (?:is )?(?:required|missing)/i,
    'path.tls-client-cert',
  ],
  [
    /(?:tls|ssl) (?:handshake|connection) time(?:d )?out|handshake operation timed out|handshake timeout|ERR_TLS_HANDSHAKE_TIMEOUT/i,
    'path.tls-timeout',
  ],
  [
    /before secure tls connection was established|SSL_ERROR_SYSCALL|EOF occurred in violation of protocol|UNEXPECTED_EOF_WHILE_READING|tls handshake eof|ssl\/tls (?:alert )?handshake|tls connect error|ERR_SSL_PROTOCOL_ERROR|unexpected eof while reading|handshake failed|SEC_E_\w+/i,
    'path.tls-handshake',
  ],
]

/** The same, where only the name of the error is known. */
export const BETWEEN_NAMES: readonly Wording[] = [
  [
    /ERR_PROXY_TUNNEL|connect through your proxy|proxy refused the connection|cannot connect to proxy|ProxyError|tunneling socket could not be established/i,
    'path.proxy-refused',
  ],
  [
    /CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|certificate verify failed|x509: |invalid peer certificate/i,
    'path.tls-cert-invalid',
  ],
  [/empty or malformed response/i, 'middlebox.not-json'],
  [/unexpected end of json input|unterminated string in json/i, 'answer.cut'],
]
