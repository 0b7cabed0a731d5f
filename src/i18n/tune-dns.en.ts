import { counted, englishDuration, shortEnglish } from './text.ts'
import type { TuneDnsText } from './tune-dns-text.ts'

export const tuneDnsEn: TuneDnsText = {
  measuring: ({ done, all, left }) => `Asking name servers: ${done}/${all} (${englishDuration(left)} at the most)`,
  title: (names) => `Name servers, asked for ${names.join(', ')}`,
  whose: { system: 'of this system', public: 'public' },
  times: ({ p50, p95, samples, lost }) =>
    `half of ${counted(samples, 'answer', 'answers')} within ${shortEnglish(p50)}, 95 % within ${shortEnglish(p95)}${lost === 0 ? ', none lost' : `, ${lost} lost`}`,
  silent: (samples) => `no answer to ${counted(samples, 'question', 'questions')}`,
  connect: (length) => `the addresses that it names: connected within ${shortEnglish(length)}`,
  excluded: {
    invents: 'not usable: it names addresses even for names that cannot exist',
    'other-certificate': "not usable: its addresses lead to servers with others' certificates",
    silent: 'not usable: it does not answer',
    'knows-none': 'not usable: it knows no address for these names',
    'leads-nowhere': 'not usable: no address that it names can be reached',
  },
  verdict: {
    quicker: (server, gain) =>
      `${server} answers about ${shortEnglish(gain)} sooner than the server that this system asks first.`,
    reliable: (server) => `${server} is more reliable than the server that this system asks first.`,
    'good-enough': 'The name servers of this system are good enough. Nothing needs to be changed.',
    'left-alone': 'The name servers of this system are left alone: other ones might not know names that are needed here.',
    'too-few': 'There were too few answers in the time. Try again when the network is calmer.',
    'all-intercepted':
      "Even the addresses of this system's own name servers show others' certificates: somebody reads along on the way. No other name server helps; `holdfast doctor` says more.",
    'no-public-answers': 'No public name server can be used from here, so there is nothing to compare with.',
    'no-name': (upstream) => `Nothing needs to be looked up for ${upstream}.`,
    'by-proxy': (proxy) =>
      `Requests go through the proxy ${proxy}, which looks names up itself. Other name servers would change nothing.`,
    'no-servers': 'It cannot be found out which name servers this system asks.',
  },
  signs: {
    'search-domain': (domain) => `this network has names of its own below ${domain}`,
    'routed-domain': (domain) => `names below ${domain} have name servers of their own`,
    'private-answer': (server) => `${server} names addresses that are known inside this network alone`,
    vpn: (name) => `a VPN is connected (${name})`,
  },
  gain: (gain) =>
    `What it is worth: one look-up per new connection, so about ${shortEnglish(gain)}, about once an hour. Connections that are kept need none.`,
  gatewayGain:
    "In the gateway: it asks this server only when the system's own servers fail or stay silent for 1.8 s. Then it saves seconds; as long as they answer, nothing.",
  setting: ({ now, wanted, file }) =>
    `\`dns.resolvers\` of the gateway${file === undefined ? '' : `, in ${file}`}: now ${listed(now)}, better ${listed(wanted)}`,
  alreadySet: (server) => `The gateway has ${server} in \`dns.resolvers\` already.`,
  privacy: 'Whoever runs it sees which names are looked up. Choose one that you trust.',
  systemHow: 'The name servers of this system are yours to change. Exactly so, if you want it:',
  steps: {
    'systemd-resolved': (server) => [
      'Create a file for systemd-resolved, and start it again:',
      '    sudo mkdir -p /etc/systemd/resolved.conf.d',
      `    printf '[Resolve]\\nDNS=${server}\\nDomains=~.\\n' | sudo tee /etc/systemd/resolved.conf.d/10-dns.conf`,
      '    sudo systemctl restart systemd-resolved',
      'The way back:',
      '    sudo rm /etc/systemd/resolved.conf.d/10-dns.conf && sudo systemctl restart systemd-resolved',
    ],
    'network-manager': (server) => [
      'Find the name of your connection in the first line, and put it in place of NAME:',
      '    nmcli -g NAME connection show --active',
      `    nmcli connection modify NAME ipv4.dns ${server} ipv4.ignore-auto-dns yes && nmcli connection up NAME`,
      'The way back:',
      '    nmcli connection modify NAME ipv4.dns "" ipv4.ignore-auto-dns no && nmcli connection up NAME',
    ],
    'resolv-conf': (server) => [
      'Keep a copy, and put the server first in /etc/resolv.conf:',
      '    sudo cp -p /etc/resolv.conf /etc/resolv.conf.before',
      `    printf 'nameserver ${server}\\n' | cat - /etc/resolv.conf.before | sudo tee /etc/resolv.conf`,
      'The way back:',
      '    sudo cp -p /etc/resolv.conf.before /etc/resolv.conf',
      'A program that manages this file may write it anew.',
    ],
    macos: (server) => [
      'Find the name of your network in the first line (often Wi-Fi), and use it in the second:',
      '    networksetup -listallnetworkservices',
      `    networksetup -setdnsservers Wi-Fi ${server}`,
      'The way back:',
      '    networksetup -setdnsservers Wi-Fi empty',
    ],
    windows: (server) => [
      'In PowerShell as an administrator; the first line shows the name of your network (often Wi-Fi):',
      '    Get-DnsClientServerAddress -AddressFamily IPv4',
      `    Set-DnsClientServerAddress -InterfaceAlias Wi-Fi -ServerAddresses ${server}`,
      'The way back:',
      '    Set-DnsClientServerAddress -InterfaceAlias Wi-Fi -ResetServerAddresses',
    ],
    wsl: (server) => [
      'WSL writes /etc/resolv.conf itself. Add these two lines to /etc/wsl.conf:',
      '    [network]',
      '    generateResolvConf = false',
      'Then end WSL from Windows, open it again, and write the file:',
      '    wsl.exe --shutdown',
      `    sudo rm -f /etc/resolv.conf && echo 'nameserver ${server}' | sudo tee /etc/resolv.conf`,
      'The way back: take the two lines out, then `wsl.exe --shutdown`. Where Windows is connected to a VPN, leave it as it is.',
    ],
  },
  nothing: 'There is nothing to apply.',
  summary: {
    better: 'DNS: a better name server is at hand',
    good: 'DNS: good enough, nothing to change',
    'left-alone': 'DNS: left alone (VPN, company or network names)',
    unknown: 'DNS: could not be judged',
  },
}

const listed = (servers: readonly string[]): string => (servers.length === 0 ? 'none' : servers.join(', '))
