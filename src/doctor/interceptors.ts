/** Makers of what opens encrypted connections, as their certificates name them: proxies of companies, and virus scanners. */
const MAKERS: readonly (readonly [maker: string, pattern: RegExp])[] = [
  ['Zscaler', /zscaler/i],
  ['Netskope', /netskope|goskope/i],
  ['CrowdStrike', /crowdstrike/i],
  ['Cloudflare Gateway', /gateway ca - cloudflare|cloudflare for teams|cloudflare-warp/i],
  ['Palo Alto Networks', /palo ?alto|globalprotect/i],
  ['Fortinet', /fortinet|fortigate/i],
  ['Cisco', /\bcisco\b|umbrella/i],
  ['Sophos', /sophos/i],
  ['Check Point', /check ?point/i],
  ['Blue Coat', /blue ?coat|symantec web/i],
  ['Skyhigh', /skyhigh|mcafee/i],
  ['Forcepoint', /forcepoint|websense/i],
  ['SonicWall', /sonicwall/i],
  ['WatchGuard', /watchguard/i],
  ['Barracuda', /barracuda/i],
  ['Aruba', /\baruba/i],
  ['Huawei', /huawei/i],
  ['Ubiquiti', /ubiquiti|unifi/i],
  ['ESET', /\beset\b/i],
  ['Kaspersky', /kaspersky/i],
  ['Avast', /avast|avg (?:web|technologies)/i],
  ['Bitdefender', /bitdefender/i],
  ['mitmproxy', /mitmproxy/i],
  ['Charles', /charles proxy/i],
  ['Fiddler', /fiddler|DO_NOT_TRUST/],
  ['Burp', /portswigger|\bburp\b/i],
]

/** @param issuer of a certificate, as a distinguished name */
export const makerOf = (issuer: string): string | undefined => MAKERS.find(([, pattern]) => pattern.test(issuer))?.[0]
