import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { migrate } from '../../src/journal/schema.ts'
import { canariesIn, canary, MARK } from '../instruments/canary.ts'
import { deskFor, type Desk } from '../instruments/command.ts'
import { inFile } from '../instruments/journal-on-file.ts'
import { loopbackControls, membersOf } from '../instruments/report-stage.ts'
import { ENCODINGS, SECRET_SHAPES } from '../instruments/secret-shapes.ts'
import { Upstream, type Script } from '../instruments/upstream.ts'

// Secrets of every shape, in every encoding, in every place from which a report is made: none of them is in it, neither in
// a member nor in a name, nor in what is shown of it.

const SHAPES = Object.values(SECRET_SHAPES)
const ENCODED = SHAPES.flatMap((secret) => Object.values(ENCODINGS).map((encode) => encode(secret)))
const ALL = ENCODED.join(' ')
const inLine = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, ' ')

function environment(upstream: string): Readonly<Record<string, string>> {
  const shapes = Object.fromEntries(ENCODED.map((secret, index) => [`CLAUDE_CODE_EXTRA_${index}`, secret]))
  return {
    ...shapes,
    ANTHROPIC_API_KEY: `sk-ant-api03-${MARK}`,
    ANTHROPIC_AUTH_TOKEN: canary('token'),
    ANTHROPIC_MODEL: `claude-${canary('model')}`,
    ANTHROPIC_CUSTOM_HEADERS: `x-secret: ${canary('header')}`,
    ANTHROPIC_BASE_URL: `${upstream.replace('://', `://me:${canary('password')}@`)}/${canary('path')}?key=${canary('query')}`,
    HTTPS_PROXY: `http://${canary('login')}:${canary('password')}@${canary('proxy')}.test:3128`,
    HTTP_PROXY: `http://${canary('conflict')}.test:1`,
    NO_PROXY: `127.0.0.1,${canary('exempt')}.test`,
    NODE_EXTRA_CA_CERTS: `/home/${canary('user')}/${canary('certificate')}.pem`,
    [`ANTHROPIC_${MARK}`]: canary('named'),
    [`SECRET_${MARK}`]: canary('named'),
  }
}

const SETTINGS = {
  env: Object.fromEntries(ENCODED.map((secret, index) => [`MY_${index}`, secret])),
  apiKeyHelper: `echo ${canary('helper')}`,
  model: canary('model'),
  hooks: { PreToolUse: [{ hooks: [{ type: 'command', command: `curl -H "x-api-key: ${canary('hook')}"` }] }] },
  [canary('key')]: canary('value'),
  permissions: { allow: [canary('permission')] },
}

const LOGIN = {
  claudeAiOauth: { accessToken: `sk-ant-oat01-${canary('a')}`, refreshToken: `sk-ant-ort01-${canary('r')}`, expiresAt: 1 },
}

/** The API and the status page at once: both say secrets with all that they say. */
const talkative: Script = ({ request, response }) => {
  const incident = (name: string): object => ({ name, status: inLine(name), impact: name, started_at: '2026-11-22T10:00:00Z' })
  const page = {
    page: { id: 'tymt9n04zgry', name: canary('page'), updated_at: new Date().toISOString() },
    components: [{ id: 'k8w3r06qmzrp', name: canary('component'), status: `Bearer ${canary('status')}42` }],
    incidents: ENCODED.filter((text) => text.length <= 190).map(incident),
    scheduled_maintenances: [{ name: `password=${MARK}`, status: `--token ${MARK}` }],
  }
  const isPage = request.url?.includes('summary.json') === true
  const named = Object.fromEntries(
    [
      'server',
      'via',
      'request-id',
      'cf-ray',
      'x-request-id',
      'www-authenticate',
      'location',
      'x-cache',
      'proxy-status',
      'set-cookie',
    ].map((name) => [name, canary(name)]),
  )
  const headers = isPage ? {} : named
  response.writeHead(isPage ? 200 : 503, { 'content-type': isPage ? 'application/json' : 'text/html', ...headers })
  response.end(isPage ? JSON.stringify(page) : `no healthy upstream ${ALL.slice(0, 1500)}`)
}

