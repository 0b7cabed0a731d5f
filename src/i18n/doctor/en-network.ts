import type { NetworkTexts } from '../doctor-text.ts'

const ITSELF = 'Your session continues by itself if you run it with holdfast run.'

/** The machine, its line, names, and the connection. */
export const NETWORK: NetworkTexts = {
  NET_NO_LINK: {
    title: 'This computer is not connected to any network.',
    action: 'Turn on Wi-Fi or plug in the cable.',
  },
  NET_NO_ADDRESS: {
    title: 'Your network gave this computer no address, so nothing can be reached.',
    action: 'Disconnect and connect again. If that does not help, restart the router.',
  },
  NET_NO_ROUTE: {
    title: 'This computer is connected, but your network has shown it no way to the internet.',
    action: 'Disconnect and connect again; if you use a VPN, reconnect it.',
  },
  CAPTIVE_PORTAL: {
    title: 'Your network wants you to sign in before it lets you onto the internet.',
    action: 'Open any page in a browser and sign in, then try again.',
  },
  VPN_STALE: {
    title: 'The VPN on this computer takes all traffic and passes nothing on.',
    action: 'Reconnect the VPN, or switch it off.',
  },
  NET_WRONG_ROUTE: {
    title: 'This computer uses a dead connection, although another one works.',
    action: 'Switch the dead connection off, or prefer the other one.',
  },
  FIREWALL_BLOCKS: {
    title: 'A firewall or VPN on this computer forbids connections to the internet.',
    action: 'Allow outgoing connections, or reconnect the VPN.',
  },
  NET_GATEWAY_DEAD: {
    title: 'Your router does not answer, so nothing can be reached.',
    action: 'Check the Wi-Fi or cable, then restart the router.',
  },
  NET_UPSTREAM_DOWN: {
    title: 'Your network has no internet connection. The provider is not the problem.',
    action: `Restart the router, or use another network; if it stays down, ask your internet provider. ${ITSELF}`,
  },
  NET_FLAPPING: {
    title: 'Your network connection comes and goes.',
    action: 'Move closer to the Wi-Fi or use a cable. holdfast doctor --watch shows when it is stable.',
  },
  DNS_NO_SERVER: {
    title: 'This computer has no DNS server set, so it cannot find any name.',
    action: 'Set a DNS server, or connect to the network again to be given one.',
  },
  DNS_SERVER_DEAD: {
    title: ({ owner }) =>
      owner === 'computer'
        ? 'The DNS service on this computer (WSL) does not answer, so no name can be found.'
        : "Your network's DNS server does not answer, so no name can be found.",
    action: ({ owner }) =>
      owner === 'computer' ? 'Restart WSL from Windows.' : 'Restart the router, or choose another DNS server.',
  },
  DNS_REFUSED: {
    title: "Your network's DNS server refuses to answer this computer.",
    action: 'Reconnect the network or VPN, or choose another DNS server.',
  },
  DNS_SERVER_FAILS: {
    title: "Your network's DNS server could not look up the name of the API.",
    action: 'Try again in a minute, or choose another DNS server.',
  },
  DNSSEC_BOGUS: {
    title: ({ owner, host }) =>
      owner === 'network'
        ? 'The DNS server rejects the name of the API because its signature does not check out.'
        : `The name ${host} is signed wrongly, so DNS servers everywhere reject it.`,
    action: ({ owner }) =>
      owner === 'network'
        ? 'Try another DNS server. If you run this one yourself, check its clock.'
        : owner === 'provider'
          ? 'Nothing to fix here: it works again when the provider has corrected the signature.'
          : 'Tell whoever runs the gateway: only they can correct the signature.',
  },
  DNS_FILTERED: {
    title: ({ host }) => `Your network hides the name ${host}; other DNS servers know it.`,
    action: 'Ask whoever runs the network to allow it, or use another network.',
  },
  BASE_URL_TYPO: {
    title: ({ host }) => `There is no server named ${host}. The base URL in your settings is probably misspelt.`,
    action: 'Correct ANTHROPIC_BASE_URL. If the name exists only inside your company, connect the VPN.',
  },
  DNS_SINKHOLE: {
    title: ({ host }) => `Your network blocks ${host}: its DNS server gives an address that leads nowhere.`,
    action: 'Take it off the block list (Pi-hole, AdGuard, company filter), or use another network.',
  },
  HOSTS_OVERRIDE: {
    title: ({ host }) => `The hosts file of this computer sends ${host} to a wrong address.`,
    action: 'Remove the line from the hosts file.',
  },
  DNS_HIJACK: {
    title: ({ host }) => `Your network leads ${host} to a stranger's server. Nothing was sent there.`,
    action: 'Choose another DNS server or another network, and tell whoever runs this one.',
  },
  V6_ONLY_NAME: {
    title: 'Your DNS server gives only IPv6 addresses for the API, and IPv6 does not work here.',
    action: 'Choose another DNS server, or another network.',
  },
  DNS_SYSTEM_FAILS: {
    title: 'This computer cannot look up names, although its DNS server answers.',
    action: 'Clear the DNS cache or restart the computer; if you use a VPN, reconnect it.',
  },
  DNS_SEARCH_WILDCARD: {
    title: 'A search domain in your network settings answers for every name, even made-up ones.',
    action: 'Write host names out in full, or remove the search domain.',
  },
  DNS_FIRST_DEAD: {
    title: 'The first of your DNS servers is dead, so every look-up waits for it.',
    action: 'Remove it from the settings, or put one that works first.',
  },
  DNS_SLOW: {
    title: "Your network's DNS server is slow. Everything works, but begins late.",
    action: 'Choose a faster DNS server.',
  },
  BLOCKED_TARGET: {
    title: ({ host }) => `A firewall or VPN in your network forbids connections to ${host}. Other sites work.`,
    action: 'Disconnect the VPN or ask whoever runs the network; another network shows the difference.',
  },
  TARGET_UNREACHABLE: {
    title: ({ host, owner }) =>
      owner === 'network'
        ? `${host} does not answer, while other sites do. Probably something in your network drops the connection; it may also be the provider.`
        : `${host} does not answer, while other sites do. It may be the provider or a filter in your network.`,
    action: 'Try another network, such as a phone: if it works there, it is your network.',
  },
  PROVIDER_UNREACHABLE: {
    title: ({ host }) => `The provider cannot be reached at ${host}. Your own connection works.`,
    action: `Nothing to fix here: wait until the provider recovers. ${ITSELF}`,
  },
  GATEWAY_DOWN: {
    title: ({ host }) => `Nothing is running at ${host}, the gateway in your settings.`,
    action: 'Start the gateway, or correct ANTHROPIC_BASE_URL.',
  },
  GATEWAY_SILENT: {
    title: 'The gateway on this computer is running but does not answer.',
    action: 'Restart it: holdfast restart.',
  },
  GATEWAY_TAKEN: {
    title: "Another program on this computer answers at your gateway's address.",
    action: 'End that program, or start the gateway on another port.',
  },
  NODE_HE_CAP: {
    title: 'The way to the API is longer than programs on this computer wait: they give each address only 250 ms.',
    action: 'Raise the limit as shown below, or run the client through holdfast run, which waits longer.',
  },
  PMTU_BLACKHOLE: {
    title: 'Small packets get through your network, large ones vanish. That is mostly a VPN or tunnel.',
    action: 'Reconnect or switch off the VPN, or set its MTU to 1280.',
  },
  NET_LOSSY: {
    title: 'Your network loses packets, so connections are slow or fail.',
    action: 'Move closer to the Wi-Fi, use a cable, or try another network.',
  },
  NET_HIGH_LATENCY: {
    title: 'Your network is very slow to respond. Everything works, but with long waits.',
    action: 'Switch off a VPN that makes a detour, or use another network.',
  },
  NET_SLOW: {
    title: 'Your internet connection is very narrow, so long requests take long to send.',
    action: 'Stop other uploads, or use another network.',
  },
  V6_BROKEN: {
    title: 'IPv6 is switched on in your network but leads nowhere. Programs lose time with it.',
    action: 'Restart the router; if it stays broken, turn IPv6 off there.',
  },
  ADDRESS_DEAD: {
    title: 'One of the addresses of the API does not answer; the others do.',
    action: 'Nothing to do: programs take another address after a moment.',
  },
  V6_ABSENT: { title: 'There is no IPv6 here; IPv4 works, so nothing is missing.', action: 'Nothing to do.' },
  DNS_PUBLIC_BLOCKED: {
    title: 'Your network does not allow public DNS servers; its own works.',
    action: 'Nothing to do.',
  },
}
