import type { Wording } from './wording.ts'

const LOCAL = String.raw`(?:127\.0\.0\.\d{1,3}|localhost|\[?::1\]?|0\.0\.0\.0)`
const REFUSED = String.raw`(?:ECONNREFUSED|refused|couldn't connect|could not connect|errno 111|WinError 10061)`

/** What happened to names and connections where the message says more than its code. */
export const PATH_CAUSES: readonly Wording[] = [
  [/(?:query\w{0,8}|read udp|lookup [\w.-]{1,120} on).{0,100}(?:ECONNREFUSED|connection refused)/i, 'path.dns-refused'],
  [
    /(?:lookup [\w.-]{1,120} on|read udp).{0,100}i\/o timeout|resolving timed out|dns (?:lookup|query|request|server).{0,30}tim(?:ed? ?out)|query\w{0,8} ETIME(?:D)?OUT/i,
    'path.dns-timeout',
  ],
  [/server misbehaving|SERVFAIL|EAI_FAIL|non-recoverable (?:error|failure) in name resolution/i, 'path.dns-server-failure'],
  [/EAI_AGAIN|temporary failure in name resolution/i, 'path.dns-temporary'],
  [
    /could not resolve host|(?:name or service|nodename nor servname).{0,20}not known|no such host|getaddrinfo (?:failed|ENOTFOUND)|ENOTFOUND|name does not resolve|no address associated with|FailedToOpenSocket|failed to lookup address|NXDOMAIN|ERR_NAME_NOT_RESOLVED|remote name could not be resolved|Failed to resolve '/i,
    'path.dns-not-found',
  ],
  [new RegExp(`${REFUSED}.{0,60}${LOCAL}|${LOCAL}.{0,400}${REFUSED}`, 'i'), 'client.local-program-missing'],
  [
    /timeout of \d{1,9} ?ms exceeded|operation was aborted due to timeout|context deadline exceeded|awaiting headers|(?:read|response|headers?) tim(?:ed? ?out)|ReadTimeout/i,
    'path.silent-headers',
  ],
  [
    /(?:connection (?:lost|closed)|server error) mid-response|peer closed connection without sending|incomplete chunked|IncompleteRead|response ended prematurely|transfer closed with|premature close|stream closed before|error decoding response body|connection lost before a response|ended before .{0,30}message_stop|stream ended (?:unexpectedly|before)|ERR_HTTP2_PROTOCOL_ERROR/i,
    'answer.cut',
  ],
  [/stopped arriving|stalled|stream idle timeout|idle timeout waiting|no chunks received|response stalled/i, 'answer.silent'],
  [
    /empty reply from server|server disconnected without sending|remote end closed connection without|RemoteDisconnected|ServerDisconnectedError|ERR_EMPTY_RESPONSE|other side closed|connection closed before message completed|server closed (?:the )?(?:idle )?connection/i,
    'path.closed-before-headers',
  ],
  [
    /parse error: (?:expected|invalid)|malformed http|BadStatusLine|received http\/0\.9|illegal status line/i,
    'path.protocol-error',
  ],
]

/** The words of programs and systems for what a connection can do. */
export const PATH_WORDS: readonly Wording[] = [
  [
    /ConnectionRefused|connection refused|actively refused|ERR_CONNECTION_REFUSED|couldn't connect to server|could not connect to server/i,
    'path.refused',
  ],
  [
    /connection reset|forcibly closed|socket hang ?up|broken ?pipe|ConnectionResetError|ERR_CONNECTION_(?:RESET|CLOSED|ABORTED)|socket is closed|socket connection was closed|connection dropped|connection was (?:reset|aborted)|stream was reset|was not closed cleanly|GOAWAY|recv failure|send failure/i,
    'path.reset',
  ],
  [
    /connect(?:ion)? timed? ?out|ConnectTimeout|ConnectionTimeout|timed out after 10 seconds|dial tcp .{0,80}i\/o timeout|ERR_CONNECTION_TIMED_OUT|ERR_SOCKET_CONNECTION_TIMEOUT|failed to connect to .{0,80}timed? ?out|connection timeout|did not properly respond after a period/i,
    'path.connect-timeout',
  ],
  [/no route to host|host is (?:unreachable|down)|ERR_ADDRESS_UNREACHABLE/i, 'path.unreachable'],
  [
    /network is (?:unreachable|down)|ERR_INTERNET_DISCONNECTED|internet connection appears to be offline|no internet (?:connection|access)|ERR_NETWORK_CHANGED|not connected to the internet|you (?:are|appear to be) offline/i,
    'path.no-route',
  ],
  [/forbidden by its access permissions|connect.{0,40}operation not permitted|ERR_NETWORK_ACCESS_DENIED/i, 'path.blocked'],
  [/too many open files|no buffer space available/i, 'path.no-sockets'],
  [
    /request timed out|APITimeoutError|APIConnectionTimeoutError|operation timed out|litellm\.Timeout|request timeout|waiting for api response/i,
    'path.silent-headers',
  ],
  [/\bunexpected EOF\b|: EOF$|connection (?:was )?closed(?! mid)/i, 'path.closed-before-headers'],
]

