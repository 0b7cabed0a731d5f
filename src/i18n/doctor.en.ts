import type { DoctorText } from './doctor-text.ts'
import { ANSWERS } from './doctor/en-answers.ts'
import { BETWEEN } from './doctor/en-between.ts'
import { CAUSES, CHECKS, EVIDENCE, KNOWN_BAD } from './doctor/en-evidence.ts'
import { CHANGES, FIXES } from './doctor/en-fixes.ts'
import { NETWORK } from './doctor/en-network.ts'

export const doctorEn: DoctorText = {
  diagnoses: { ...NETWORK, ...BETWEEN, ...ANSWERS },
  evidence: EVIDENCE,
  fixes: FIXES,
  changes: CHANGES,
  owners: {
    provider: 'provider',
    network: 'your network',
    proxy: "your company's proxy",
    computer: 'this computer',
    settings: 'your settings',
    account: 'your account',
    gateway: 'your gateway',
    nobody: 'nobody',
    unknown: "can't tell yet",
  },
  confidences: { certain: 'certain', likely: 'likely', possible: 'possible' },
  checks: CHECKS,
  states: { pass: 'ok', warn: 'warning', fail: 'failed', skip: 'skipped', unknown: 'unknown' },
  gaps: {
    'timed-out': 'no result in time',
    crashed: 'the check itself crashed',
    'not-asked': 'not asked for',
    offline: 'left out (--offline)',
    'not-here': 'not possible on this system',
  },
  causes: CAUSES,
  knownBad: KNOWN_BAD,
  notTested: {
    model: 'Whether a model answers: that costs a token. holdfast doctor --deep asks it.',
    controls: 'Other sites: --offline asks nobody but the API.',
    'credential-accepted': 'Whether your key or login is accepted: it was only looked at, never sent.',
    mtu: 'Whether large packets get through: this system does not tell.',
    'mtu-plain': 'Whether large packets get through: that is asked over https alone.',
    'mtu-past-proxy': 'Whether large packets get through: there is only the way through the proxy.',
    'mtu-unconnected': 'Whether large packets get through: there was no connection to send them on.',
    'long-answers': 'Whether long answers arrive whole: only traffic through the gateway shows that.',
    'timed-out': 'Checks that gave no result in time count neither for nor against anything.',
    crashed: 'A check crashed; the others are not affected.',
    skipped: 'Some checks were left out.',
  },
}
