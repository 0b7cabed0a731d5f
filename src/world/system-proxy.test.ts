import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunCommand } from './run-command.ts'
import { fromGsettings, fromRegistry, fromScutil, systemProxy } from './system-proxy.ts'

// Outputs as the programs write them; those of macOS and Windows are recorded from their documentation and not yet run here.

const scutil = (lines: string): string =>
  `<dictionary> {\n  ExceptionsList : <array> {\n    0 : *.local\n    1 : 169.254/16\n  }\n${lines}\n}\n`

test('scutil --proxy: one for https, one for http alone, a script, none', () => {
  const https =
    '  HTTPSEnable : 1\n  HTTPSPort : 8443\n  HTTPSProxy : proxy.example.com\n  HTTPEnable : 1\n  HTTPPort : 80\n  HTTPProxy : other'
  assert.deepEqual(fromScutil(scutil(https)), { kind: 'proxy', host: 'proxy.example.com', port: 8443 })
  const http = '  FTPPassive : 1\n  HTTPEnable : 1\n  HTTPPort : 8080\n  HTTPProxy : 10.0.0.1\n  HTTPSEnable : 0'
  assert.deepEqual(fromScutil(scutil(http)), { kind: 'proxy', host: '10.0.0.1', port: 8080 })
  const pac = '  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : http://wpad.example.com/proxy.pac\n  HTTPEnable : 0'
  assert.deepEqual(fromScutil(scutil(pac)), { kind: 'script', url: 'http://wpad.example.com/proxy.pac' })
  assert.equal(
    fromScutil(scutil('  HTTPEnable : 0\n  HTTPSEnable : 0\n  HTTPSPort : 8443\n  HTTPSProxy : old.example.com')),
    undefined,
  )
})

const registry = (lines: string): string =>
  `\r\nHKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\r\n    MigrateProxy    REG_DWORD    0x1\r\n${lines}\r\n\r\n`

test('the registry of Windows: one for all, one for each scheme, a script, one that is switched off', () => {
  const all =
    '    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    proxy.example.com:8080\r\n    ProxyOverride    REG_SZ    <local>'
  assert.deepEqual(fromRegistry(registry(all)), { kind: 'proxy', host: 'proxy.example.com', port: 8080 })
  const each = '    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    http=a:1;https=b:2;ftp=c:3'
  assert.deepEqual(fromRegistry(registry(each)), { kind: 'proxy', host: 'b', port: 2 })
  const pac = '    ProxyEnable    REG_DWORD    0x0\r\n    AutoConfigURL    REG_SZ    http://wpad/wpad.dat'
  assert.deepEqual(fromRegistry(registry(pac)), { kind: 'script', url: 'http://wpad/wpad.dat' })
  const off = '    ProxyEnable    REG_DWORD    0x0\r\n    ProxyServer    REG_SZ    old.example.com:8080'
  assert.equal(fromRegistry(registry(off)), undefined)
})

const gnome = (mode: string, host = ''): string =>
  [
    "org.gnome.system.proxy autoconfig-url ''",
    "org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1']",
    `org.gnome.system.proxy mode '${mode}'`,
    'org.gnome.system.proxy use-same-proxy true',
    "org.gnome.system.proxy.http host 'plain.example.com'",
    'org.gnome.system.proxy.http port 3128',
    `org.gnome.system.proxy.https host '${host}'`,
    'org.gnome.system.proxy.https port 8443',
    '',
  ].join('\n')

test('gsettings of GNOME: by hand, by hand for http alone, automatic, none', () => {
  assert.deepEqual(fromGsettings(gnome('manual', 'proxy.example.com')), { kind: 'proxy', host: 'proxy.example.com', port: 8443 })
  assert.deepEqual(fromGsettings(gnome('manual')), { kind: 'proxy', host: 'plain.example.com', port: 3128 })
  assert.deepEqual(fromGsettings(gnome('auto')), { kind: 'script', url: 'wpad' })
  assert.equal(fromGsettings(gnome('none', 'proxy.example.com')), undefined)
})

test('each system has its program; one that is not there or fails says that there is no proxy', async () => {
  const asked: string[] = []
  const run: RunCommand = async ({ program }) => {
    asked.push(program)
    if (program === 'gsettings') throw Object.assign(new Error('not there'), { code: 'ENOENT' })
    return { status: 1, stdout: gnome('manual') }
  }
  for (const platform of ['darwin', 'win32', 'linux', 'freebsd'] as const)
    assert.equal(await systemProxy({ platform, env: {} }, run, new AbortController().signal), undefined)
  assert.deepEqual(asked, ['/usr/sbin/scutil', 'reg', 'gsettings', 'gsettings'])
})

test('within WSL the settings of Windows are asked for', async () => {
  const all = '    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    proxy.example.com:8080'
  const run: RunCommand = async ({ program }) => ({ status: program === 'reg.exe' ? 0 : 1, stdout: registry(all) })
  const place = { platform: 'linux', env: { WSL_DISTRO_NAME: 'Ubuntu' } } as const
  const found = await systemProxy(place, run, new AbortController().signal)
  assert.deepEqual(found, { kind: 'proxy', host: 'proxy.example.com', port: 8080 })
})
