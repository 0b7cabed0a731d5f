import { counted, englishDuration, shortEnglish } from './text.ts'
import type { TuneClientText } from './tune-client-text.ts'

export const tuneClientEn: TuneClientText = {
  title: (toChange) =>
    toChange === 0
      ? "The client's own settings are good as they are."
      : `${counted(toChange, 'setting of the client should', 'settings of the client should')} be changed.`,
  way: {
    gateway: 'Claude Code goes through the gateway.',
    nobody: 'Claude Code goes straight to the API, without the gateway.',
  },
  labels: { now: 'now', proposed: 'better', why: 'why', seen: 'measured', behind: 'gateway' },
  notSet: 'not set',
  from: (value, place) => `${value} (${place})`,
  shell: 'your shell',
  unset: 'not set',
  look: {
    proxy: 'a proxy with http:// or https://',
    file: 'the path of a file that is there',
    version: 'a newer version: `claude update`',
  },
  elsewhere: (proposed, place) => `${proposed} (by hand, in ${place})`,
  reasons: {
    'no-number': 'This is no whole number, so nobody knows what the client makes of it.',
    'timeout-short':
      'The client gives a request up after this many milliseconds. By itself it waits 600000 (10 min); with less it gives up answers that are only slow, and pays for them again.',
    'timeout-usual': 'The client waits up to 10 min for a request.',
    'timeout-long':
      'More than 10 min changes little: the client gives up a request without headers after 6 min, and a silent answer after 5 min, whatever stands here.',
    'retries-few':
      'With its usual 10 retries the client gives up after about 3 min of errors, with fewer sooner, and the turn is lost. 15 is the most that it takes.',
    'retries-capped': 'The client counts no further than 15.',
    'retries-enough': 'This is the most that the client takes.',
    'retries-left': 'The gateway does the retrying; the client needs its own for a connection that breaks.',
    'retries-lifted': 'CLAUDE_CODE_RETRY_WATCHDOG lifts this limit.',
    'watchdog-on': 'The client goes on retrying where it would have given up after 10 times.',
    'watchdog-off':
      'It would lift the limit of retries, but it also sits out the limit of a used-up plan without a word. Holdfast sets it where it can tell the two apart: behind the gateway.',
    'watchdog-left':
      'It was left out, since your headers stand in the shell alone. Without it a hold of many hours may outlast the retries of the client.',
    'watching-off': 'Switched off, so that the client may wait for ever on a connection that is dead.',
    'idle-long':
      'A silent answer is noticed only after this many milliseconds. By itself the client notices after 300000 (5 min).',
    'idle-floor': 'The client takes anything less for 300000 (5 min).',
    'idle-usual': 'A silent answer is noticed after 5 min.',
    'bytes-short': 'The client cuts an answer that pauses for this many milliseconds. Good answers pause that long, too.',
    'bytes-fit': 'Longer than the pauses of good answers.',
    'paid-twice':
      'After an answer that breaks off, the client asks once more without streaming, and gives up if that fails. With 1 it uses its ordinary retries.',
    'paid-once': 'After an answer that breaks off, the client uses its ordinary retries.',
    'agents-short':
      'An agent in the background is ended when it is silent for this many milliseconds (600000 by itself). The gateway may hold a request for longer.',
    'agents-fit': 'Longer than the gateway holds a request.',
    'stops-early': 'Any value, even 0, makes the client stop when the API is overloaded several times in a row.',
    'proxy-unusable': 'The client knows proxies with http:// and https:// alone, no SOCKS. It may not start with this one.',
    'proxy-used': 'The client can use this proxy.',
    'gateway-by-proxy': 'The client would look for the gateway behind its proxy, where it is not.',
    'file-missing': 'There is no file at this path, so no certificate is read from it.',
    'file-there': 'The file is there.',
    'checks-off': 'No certificate is checked: anybody on the way can read and change everything, your key as well.',
    'version-bad': 'This version is known for faults:',
    'version-fine': 'No fault of this version is known.',
  },
  behind: {
    matters: 'matters behind the gateway as well',
    'does-not-matter': 'does not matter behind the gateway',
  },
  answers: ({ p999, samples }) =>
    `an answer began within ${shortEnglish(p999)} in 99.9 % of ${counted(samples, 'request', 'requests')}`,
  gaps: ({ p999, samples }) => `pauses stayed below ${shortEnglish(p999)} in 99.9 % of ${counted(samples, 'answer', 'answers')}`,
  outage: (lasted) => `the longest interruption of the last 7 days took ${englishDuration(lasted)}`,
  fine: 'Good as they are',
  summary: (toChange) =>
    toChange === 0 ? 'client: nothing to change' : `client: ${counted(toChange, 'setting', 'settings')} to change`,
  nothing: "There is nothing to apply: the client's settings are good as they are.",
  onlyByHand: 'Nothing of this can be done in your own settings file. Change it in the places named above.',
  restart: 'Sessions that are open keep the old settings: start Claude Code again.',
}
