import { compactDuration } from '../core/time.ts'
import type { ExplainText } from './explain-text.ts'

export const explainEn: ExplainText = {
  waits: { yes: 'waiting helps', no: 'waiting does not help', until: 'passes at the time it names' },
  sure: { certain: 'certain', likely: 'likely', possible: 'possible' },
  several: (count) => `The text tells of ${count} different errors. The last one:`,
  found: 'Found in the text:',
  where: ({ line, lastLine, times }) =>
    times === 1 ? `line ${line}` : `${times} times, ${line === lastLine ? `line ${line}` : `lines ${line} to ${lastLine}`}`,
  again: {
    words: (words) => `The message names the time: ${words}.`,
    at: (when) => `It is reset at ${when}, by the clock of this computer.`,
    past: (when) => `It was to be reset at ${when}. That time has passed: try again.`,
    in: (length) => `The message asks to wait ${compactDuration(length)}.`,
  },
  vague: (status) =>
    status === undefined
      ? 'The text says only that something failed, not why. The lines before it may say more.'
      : `The text names only the status ${status}: somebody else may have sent it. holdfast explain ${status} says who.`,
  offer: {
    no: 'Holdfast could have held this request until it was over: holdfast run claude',
    unknown: 'If the client runs through Holdfast, the request is held and goes on by itself.',
  },
  next: 'Is it still so? holdfast doctor looks. How to be spared next time: holdfast explain prevention',
  skipped: (megabytes) => `The text is long: ${megabytes} MB in its middle were not read. The end says what happened last.`,
  unknown: {
    title: 'This text holds no error that Holdfast knows.',
    why: 'So it cannot be said from the text whose fault it is.',
    advice: 'Paste the whole message, with the lines before it. holdfast doctor finds out whether your way to the API works.',
    kin: 'These come nearest, but they may have nothing to do with it:',
    noKin: 'Nothing in the catalogue comes near it.',
  },
  status: {
    known: {
      200: 'Status 200 means success. If there is an error all the same, something else than the API answered, or the answer broke off.',
      400: 'Status 400 means that the request itself is not accepted.',
      401: 'Status 401 means that the key or login is not accepted.',
      402: 'Status 402 means that something has to be paid first.',
      403: 'Status 403 means that it is not allowed: to this account, from this place, or by something on the way.',
      404: 'Status 404 means that the model or the address is not known there.',
      407: 'Status 407 comes from a proxy that wants a login. The API never sends it.',
      408: 'Status 408 means that the request took too long to arrive.',
      413: 'Status 413 means that the request is too large.',
      429: 'Status 429 means too much: too many requests at the moment, or a limit of your plan or budget.',
      451: 'Status 451 means blocked for legal reasons.',
      500: 'Status 500 means that a program on the other side broke.',
      502: 'Status 502 means that somebody in the middle got no usable answer from the next one.',
      503: 'Is a 503 always the server? No. It is nearly always, but anything on the way can send one.',
      504: 'Status 504 means that somebody in the middle waited too long for the next one.',
      511: 'Status 511 comes from a network that wants you to sign in. The API never sends it.',
      529: 'Status 529 means that the API is overloaded, for everybody. Nobody else uses this number.',
    },
    other: (number) => `Status ${number} is rare here.`,
    cloudflare: (number) => `${number} is an error of Cloudflare, which stands in front of many services.`,
    side: {
      provider: "It is the provider's side. Your computer and network are fine, and waiting is all there is to do.",
      yours: 'It is your side: something has to be changed before it works.',
      either: "It can be the provider's side or yours. What comes with it tells which.",
      unknown: 'The number alone does not tell whose fault it is.',
    },
    senders: 'Who sends it:',
    tell: 'How to tell them apart:',
    cues: [
      'The answer holds {"type":"error",...} and a request id (req_...): it comes from the API itself.',
      'It says "no healthy upstream" or "upstream connect error": from the balancer in front of the API. Nobody on your side writes this, unless you run an Envoy yourself.',
      'It is a web page (HTML): mostly from a company proxy, a firewall, a VPN or the sign-in page of a Wi-Fi. A page that names Cloudflare or nginx comes from in front of the service.',
      'It names squid, Zscaler, Fortinet or your company: from your proxy.',
      'ANTHROPIC_BASE_URL is set, for instance to localhost: your own gateway may have sent it.',
      'Another network (a phone) shows the same: the provider. It works there: your network.',
    ],
    next: 'Paste the whole message to be told at once: holdfast explain "..."   Or let it be found out: holdfast doctor',
  },
  prevention: {
    title: 'Outages of the provider cannot be prevented. That they cost you work can.',
    steps: [
      {
        text: 'Start the client through Holdfast: it waits out an outage, and the session goes on.',
        command: 'holdfast run claude',
      },
      { text: 'Make that the rule, so that nobody has to think of it.', command: 'holdfast install', needs: 'install' },
      {
        text: 'Find what is wrong on your side before it hurts: DNS, proxy, certificates, settings.',
        command: 'holdfast doctor',
      },
      { text: 'Fit time limits to your network as it was measured.', command: 'holdfast tune', needs: 'tune' },
      {
        text: 'See whether the service is down, and be told when it is back.',
        command: 'holdfast status --wait',
        needs: 'status',
      },
      { text: 'See whether your login is about to run out.', command: 'holdfast auth', needs: 'auth' },
      { text: 'See once, without any risk, how an outage goes.', command: 'holdfast drill' },
    ],
    honest:
      'What no program prevents: limits of your plan, an empty account, a network that is off. Holdfast tells you which it is, and does not retry what cannot succeed.',
  },
  list: {
    code: 'Code',
    owner: 'Whose fault',
    waits: 'Waiting helps',
    hint: 'holdfast explain CODE says what one of them means and what to do.',
  },
  paste: 'Paste the error, then press Enter and Ctrl-D (on Windows: Ctrl-Z and Enter). Nothing leaves this computer.',
  problem: {
    empty: 'there is no text to explain. Give it in quotes, or pipe it in: holdfast explain "API Error: 529"',
    unknownCode: (got, near) =>
      `there is no code ${got}.${near === '' ? '' : ` Did you mean ${near}?`} holdfast explain --list shows all.`,
    file: (name) => `${name} is a file. To have its content explained: holdfast explain - < ${name}`,
    unreadable: (why) => `the text could not be read: ${why}`,
    tooLarge: (megabytes) =>
      `the text is larger than ${megabytes} MB. Its end is enough: tail -c 3000000 FILE | holdfast explain -`,
    listAndText: '--list stands alone: leave out the text, or leave out --list',
  },
  help: {
    explain: 'say what an error message means, whose fault it is and what to do',
    text: 'the message, a status (503), a code, "prevention", or - for what is piped in',
    json: 'print the result as one JSON object',
    list: 'show all codes',
    error: 'an error in quotes',
    piped: 'a whole log',
    clipboard: 'what was copied, on macOS',
    status: 'what a status means, and who may have sent it',
    prevention: 'how to be spared next time',
    code: 'one code of the list',
  },
}
