import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Machine } from './machine.ts'
import type { Program } from './program.ts'
import { listening } from './proxies.ts'

type Serving = {
  /** Where it listens; the first is waited for. */
  readonly listen: readonly { readonly address: string; readonly port: number }[]
  /** Lines of its one server. */
  readonly lines: readonly string[]
  /** PEM files; plain HTTP without them. */
  readonly papers?: { readonly cert: string; readonly key: string }
}

/** An Nginx with one server. @param folder for its files */
export async function startNginx(machine: Machine, folder: string, { listen, lines, papers }: Serving): Promise<Program> {
  const own = join(folder, 'nginx')
  await mkdir(own)
  const tls = papers === undefined ? [] : [`ssl_certificate ${papers.cert};`, `ssl_certificate_key ${papers.key};`]
  const ports = listen.map(({ address, port }) => {
    const host = address.includes(':') ? `[${address}]` : address
    return `listen ${host}:${port}${papers === undefined ? '' : ' ssl'};`
  })
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const config = [
    `daemon off; master_process off; user root; pid ${own}/pid; error_log stderr;`,
    'events {}',
    'http {',
    'access_log off;',
    ...kinds.map((kind) => `${kind}_temp_path ${own}/${kind};`),
    'server {',
    ...ports,
    ...tls,
    ...lines,
    '}',
    '}',
  ]
  const file = join(own, 'nginx.conf')
  await writeFile(file, `${config.join('\n')}\n`)
  const program = machine.start(['nginx', '-e', 'stderr', '-c', file])
  const [{ address, port } = { address: '', port: 0 }] = listen
  await listening({ machine, program, port, address })
  return program
}