/** Numbers of Windows (WinError), Linux and macOS for the same, as Python and Rust print them. */
export const SYSTEM_NUMBERS: readonly Wording[] = [
  [/\b(?:WinError|os error) 10061\b|(?:\[?errno ?|os error )(?:111|61)\b/i, 'path.refused'],
  [/\b(?:WinError|os error) (?:10053|10054)\b|(?:\[?errno ?|os error )(?:104|54|32)\b/i, 'path.reset'],
  [/\b(?:WinError|os error) 10060\b|(?:\[?errno ?|os error )(?:110|60)\b/i, 'path.connect-timeout'],
  [/\b(?:WinError|os error) 10065\b|(?:\[?errno ?|os error )(?:113|65)\b/i, 'path.unreachable'],
  [/\b(?:WinError|os error) (?:10050|10051)\b|(?:\[?errno ?|os error )(?:101|51)\b/i, 'path.no-route'],
  [/\b(?:WinError|os error) 10013\b/i, 'path.blocked'],
  [/\b(?:WinError|os error|errno) 11001\b|\[?errno ?-(?:2|5)\b/i, 'path.dns-not-found'],
  [/\b(?:WinError|os error|errno) 11002\b|\[?errno ?-3\b/i, 'path.dns-temporary'],
]

/** Says that something failed, and no more. */
export const VAGUE: readonly Wording[] = [
  [/service (?:is )?(?:temporarily )?unavailable/i, 'edge.unknown-5xx'],
  [/stream disconnected before completion|: terminated\b|^terminated$|ChunkedEncodingError/i, 'answer.cut'],
  [
    /fetch failed|connection error|network error|ERR_NETWORK\b|unable to connect|APIConnectionError|failed to connect|cannot connect to host|could not connect to (?:the )?api/i,
    'path.unknown',
  ],
  [
    /request was aborted|operation (?:was )?aborted|AbortError|interrupted by user|request (?:was )?cancell?ed|context canceled/i,
    'client.aborted',
  ],
]

/** What curl and Rust's clients end with. The numbers: https://curl.se/libcurl/c/libcurl-errors.html */
export const PROGRAMS: readonly Wording[] = [
  [/\btimed out\b|\bTimeoutError\b/i, 'path.silent-headers'],
  [/curl: ?\(5\)/, 'path.proxy-not-found'],
  [/curl: ?\(6\)|cURL error 6:/, 'path.dns-not-found'],
  [/curl: ?\(7\)|cURL error 7:/, 'path.refused'],
  [/curl: ?\(18\)|cURL error 18:/, 'answer.cut'],
  [/curl: ?\(28\)|cURL error 28:/, 'path.connect-timeout'],
  [/curl: ?\(35\)|cURL error 35:/, 'path.tls-handshake'],
  [/curl: ?\(47\)/, 'middlebox.redirect'],
  [/curl: ?\(52\)|cURL error 52:/, 'path.closed-before-headers'],
  [/curl: ?\((?:55|56|92)\)|cURL error (?:55|56|92):/, 'path.reset'],
  [/curl: ?\(60\)|cURL error 60:/, 'path.tls-cert-unknown-issuer'],
  [/curl: ?\(97\)/, 'path.proxy-error'],
  [/error sending request/i, 'path.unknown'],
]
