import type { FixId } from '../core/diagnosis-code.ts'
import type { Observations } from '../probes/observations.ts'
import type { Fix } from './diagnosis.ts'

type System = 'linux' | 'darwin' | 'win32'
type Recipe = {
  /** It changes nothing, or what it changes is undone as easily. */
  readonly safe: boolean
  readonly command?: string | Readonly<Partial<Record<System, string>>>
}

// Commands only where one line does it on any machine of that system; everything else is told in words.
const RECIPES: Readonly<Record<FixId, Recipe>> = {
  'connect-network': { safe: true },
  'renew-address': { safe: true, command: { win32: 'ipconfig /renew', darwin: 'sudo ipconfig set en0 DHCP' } },
  'restart-router': { safe: true },
  'open-portal': {
    safe: true,
    command: {
      linux: 'xdg-open http://neverssl.com',
      darwin: 'open http://captive.apple.com',
      win32: 'start http://www.msftconnecttest.com/redirect',
    },
  },
  'reconnect-vpn': { safe: true },
  'choose-connection': { safe: true },
  'allow-in-firewall': { safe: false },
  'other-network': { safe: true },
  watch: { safe: true, command: 'holdfast doctor --watch' },
  wait: { safe: true },
  'other-model': { safe: true, command: '/model' },
  'correct-base-url': { safe: true },
  'correct-key': { safe: true },
  'correct-proxy': { safe: true },
  'unset-proxy': {
    safe: true,
    command: {
      linux: 'unset https_proxy HTTPS_PROXY http_proxy HTTP_PROXY',
      darwin: 'unset https_proxy HTTPS_PROXY http_proxy HTTP_PROXY',
      win32: '$env:HTTPS_PROXY=$null; $env:HTTP_PROXY=$null',
    },
  },
  'set-proxy': { safe: true },
  'proxy-login': { safe: true },
  'ask-proxy-admin': { safe: true },
  'correct-no-proxy': { safe: true },
  'exempt-loopback': {
    safe: true,
    command: {
      linux: 'export NO_PROXY="$NO_PROXY,127.0.0.1,localhost,::1"',
      darwin: 'export NO_PROXY="$NO_PROXY,127.0.0.1,localhost,::1"',
      win32: '$env:NO_PROXY="$env:NO_PROXY,127.0.0.1,localhost,::1"',
    },
  },
  'choose-dns': { safe: false },
  'flush-dns': {
    safe: true,
    command: { linux: 'resolvectl flush-caches', darwin: 'sudo dscacheutil -flushcache', win32: 'ipconfig /flushdns' },
  },
  'edit-hosts': { safe: false },
  'restart-wsl': { safe: false, command: 'wsl.exe --shutdown' },
  'lower-mtu': { safe: false },
  'set-clock': {
    safe: true,
    command: { linux: 'sudo timedatectl set-ntp true', darwin: 'sudo sntp -sS time.apple.com', win32: 'w32tm /resync' },
  },
  'trust-company-ca': { safe: false },
  'use-system-ca': {
    safe: true,
    command: {
      linux: 'export CLAUDE_CODE_CERT_STORE=bundled,system',
      darwin: 'export CLAUDE_CODE_CERT_STORE=bundled,system',
      win32: "$env:CLAUDE_CODE_CERT_STORE='bundled,system'",
    },
  },
  'correct-ca-file': { safe: true },
  'check-tls-again': {
    safe: true,
    command: {
      linux: 'unset NODE_TLS_REJECT_UNAUTHORIZED',
      darwin: 'unset NODE_TLS_REJECT_UNAUTHORIZED',
      win32: '$env:NODE_TLS_REJECT_UNAUTHORIZED=$null',
    },
  },
  'correct-client-certificate': { safe: true },
  'ask-gateway-admin': { safe: true },
  'start-gateway': { safe: true, command: 'holdfast serve' },
  'start-installed': { safe: true, command: 'holdfast start' },
  'bypass-gateway': { safe: true, command: 'holdfast bypass --for 1h' },
  'restart-gateway': { safe: true, command: 'holdfast restart' },
  'raise-attempt-limit': {
    safe: true,
    command: {
      linux: 'export NODE_OPTIONS=--network-family-autoselection-attempt-timeout=2000',
      darwin: 'export NODE_OPTIONS=--network-family-autoselection-attempt-timeout=2000',
      win32: "$env:NODE_OPTIONS='--network-family-autoselection-attempt-timeout=2000'",
    },
  },
  'log-in': { safe: true, command: 'claude auth login' },
  'new-key': { safe: true },
  'unset-key': {
    safe: true,
    command: {
      linux: 'unset ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN',
      darwin: 'unset ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN',
      win32: '$env:ANTHROPIC_API_KEY=$null; $env:ANTHROPIC_AUTH_TOKEN=$null',
    },
  },
  'mend-credentials-file': { safe: false },
  'see-usage': { safe: true, command: '/usage' },
  'add-credit': { safe: true },
  'update-client': { safe: true, command: 'claude update' },
  'update-node': { safe: false },
  'hold-with-gateway': { safe: true, command: 'holdfast run claude' },
  'keep-alive': { safe: true },
  'ask-deep': { safe: true, command: 'holdfast doctor --deep' },
  'ask-again': { safe: true, command: 'holdfast doctor' },
}

/** @returns each once, with the command for the system that was observed */
export function fixesFor(ids: readonly FixId[], { platform }: Observations): readonly Fix[] {
  return [...new Set(ids)].map((id) => {
    const { safe, command } = RECIPES[id]
    const line = typeof command === 'string' ? command : command?.[systemOf(platform)]
    return line === undefined ? { id, safe } : { id, safe, command: line }
  })
}

const systemOf = (platform: string): System => (platform === 'darwin' || platform === 'win32' ? platform : 'linux')