/** A journal as no gateway of ours writes it: secrets in every text. */
function plantJournal({ dataDir }: Desk): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  inFile(join(dataDir, 'journal.sqlite'), (db) => {
    migrate(db)
    const now = Date.now()
    const text = canary('id')
    const lower = `${MARK.toLowerCase()}-code`
    db.exec(`INSERT INTO gateways VALUES (1, '${text}', '${text}', ${process.pid}, ${now - 9000}, ${now}, NULL, 0)`)
    db.exec(`INSERT INTO exchanges (gateway, number, id, started_at, client, model, streaming, path, body_bytes, run, outcome, code, status, held_ms, attempts, absorbed, finished_ms, envelope_id, message_id, request_id)
      VALUES (1, 1, '${text}', ${now - 8000}, '${lower}', '${canary('model')}', 1, '${lower}', 1, '${text}', 'gave-up', '${lower}', 503, 1, 1, 1, 1000, '${text}', '${text}', '${text}')`)
    db.exec(`INSERT INTO steps (gateway, exchange, ordinal, at, did, because, saw, phase, progress, code, status, request_id, judged, wait_ms, ray)
      VALUES (1, 1, 1, ${now - 8000}, '${lower}', '${lower}', 'refused', '${lower}', '${lower}', '${lower}', 503, '${text}', '${lower}', 1, '${text}')`)
    db.exec(
      `INSERT INTO incidents VALUES (1, '${text}', '${text}', '${lower}', '${canary('family')}', '${lower}', ${now - 8000}, NULL, 1, 1)`,
    )
  })
}

function plant(desk: Desk): void {
  for (const folder of ['home/.claude', 'work/.claude']) {
    mkdirSync(join(desk.dir, folder), { recursive: true })
    for (const name of ['settings.json', 'settings.local.json'])
      writeFileSync(join(desk.dir, folder, name), JSON.stringify(SETTINGS))
  }
  writeFileSync(join(desk.dir, 'home/.claude/.credentials.json'), JSON.stringify(LOGIN), { mode: 0o600 })
  plantJournal(desk)
}

/** Without what Node itself says of a file of certificates that is not there. */
const ours = (stderr: string): string => stderr.replaceAll(/^Warning: Ignoring extra certs.*$/gm, '')

test('no secret of any shape survives in a report, from whatever place and in whatever encoding it comes', async (t) => {
  const upstream = await new Upstream(talkative).open()
  t.after(async () => await upstream.shut())
  const desk = deskFor(t)
  plant(desk)
  const controls = loopbackControls(desk, { statusPage: upstream.url })
  const flags = ['--controls', controls, '--error', `API Error: 503 ${ALL}`.slice(0, 100_000)]
  // by the proxy of the environment, which is not there; and straight to the talkative upstream
  const ways: readonly (readonly string[])[] = [[], ['--target', upstream.url]]
  for (const [index, way] of ways.entries()) {
    const args = ['report', '--yes', '--lang', 'ja', '--out', `${index}.zip`, ...way, ...flags]
    const { code, stdout, stderr } = await desk.run(args, { env: environment(upstream.url) })
    assert.equal(code, 0, stderr)
    assert.deepEqual(canariesIn('output', Buffer.from(stdout + ours(stderr))), [])
    const file = join(desk.dir, 'work', `${index}.zip`)
    assert.deepEqual(canariesIn('archive', readFileSync(file)), [])
    const members = Object.entries(membersOf(file))
    assert.ok(members.length >= 8)
    for (const [name, text] of members) {
      assert.deepEqual(canariesIn(name, Buffer.from(`${name}\n${text}`)), [], `${name}, ${way.join(' ')}`)
      for (const secret of ENCODED) assert.ok(!text.includes(inLine(secret)), `${name}: ${secret}`)
    }
    const { 'doctor.json': doctor = '', 'timeline.txt': timeline = '' } = Object.fromEntries(members)
    // all of it has been collected: otherwise nothing is shown by its absence
    assert.match(doctor, /\[redacted-api-key-[0-9a-f]{8}\]/)
    assert.match(timeline, /request-id id-\d+/)
    if (way.length > 0) assert.match(doctor, /no healthy upstream/)
  }
  assert.deepEqual(
    readdirSync(join(desk.dir, 'work')).filter((name) => name.endsWith('.zip')),
    ['0.zip', '1.zip'],
  )
})
